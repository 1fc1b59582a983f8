import { ts } from '../../../../../services/analysis/typescript.ts';
import { type Spelling, spellNode, spellType } from '../../../types/index.ts';
import type { Ballot } from '../ballot/index.ts';
import { isUnnamed } from '../ballot/type-parameters.ts';
import type { Sibling } from './siblings.ts';

const siblingsReadMax = 40;
const depthMax = 5;

/**
 * A result that is built as a generic type is, under its name: `(source: Stream<User>) => Stream<Team>` where the functions
 * around return an `Operator<In, Out>` is an `Operator<User, Team>`.
 */
export function askGenericNames(ballot: Ballot, type: ts.Type, siblings: readonly Sibling[]): void {
  const { checker, node: place, manner } = ballot.place;
  const own = isUnnamed(type) ? undefined : spellType(type, place, checker, manner);
  const length = own?.text.length ?? Number.POSITIVE_INFINITY;
  const asked = new Set<ts.Symbol>();
  for (const { node } of siblings.slice(0, siblingsReadMax)) {
    const written = node.type;
    if (!written || !ts.isTypeReferenceNode(written) || !written.typeArguments) continue;
    const symbol =
      checker.getTypeFromTypeNode(written).aliasSymbol ?? checker.getTypeFromTypeNode(written).symbol;
    if (asked.has(symbol) || isNamed(type, symbol)) continue;
    asked.add(symbol);
    const spelling = instanceOf(written, symbol, type, ballot);
    // Another name is no better unless it says the same with less.
    if (spelling && spelling.text.length < length) ballot.spelled(spelling, 'generic');
  }
}

function isNamed(type: ts.Type, symbol: ts.Symbol): boolean {
  return type.aliasSymbol === symbol || (type.symbol as ts.Symbol | undefined) === symbol;
}

/** The reference with other type arguments, where there are such that make it the type. */
function instanceOf(
  written: ts.TypeReferenceNode,
  symbol: ts.Symbol,
  type: ts.Type,
  { place }: Ballot,
): Spelling | undefined {
  const { checker } = place;
  const declared = symbol.declarations?.find(
    (each) => ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each),
  );
  const parameters = declared?.typeParameters?.map((each) => checker.getTypeAtLocation(each)) ?? [];
  const bound = new Map<ts.Type, ts.Type>();
  const pattern = checker.getDeclaredTypeOfSymbol(symbol);
  if (parameters.length === 0 || !unify(pattern, type, { parameters, bound, checker }, 0)) return undefined;
  const given = parameters.map((each) => {
    const argument = bound.get(each);
    return argument && spellType(argument, place.node, checker, place.manner);
  });
  const known = given.flatMap((each) => each ?? []);
  if (!written.typeArguments || known.length < given.length) return undefined;
  const text = known.map((each) => each.text).join(', ');
  const spelled = spellNode(written, place.node, checker, { part: written.typeArguments, text });
  return spelled && { ...spelled, imports: [...spelled.imports, ...known.flatMap((each) => each.imports)] };
}

interface Unification {
  readonly parameters: readonly ts.Type[];
  readonly bound: Map<ts.Type, ts.Type>;
  readonly checker: ts.TypeChecker;
}

/** Whether a type is a pattern with something put in for its parameters, each of which is then bound. */
function unify(pattern: ts.Type, type: ts.Type, to: Unification, depth: number): boolean {
  const { parameters, bound, checker } = to;
  if (parameters.includes(pattern)) {
    const known = bound.get(pattern);
    bound.set(pattern, type);
    return known === undefined || known === type;
  }
  if (pattern === type) return true;
  if (depth >= depthMax) return false;
  const all = (patterns: readonly ts.Type[], types: readonly ts.Type[]) =>
    patterns.length === types.length &&
    patterns.every((each, index) => types[index] !== undefined && unify(each, types[index], to, depth + 1));
  if (pattern.aliasSymbol && pattern.aliasSymbol === type.aliasSymbol)
    return all(pattern.aliasTypeArguments ?? [], type.aliasTypeArguments ?? []);
  if (isReference(pattern) && isReference(type) && pattern.target === type.target)
    return all(checker.getTypeArguments(pattern), checker.getTypeArguments(type));
  const [own, ...others] = pattern.getCallSignatures();
  const [theirs, ...more] = type.getCallSignatures();
  if (!own || !theirs || others.length + more.length > 0) return false;
  if (own.parameters.length !== theirs.parameters.length) return false;
  const taken = (signature: ts.Signature) =>
    signature.parameters.map((each) => checker.getTypeOfSymbol(each));
  return all(taken(own), taken(theirs)) && unify(own.getReturnType(), theirs.getReturnType(), to, depth + 1);
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
}
