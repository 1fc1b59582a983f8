import { ts } from '../../../services/analysis/typescript.ts';

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
}

/** An object type beyond this is no hint any more: it wants a name. */
const structureCharactersMax = 80;
const textCharactersMax = 160;

/** A part of a type node that is said otherwise than it is written. */
interface Instead {
  readonly part: ts.TextRange;
  readonly text: string;
}

/** The words of a type node of the project, as they would read at another place; `undefined` when they would not. */
export function spellNode(
  node: ts.TypeNode,
  place: ts.Node,
  checker: ts.TypeChecker,
  instead?: Instead,
): Spelling | undefined {
  const imports = new Map<string, Needed>();
  const start = node.getStart();
  const whole = node.getText();
  if (whole.length > 2 * textCharactersMax || /\/[/*]/.test(whole)) return undefined;
  const renamed: { readonly at: number; readonly length: number; readonly text: string }[] = [];
  if (instead) {
    const { part, text } = instead;
    renamed.push({ at: part.pos - start, length: part.end - part.pos, text });
  }
  const isSound = everyName(node, place, (name, meaning) => {
    if (instead && instead.part.pos <= name.pos && name.end <= instead.part.end) return true;
    const symbol = checker.getSymbolAtLocation(name);
    if (!symbol) return false;
    if (symbol.declarations?.some((each) => isInside(each, node))) return true;
    const reached = reach(name.text, symbol, meaning, { place, checker, imports });
    if (reached !== undefined && reached !== name.text)
      renamed.push({ at: name.getStart() - start, length: name.text.length, text: reached });
    return reached !== undefined;
  });
  if (!isSound) return undefined;
  const spelled = renamed
    .toSorted((a, b) => b.at - a.at)
    .reduce((text, { at, length, text: name }) => text.slice(0, at) + name + text.slice(at + length), whole);
  const text = spelled.replace(/\s*\n\s*/g, ' ').replace(/^\| /, '');
  return text.length > textCharactersMax || isWayOut(text)
    ? undefined
    : { text, imports: [...imports.values()] };
}

function isInside(inner: ts.Node, outer: ts.Node): boolean {
  return outer.pos <= inner.pos && inner.end <= outer.end && inner.getSourceFile() === outer.getSourceFile();
}

/** A type of the checker in the words of a place; `undefined` when it has none that a person would write. */
export function spellType(
  type: ts.Type,
  place: ts.Node,
  checker: ts.TypeChecker,
  manner: Manner,
): Spelling | undefined {
  const made = checker.typeToTypeNode(type, place, buildFlags(manner));
  if (!made) return undefined;
  return spellMade(made, place, checker, manner);
}

/** As `spellType`, with `unknown` for each `any` that the checker put into it. */
export function spellWithUnknown(
  type: ts.Type,
  place: ts.Node,
  checker: ts.TypeChecker,
  manner: Manner,
): Spelling | undefined {
  const made = checker.typeToTypeNode(type, place, buildFlags(manner));
  return made && spellMade(withUnknown(made), place, checker, manner);
}

function withUnknown(node: ts.TypeNode): ts.TypeNode {
  const { transformed } = ts.transform(node, [
    (context) => (root) => {
      const visit = (at: ts.Node): ts.Node =>
        at.kind === ts.SyntaxKind.AnyKeyword
          ? ts.factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword)
          : ts.visitEachChild(at, visit, context);
      return visit(root) as ts.TypeNode;
    },
  ]);
  return transformed[0] ?? node;
}

function buildFlags(manner: Manner): ts.NodeBuilderFlags {
  return (
    ts.NodeBuilderFlags.NoTruncation |
    ts.NodeBuilderFlags.UseAliasDefinedOutsideCurrentScope |
    quoteFlag(manner)
  );
}

