import { ts } from '../../../../../services/analysis/typescript.ts';
import { ownName, type Needed } from '../../../types/index.ts';
import { bindingsOf, type Binding } from '../../../syntax/index.ts';

/** The text of a type, and which type parameters of the functions around it names. */
export interface TypeText {
  readonly text: string;
  readonly typeParameters: readonly Binding[];
  /** Types of other files that have to be imported. */
  readonly imports: readonly Needed[];
}

/** Where a type is to be written: what can be named there decides whether it can be. */
export interface TypePlace {
  readonly checker: ts.TypeChecker;
  /** The code that the type is asked for. */
  readonly at: ts.Node;
  readonly flags: ts.NodeBuilderFlags;
  readonly quote: string;
  isSeen(binding: Binding): boolean;
  /** What the project calls a type that has no name in the file yet. */
  nameOf(symbol: ts.Symbol): string | undefined;
  readonly hasThis: boolean;
  /** There, a type of another file is said where it stands: `import('./user').User`. */
  readonly isJavaScript: boolean;
}

/** Longer than this, a type says less than leaving it out does. */
const charactersMax = 400;

/** What to write for `any`: nothing is said with it, `unknown` promises as little and keeps the checker at work. */
type AnyAs = 'refused' | 'unknown';

/** A type as the checker prints it; `undefined` when it cannot be said at its place. */
export function textOfType(type: ts.Type, place: TypePlace, anyAs: AnyAs = 'refused'): TypeText | undefined {
  const made = place.checker.typeToTypeNode(type, place.at, place.flags);
  if (!made) return undefined;
  const imports = new Map<string, Needed>();
  const node = inWordsOf(place, made, imports, anyAs);
  return checkText(printOnOneLine(node, place.at.getSourceFile()), place, imports);
}

/** A type as it is written in the file already. */
export function textOfNode(node: ts.TypeNode, place: TypePlace): TypeText | undefined {
  return checkText(node.getText().replace(/\s*\n\s*/g, ' '), place, new Map());
}

/** Words for a type that stand nowhere yet, with what has to be imported for them. */
export function textOfWords(
  text: string,
  place: TypePlace,
  imports: readonly Needed[],
): TypeText | undefined {
  return checkText(text, place, new Map(imports.map((each) => [each.name, each])));
}

/** `import("./user").User` as what the project calls it, or as `User`, which is then imported like everything else. */
function inWordsOf(
  place: TypePlace,
  node: ts.TypeNode,
  imports: Map<string, Needed>,
  anyAs: AnyAs,
): ts.TypeNode {
  const { transformed } = ts.transform(node, [
    (context) => (root) => {
      const visit = (at: ts.Node): ts.Node => {
        if (anyAs === 'unknown' && at.kind === ts.SyntaxKind.AnyKeyword)
          return ts.factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword);
        const child = ts.visitEachChild(at, visit, context);
        const isNamed = ts.isImportTypeNode(child) && child.qualifier && !child.isTypeOf;
        return isNamed && !place.isJavaScript ? (named(child, place, imports) ?? child) : child;
      };
      return visit(root) as ts.TypeNode;
    },
  ]);
  return transformed[0] ?? node;
}

function named(
  { qualifier, typeArguments }: ts.ImportTypeNode,
  place: TypePlace,
  imports: Map<string, Needed>,
): ts.TypeNode | undefined {
  const name = qualifier && leftmost(qualifier);
  const { symbol } = (name ?? {}) as { readonly symbol?: ts.Symbol };
  if (!qualifier || !name || !symbol) return undefined;
  const own = ownName(symbol);
  if (own === undefined) return undefined;
  const known = place.nameOf(symbol);
  if (known === undefined) imports.set(own, { name: own, symbol });
  const renamed = withLeftmost(qualifier, known ?? own);
  return ts.factory.createTypeReferenceNode(renamed, typeArguments);
}

/** `default.Options` of an imported module as `Client.Options`. */
function withLeftmost(name: ts.EntityName, text: string): ts.EntityName {
  return ts.isIdentifier(name)
    ? ts.factory.createIdentifier(text)
    : ts.factory.createQualifiedName(withLeftmost(name.left, text), name.right);
}

function leftmost(name: ts.EntityName): ts.Identifier {
  return ts.isIdentifier(name) ? name : leftmost(name.left);
}

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

function printOnOneLine(node: ts.Node, source: ts.SourceFile): string {
  const flatten = (each: ts.Node): void => {
    ts.setEmitFlags(each, ts.EmitFlags.SingleLine | ts.EmitFlags.NoComments);
    ts.forEachChild(each, flatten);
  };
  flatten(node);
  return printer.printNode(ts.EmitHint.Unspecified, node, source);
}

/** The names in a type text that it does not declare itself have to mean at its place what they mean where it comes from. */
function checkText(
  text: string,
  place: TypePlace,
  imports: ReadonlyMap<string, Needed>,
): TypeText | undefined {
  if (text.length > charactersMax) return undefined;
  // Declared by a name that no type has.
  const source = ts.createSourceFile('type.ts', `let value$: ${text};`, ts.ScriptTarget.Latest, true);
  if (cannotBeSaid(source, place)) return undefined;
  const around = bindingsOf(place.at.getSourceFile());
  const typeParameters: Binding[] = [];
  for (const { node, binding, access } of bindingsOf(source).references) {
    if (binding) continue;
    if (imports.has(node.text)) {
      if (around.names.has(node.text)) return undefined;
      continue;
    }
    const isValue = access === 'type' && isValueName(node);
    const meant = around.resolve(node.text, place.at, isValue ? 'value' : 'type');
    if (!meant && !globalNames(place.checker, around.root.node).has(node.text)) return undefined;
    if (!meant || place.isSeen(meant)) continue;
    if (meant.kind !== 'typeParameter') return undefined;
    if (!typeParameters.includes(meant)) typeParameters.push(meant);
  }
  return { text, typeParameters, imports: [...imports.values()] };
}

const globals = new WeakMap<ts.TypeChecker, ReadonlySet<string>>();

/** Names that need no declaration in a file; a type may also name what only another declaration knows. */
function globalNames(checker: ts.TypeChecker, file: ts.Node): ReadonlySet<string> {
  const known = globals.get(checker);
  if (known) return known;
  const meanings = [ts.SymbolFlags.Type, ts.SymbolFlags.Value, ts.SymbolFlags.Namespace];
  const symbols = meanings.flatMap((meaning) => checker.getSymbolsInScope(file, meaning));
  const names = new Set(symbols.map(({ name }) => name));
  globals.set(checker, names);
  return names;
}

function isValueName(node: ts.Identifier): boolean {
  let at: ts.Node = node.parent;
  while (ts.isQualifiedName(at)) at = at.parent;
  return ts.isTypeQueryNode(at) || ts.isComputedPropertyName(at);
}

function cannotBeSaid(source: ts.SourceFile, { hasThis, isJavaScript }: TypePlace): boolean {
  const visit = (node: ts.Node): boolean => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) return true;
    if (ts.isImportTypeNode(node) && !isJavaScript) return true;
    if (node.kind === ts.SyntaxKind.ThisType && !hasThis) return true;
    // A computed name, or an internal name of the checker, is no type that a person would write.
    if (ts.isIdentifier(node) && node.text.startsWith('__')) return true;
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(source);
}
