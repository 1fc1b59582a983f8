import { ts } from '../../../services/analysis/typescript.ts';
import { everyName, isWayOut, withoutAlias, type Needed, type Spelling } from './spell.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * Words that may be a type, when every name in them is one at the place; their case is that of the names there are, and
 * each has as many type arguments as it takes.
 */
export function spellText(
  wanted: string,
  place: ts.Node,
  checker: ts.TypeChecker,
  vocabulary: Vocabulary,
): Spelling | undefined {
  const isHere = (word: string) => checker.resolveName(word, place, anything, false) !== undefined;
  const text = wanted.replace(/[\w$]+/g, (word) => (isHere(word) ? word : vocabulary.cased(word)));
  const type = parseType(text);
  if (!type || isWayOut(text)) return undefined;
  const imports: Needed[] = [];
  const settled: { readonly reference: ts.TypeReferenceNode; readonly given: string }[] = [];
  const isSound = everyName(type, place, (name) => {
    const flags = (ts.SymbolFlags.Type | ts.SymbolFlags.Namespace) as ts.SymbolFlags;
    const here = checker.resolveName(name.text, place, flags, false);
    const needed = here ? undefined : exportedOf(name.text, checker, vocabulary);
    if (needed) imports.push(needed);
    const symbol = here ? memberNamed(withoutAlias(here, checker), name, checker) : needed?.symbol;
    const reference = ts.isTypeReferenceNode(name.parent) ? name.parent : name.parent.parent;
    const given = symbol && ts.isTypeReferenceNode(reference) ? givenTo(symbol, reference) : undefined;
    if (given !== undefined && ts.isTypeReferenceNode(reference)) settled.push({ reference, given });
    return symbol !== undefined;
  });
  return isSound ? { text: withArguments(text, settled), imports } : undefined;
}

const prefix = 'declare function wanted(): ';

function parseType(text: string): ts.TypeNode | undefined {
  const source = ts.createSourceFile('type.ts', `${prefix}${text};`, ts.ScriptTarget.Latest, true);
  const [statement] = source.statements;
  return statement && ts.isFunctionDeclaration(statement) ? statement.type : undefined;
}

/** The type arguments that a reference needs, where it has too few or too many; `undefined` where it is well. */
function givenTo(symbol: ts.Symbol, reference: ts.TypeReferenceNode): string | undefined {
  const declared = symbol.declarations?.find(
    (each) => ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each) || ts.isClassLike(each),
  );
  if (!declared) return undefined;
  const parameters = declared.typeParameters ?? [];
  const required = parameters.filter((each) => !each.default).length;
  const given = reference.typeArguments?.map((each) => each.getText()) ?? [];
  if (required <= given.length && given.length <= parameters.length) return undefined;
  const added = Array.from({ length: Math.max(0, required - given.length) }, () => 'any');
  const all = [...given.slice(0, parameters.length), ...added];
  return all.length === 0 ? '' : `<${all.join(', ')}>`;
}

function withArguments(
  text: string,
  settled: readonly { readonly reference: ts.TypeReferenceNode; readonly given: string }[],
): string {
  return settled
    .toSorted((a, b) => b.reference.pos - a.reference.pos)
    .reduce((sum, { reference: { typeName, end }, given }) => {
      return sum.slice(0, typeName.end - prefix.length) + given + sum.slice(end - prefix.length);
    }, text);
}

const anything = (ts.SymbolFlags.Type | ts.SymbolFlags.Namespace | ts.SymbolFlags.Value) as ts.SymbolFlags;

/** `models.User` only where `models` has a `User`. */
function memberNamed(symbol: ts.Symbol, name: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const { parent } = name;
  if (!ts.isQualifiedName(parent)) return symbol;
  const member = checker.getExportsOfModule(symbol).find((each) => each.name === parent.right.text);
  return member && withoutAlias(member, checker);
}

function exportedOf(name: string, checker: ts.TypeChecker, vocabulary: Vocabulary): Needed | undefined {
  const [only, other] = vocabulary.named(name);
  if (!only?.name || other) return undefined;
  const symbol = checker.getSymbolAtLocation(only.name);
  return symbol && { name, symbol };
}