function spellMade(
  made: ts.TypeNode,
  place: ts.Node,
  checker: ts.TypeChecker,
  manner: Manner,
): Spelling | undefined {
  const imports = new Map<string, Needed>();
  const node = inShort(made, place, checker);
  const isSound = everyName(node, place, (name, meaning) => {
    const symbol = symbolOf(name);
    return (
      symbol === undefined || reach(name.text, symbol, meaning, { place, checker, imports }) === name.text
    );
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
export function everyName(
  node: ts.Node,
  place: ts.Node,
  ask: (name: ts.Identifier, meaning: Meaning) => boolean,
): boolean {
  const isInClass = ts.isClassLike(place.parent);
  const locals = new Set<string>();
  const visit = (at: ts.Node): boolean => {
    if (ts.isTypeParameterDeclaration(at)) locals.add(at.name.text);
    if (ts.isImportTypeNode(at)) return false;
    if (ts.isThisTypeNode(at)) return isInClass;
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

interface Reaching {
  readonly place: ts.Node;
  readonly checker: ts.TypeChecker;
  readonly imports: Map<string, Needed>;
}

const typeOrNamespace = (ts.SymbolFlags.Type | ts.SymbolFlags.Namespace) as ts.SymbolFlags;

/** What a thing is called at a place; where that takes an import, the import is noted. */
function reach(
  name: string,
  symbol: ts.Symbol,
  meaning: Meaning,
  { place, checker, imports }: Reaching,
): string | undefined {
  const flags = meaning === 'value' ? ts.SymbolFlags.Value : typeOrNamespace;
  const target = withoutAlias(symbol, checker);
  const here = checker.resolveName(name, place, flags, false);
  if (here) {
    const found = withoutAlias(here, checker);
    // A type parameter of the same name stands for the same thing wherever code is written alike.
    const isAlike = (found.flags & target.flags & ts.SymbolFlags.TypeParameter) !== 0;
    return found === target || isAlike ? name : undefined;
  }
  if (target.flags & ts.SymbolFlags.TypeParameter) return undefined;
  const qualified = throughNamespace(target, place, checker);
  if (qualified !== undefined) return qualified;
  // Something else of that name would be hidden by the import.
  if (meaning === 'value' || checker.resolveName(name, place, ts.SymbolFlags.Value, true)) return undefined;
  imports.set(name, { name, symbol: target });
  return name;
}

/** `models.User`, where the file has `import * as models`. */
function throughNamespace(target: ts.Symbol, place: ts.Node, checker: ts.TypeChecker): string | undefined {
  for (const statement of place.getSourceFile().statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamespaceImport(bindings)) continue;
    const module = checker.getSymbolAtLocation(bindings.name);
    const own = module && withoutAlias(module, checker);
    const exported = own?.flags ? checker.tryGetMemberInModuleExports(target.name, own) : undefined;
    if (exported && withoutAlias(exported, checker) === target) return `${bindings.name.text}.${target.name}`;
  }
  return undefined;
}

/** The thing itself: not the name it was imported by, and as its own file sees it when it exports it. */
export function withoutAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return checker.getExportSymbolOfSymbol(target);
}

/** The checker leaves on its own nodes which symbol it meant. */
function symbolOf(name: ts.Identifier): ts.Symbol | undefined {
  return (name as { readonly symbol?: ts.Symbol }).symbol;
}

/**
 * As a person writes it: `import('./user').User` is imported like everything else, `models.User` is `User` where that is
 * in scope, and type arguments that are the default are not said.
 */
function inShort(node: ts.TypeNode, place: ts.Node, checker: ts.TypeChecker): ts.TypeNode {
  const { transformed } = ts.transform(node, [
    (context) => (root) => {
      const visit = (at: ts.Node): ts.Node => {
        const child = ts.visitEachChild(at, visit, context);
        if (ts.isImportTypeNode(child) && child.qualifier && !child.isTypeOf)
          return shortReference(child.qualifier, child.typeArguments, place, checker);
        if (!ts.isTypeReferenceNode(child)) return child;
        return shortReference(child.typeName, child.typeArguments, place, checker);
      };
      return visit(root) as ts.TypeNode;
    },
  ]);
  return transformed[0] ?? node;
}

function shortReference(
  name: ts.EntityName,
  given: ts.NodeArray<ts.TypeNode> | undefined,
  place: ts.Node,
  checker: ts.TypeChecker,
): ts.TypeReferenceNode {
  const last = ts.isQualifiedName(name) ? name.right : name;
  const symbol = symbolOf(last);
  const here = ts.isQualifiedName(name)
    ? checker.resolveName(last.text, place, typeOrNamespace, false)
    : undefined;
  const isHere = here && symbol && withoutAlias(here, checker) === withoutAlias(symbol, checker);
  return ts.factory.createTypeReferenceNode(
    isHere ? last : name,
    withoutDefaults(given, symbol, place, checker),
  );
}

function withoutDefaults(
  given: ts.NodeArray<ts.TypeNode> | undefined,
  symbol: ts.Symbol | undefined,
  place: ts.Node,
  checker: ts.TypeChecker,
): readonly ts.TypeNode[] | undefined {
  const declared = (symbol && withoutAlias(symbol, checker))?.declarations?.find(
    (each) => ts.isClassLike(each) || ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each),
  );
  if (!given || !declared) return given;
  const parameters = declared.typeParameters ?? [];
  let kept = given.length;
  while (kept > 0) {
    const standard = parameters[kept - 1]?.default;
    const argument = given[kept - 1];
    if (!standard || !argument) break;
    const text = printer.printNode(ts.EmitHint.Unspecified, argument, place.getSourceFile());
    if (!isStandard(text, standard.getText())) break;
    kept -= 1;
  }
  return kept === 0 ? undefined : given.slice(0, kept);
}

/** Arguments that are themselves all left out are the standard ones. */
function isStandard(text: string, standard: string): boolean {
  const bare = (name: string) => name.replace(/^\w+\./, '');
  return bare(text) === bare(standard) || bare(text) === bare(standard).replace(/<.*>$/, '');
}

function holdsAny(node: ts.Node): boolean {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return true;
  return ts.forEachChild(node, holdsAny) ?? false;
}
