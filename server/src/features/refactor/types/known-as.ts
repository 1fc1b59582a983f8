import { ts } from '../../../services/analysis/typescript.ts';
import { withoutAlias } from './spell.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Mentions of a name that are asked for what they mean. */
const mentionsMax = 60;
const typeOrNamespace = (ts.SymbolFlags.Type | ts.SymbolFlags.Namespace) as ts.SymbolFlags;

/**
 * What a project calls a type at a place where the type's own name is not in scope: a name that stands for just this type
 * (`type Device = …` of a global declaration), or its way through a namespace (`models.User`). `undefined`: nothing so far.
 */
export function knownAs(
  symbol: ts.Symbol,
  place: ts.Node,
  checker: ts.TypeChecker,
  vocabulary: Vocabulary,
): string | undefined {
  const own = ownName(symbol);
  if (own === undefined) return undefined;
  const target = withoutAlias(symbol, checker);
  const isSame = (other: ts.Symbol) => means(other, target, checker);
  const here = checker.resolveName(own, place, typeOrNamespace, false);
  if (here) return isSame(here) ? own : undefined;
  const alias = aliasesAt(place, checker).get(checker.getDeclaredTypeOfSymbol(target));
  if (alias !== undefined) return alias;
  for (const mention of vocabulary.uses(own).slice(0, mentionsMax)) {
    const { parent } = mention;
    if (!ts.isQualifiedName(parent) || parent.right !== mention) continue;
    const first = leftmost(parent);
    const meant = checker.getSymbolAtLocation(first);
    const seen = checker.resolveName(first.text, place, ts.SymbolFlags.Namespace, false);
    if (!meant || !seen || withoutAlias(meant, checker) !== withoutAlias(seen, checker)) continue;
    const named = checker.getSymbolAtLocation(mention);
    if (named && isSame(named)) return parent.getText().replace(/\s+/g, '');
  }
  return undefined;
}

const aliases = new WeakMap<ts.TypeChecker, WeakMap<ts.SourceFile, ReadonlyMap<ts.Type, string>>>();

/** The names that a file can use without an import of its own for the types that the project declares elsewhere. */
function aliasesAt(place: ts.Node, checker: ts.TypeChecker): ReadonlyMap<ts.Type, string> {
  const file = place.getSourceFile();
  const known = aliases.get(checker) ?? new WeakMap<ts.SourceFile, ReadonlyMap<ts.Type, string>>();
  aliases.set(checker, known);
  const kept = known.get(file);
  if (kept) return kept;
  const found = new Map<ts.Type, string>();
  for (const symbol of checker.getSymbolsInScope(file, ts.SymbolFlags.TypeAlias)) {
    const alias = symbol.declarations?.find(ts.isTypeAliasDeclaration);
    const isOwn = alias && !/\/node_modules\/|\/typescript\/lib\//.test(alias.getSourceFile().fileName);
    if (!isOwn || alias.typeParameters || !ts.isTypeReferenceNode(alias.type)) continue;
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    if (!found.has(type)) found.set(type, symbol.name);
  }
  known.set(file, found);
  return found;
}

/** The name that a thing was declared by, whatever a module exports it as. */
export function ownName({ name, declarations }: ts.Symbol): string | undefined {
  if (name !== (ts.InternalSymbolName.Default as string)) return name;
  const declared = declarations?.[0] && ts.getNameOfDeclaration(declarations[0]);
  return declared && ts.isIdentifier(declared) ? declared.text : undefined;
}

/** The same thing, or a name for just its type. */
function means(symbol: ts.Symbol, target: ts.Symbol, checker: ts.TypeChecker): boolean {
  const other = withoutAlias(symbol, checker);
  if (other === target) return true;
  if (!(other.flags & ts.SymbolFlags.TypeAlias)) return false;
  return checker.getDeclaredTypeOfSymbol(other) === checker.getDeclaredTypeOfSymbol(target);
}

function leftmost(name: ts.EntityName): ts.Identifier {
  return ts.isIdentifier(name) ? name : leftmost(name.left);
}
