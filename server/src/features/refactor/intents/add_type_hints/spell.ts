import { ts } from '../../../../services/analysis/typescript.ts';

/** A type as it can be written at a place. */
export interface Spelling {
  readonly text: string;
  /** What has to be imported for it to mean the same there. */
  readonly imports: readonly Needed[];
}

export interface Needed {
  readonly name: string;
  readonly symbol: ts.Symbol;
}

/** How the project writes types. */
export interface Manner {
  readonly quote: "'" | '"';
  /** What separates the last member of an object type on one line from its brace. */
  readonly lastSeparator: ';' | '';
  readonly genericArrays: 'Array<T>' | 'T[]';
}

/** An object type beyond this is no hint any more: it wants a name. */
const structureCharactersMax = 80;
const textCharactersMax = 160;

/** The words of a type node of the project, as they would read at another place; `undefined` when they would not. */
export function spellNode(node: ts.TypeNode, place: ts.Node, checker: ts.TypeChecker): Spelling | undefined {
  const imports = new Map<string, Needed>();
  const text = node.getText().replace(/\s*\n\s*/g, ' ');
  if (text.length > textCharactersMax || isWayOut(text) || /\/[/*]/.test(text)) return undefined;
  const isSound = everyName(node, (name, meaning) => {
    const symbol = checker.getSymbolAtLocation(name);
    if (!symbol) return false;
    if (
      symbol.declarations?.some(
        (each) =>
          node.pos <= each.pos && each.end <= node.end && each.getSourceFile() === node.getSourceFile(),
      )
    )
      return true;
    return reaches(name.text, symbol, meaning, place, checker, imports);
  });
  return isSound ? { text, imports: [...imports.values()] } : undefined;
}

/** A type of the checker in the words of a place; `undefined` when it has none that a person would write. */
export function spellType(
  type: ts.Type,
  place: ts.Node,
  checker: ts.TypeChecker,
  manner: Manner,
): Spelling | undefined {
  const flags = (ts.NodeBuilderFlags.NoTruncation |
    ts.NodeBuilderFlags.UseAliasDefinedOutsideCurrentScope |
    quoteFlag(manner)) as ts.NodeBuilderFlags;
  const made = checker.typeToTypeNode(type, place, flags);
  if (!made) return undefined;
  const imports = new Map<string, Needed>();
  const node = withoutImportTypes(made);
  const isSound = everyName(node, (name, meaning) => {
    const symbol = symbolOf(name);
    return symbol === undefined || reaches(name.text, symbol, meaning, place, checker, imports);
  });
  if (!isSound || holdsAny(node)) return undefined;
  const text = inManner(printer.printNode(ts.EmitHint.Unspecified, node, place.getSourceFile()), manner);
  const isLong = /[{]/.test(text) ? text.length > structureCharactersMax : text.length > textCharactersMax;
  if (isLong || isWayOut(text) || /\bimport\(|\.\.\. \d+ more|__type|\bnever\b/.test(text)) return undefined;
  return { text, imports: [...imports.values()] };
}

function quoteFlag({ quote }: Manner): ts.NodeBuilderFlags {
  return quote === "'" ? ts.NodeBuilderFlags.UseSingleQuotesForStringLiteralType : ts.NodeBuilderFlags.None;
}

/** Types that say nothing: no hint is better. */
export function isWayOut(text: string): boolean {
  return /^\(?(any|unknown|object|Object|Function|\{ ?\}|never|any\[\]|unknown\[\]|null|undefined)\)?$/.test(
    text.trim(),
  );
}

const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: true });

function inManner(text: string, { lastSeparator }: Manner): string {
  const flat = text.replace(/\s*\n\s*/g, ' ');
  return lastSeparator === '' ? flat.replace(/; \}/g, ' }') : flat;
}

type Meaning = 'type' | 'value';

/** Asks about every name that a type node takes from outside of itself. */
function everyName(node: ts.Node, ask: (name: ts.Identifier, meaning: Meaning) => boolean): boolean {
  const locals = new Set<string>();
  const visit = (at: ts.Node): boolean => {
    if (ts.isTypeParameterDeclaration(at)) locals.add(at.name.text);
    if (ts.isImportTypeNode(at)) return false;
    if (ts.isTypeReferenceNode(at) || ts.isExpressionWithTypeArguments(at)) {
      const name = leftmost(ts.isTypeReferenceNode(at) ? at.typeName : at.expression);
      if (!name || (!locals.has(name.text) && !ask(name, 'type'))) return false;
      return (at.typeArguments ?? []).every(visit);
    }
    if (ts.isTypeQueryNode(at)) {
      const name = leftmost(at.exprName);
      return name !== undefined && ask(name, 'value') && (at.typeArguments ?? []).every(visit);
    }
    // `forEachChild` stops at the first child that is answered with something.
    return ts.forEachChild(at, (child) => (visit(child) ? undefined : true)) === undefined;
  };
  return visit(node);
}

function leftmost(name: ts.EntityName | ts.Expression): ts.Identifier | undefined {
  if (ts.isIdentifier(name)) return name;
  if (ts.isQualifiedName(name)) return leftmost(name.left);
  return ts.isPropertyAccessExpression(name) ? leftmost(name.expression) : undefined;
}

const typeOrNamespace = (ts.SymbolFlags.Type | ts.SymbolFlags.Namespace) as ts.SymbolFlags;

/** Whether a name means the same at a place, or would with an import, which is then noted. */
function reaches(
  name: string,
  symbol: ts.Symbol,
  meaning: Meaning,
  place: ts.Node,
  checker: ts.TypeChecker,
  imports: Map<string, Needed>,
): boolean {
  const flags = meaning === 'value' ? ts.SymbolFlags.Value : typeOrNamespace;
  const target = withoutAlias(symbol, checker);
  const here = checker.resolveName(name, place, flags, false);
  if (here) {
    const found = withoutAlias(here, checker);
    if (found === target) return true;
    // A type parameter of the same name stands for the same thing wherever code is written alike.
    return Boolean(found.flags & target.flags & ts.SymbolFlags.TypeParameter);
  }
  if (target.flags & ts.SymbolFlags.TypeParameter || meaning === 'value') return false;
  // Something else of that name would be hidden by the import.
  if (checker.resolveName(name, place, ts.SymbolFlags.Value, true)) return false;
  imports.set(name, { name, symbol: target });
  return true;
}

export function withoutAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The checker leaves on its own nodes which symbol it meant. */
function symbolOf(name: ts.Identifier): ts.Symbol | undefined {
  return (name as { readonly symbol?: ts.Symbol }).symbol;
}

/** `import('./user').User` as `User`: it is imported like everything else. */
function withoutImportTypes(node: ts.TypeNode): ts.TypeNode {
  const { transformed } = ts.transform(node, [
    (context) => (root) => {
      const visit = (at: ts.Node): ts.Node => {
        const child = ts.visitEachChild(at, visit, context);
        if (!ts.isImportTypeNode(child) || !child.qualifier || child.isTypeOf) return child;
        return ts.factory.createTypeReferenceNode(child.qualifier, child.typeArguments);
      };
      return visit(root) as ts.TypeNode;
    },
  ]);
  return transformed[0] ?? node;
}

function holdsAny(node: ts.Node): boolean {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return true;
  return ts.forEachChild(node, holdsAny) ?? false;
}
