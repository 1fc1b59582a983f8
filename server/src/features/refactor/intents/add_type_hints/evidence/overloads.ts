import { ts } from '../../../../../services/analysis/typescript.ts';
import { type Spelling, spellNode } from '../../../types/index.ts';
import type { Place } from '../ballot/index.ts';
import { unionOf } from '../ballot/union-text.ts';

/** All that comes by any of several overloads as one type, and which share of the types is in it. */
export interface United {
  readonly spelling: Spelling | undefined;
  readonly share: number;
}

/** What another type takes as well is not said twice, and who asks with a type guard is said to ask with any question. */
export function unite(types: readonly ts.TypeNode[], { node: place, checker }: Place): United {
  const all = types.flatMap(alternativesOf);
  const parts = all.filter(
    (each, index) => !all.some((other, at) => covers(other, each, at < index, checker)),
  );
  const spelled = parts.flatMap((each) => spellPart(each, parts, place, checker) ?? []);
  // `string | Options`: people begin with what needs no name.
  const inOrder = spelled.toSorted((a, b) => Number(isKeyword(b)) - Number(isKeyword(a)));
  return { spelling: unionOf(inOrder), share: spelled.length / parts.length };
}

/**
 * The results of several overloads under the generic name that all have: `Stream<User | Team>` of `Stream<User>` and
 * `Stream<Team>`.
 */
export function uniteResults(
  types: readonly ts.TypeNode[],
  { node: place, checker }: Place,
): Spelling | undefined {
  const references = types.filter(ts.isTypeReferenceNode);
  const [first] = references;
  const given = first?.typeArguments;
  const isSame = (each: ts.TypeReferenceNode) =>
    each.typeName.getText() === first?.typeName.getText() && each.typeArguments?.length === given?.length;
  if (!first || !given || references.length < types.length || !references.every(isSame)) return undefined;
  const united = given.map((_, index) =>
    unionOf(
      references.map(
        ({ typeArguments }) => typeArguments?.[index] && spellNode(typeArguments[index], place, checker),
      ),
    ),
  );
  const known = united.flatMap((each) => each ?? []);
  if (known.length < given.length) return undefined;
  const text = known.map((each) => each.text).join(', ');
  const spelling = spellNode(first, place, checker, { part: given, text });
  return (
    spelling && { ...spelling, imports: [...spelling.imports, ...known.flatMap(({ imports }) => imports)] }
  );
}

function isKeyword({ text }: Spelling): boolean {
  return /^(?:string|number|boolean|bigint|symbol)$/.test(text);
}

function alternativesOf(type: ts.TypeNode): readonly ts.TypeNode[] {
  if (ts.isParenthesizedTypeNode(type)) return alternativesOf(type.type);
  return ts.isUnionTypeNode(type) ? type.types.flatMap(alternativesOf) : [type];
}

/** Whether all of one type is in another; of two that are the same, the earlier stays. */
function covers(type: ts.TypeNode, other: ts.TypeNode, isEarlier: boolean, checker: ts.TypeChecker): boolean {
  if (type === other) return false;
  const [whole, part] = [checker.getTypeFromTypeNode(type), checker.getTypeFromTypeNode(other)];
  if (saysNothing(whole) || saysNothing(part)) return false;
  return checker.isTypeAssignableTo(part, whole) && (isEarlier || !checker.isTypeAssignableTo(whole, part));
}

function saysNothing({ flags }: ts.Type): boolean {
  return (
    (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0
  );
}

function spellPart(
  part: ts.TypeNode,
  parts: readonly ts.TypeNode[],
  place: ts.Node,
  checker: ts.TypeChecker,
): Spelling | undefined {
  if (ts.isLiteralTypeNode(part) && part.literal.kind === ts.SyntaxKind.NullKeyword)
    return { text: 'null', imports: [] };
  if (!ts.isFunctionTypeNode(part)) return spellNode(part, place, checker);
  const isQuestion =
    ts.isTypePredicateNode(part.type) ||
    parts.some((other) => ts.isFunctionTypeNode(other) && asksMore(other, part));
  return spellNode(part, place, checker, isQuestion ? { part: part.type, text: ' boolean' } : undefined);
}

/** One that answers `boolean` where another, that takes the same, is known to answer `true`. */
function asksMore(other: ts.FunctionTypeNode, one: ts.FunctionTypeNode): boolean {
  const taken = (node: ts.FunctionTypeNode) => node.parameters.map((each) => each.getText()).join();
  const isLiteral =
    ts.isLiteralTypeNode(one.type) &&
    (one.type.literal.kind === ts.SyntaxKind.TrueKeyword ||
      one.type.literal.kind === ts.SyntaxKind.FalseKeyword);
  return isLiteral && other.type.kind === ts.SyntaxKind.BooleanKeyword && taken(other) === taken(one);
}
