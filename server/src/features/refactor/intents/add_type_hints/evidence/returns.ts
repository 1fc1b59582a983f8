import { ts } from '../../../../../services/analysis/typescript.ts';
import {
  declaredNode,
  functionName,
  type Spelling,
  spellText,
  spellWithUnknown,
  type Vocabulary,
} from '../../../types/index.ts';
import { saysNothing, type Ballot, type Place } from '../ballot/index.ts';
import { mentionsTypeParameter } from '../ballot/type-parameters.ts';
import { isVague } from '../ballot/vague.ts';
import type { FunctionNode } from '../slots/declarations.ts';
import { nearness } from './namesakes.ts';
import { askStructure } from './structure.ts';

const readMax = 200;

/** What a function returns by what it does, in the words of where that comes from. */
export function askReturns(
  ballot: Ballot,
  node: FunctionNode,
  returned: ts.Type,
  vocabulary: Vocabulary,
): void {
  const { checker } = ballot.place;
  if (returned.flags & ts.TypeFlags.Never) return;
  if (returned.flags & ts.TypeFlags.Any) {
    askCasts(ballot, node);
    askFunctionsOfThatName(ballot, node, returned, vocabulary);
    return;
  }
  // What is `any` inside can still be said, as what it is: unknown.
  if (isVague(returned))
    ballot.spelled(spellWithUnknown(returned, node, checker, ballot.place.manner), 'vague');
  else ballot.result(returned, inOrder(returned, node, checker), 'inferred');
  if (!mentionsTypeParameter(returned, checker)) ballot.takes(returned);
  if (saysNothing(returned)) return;
  for (const result of resultsOf(node)) {
    ballot.node(declaredNode(result, checker), 'origin');
    ballot.spelled(madeOf(result, ballot.place, vocabulary), 'origin');
  }
  askFunctionsOfThatName(ballot, node, returned, vocabulary);
  askStructure(ballot, returned, vocabulary);
}

/** `Box<User | Team>` of `new Box<User | Team>()`, in the order that somebody wrote. */
function madeOf(
  result: ts.Expression,
  { node, checker }: Place,
  vocabulary: Vocabulary,
): Spelling | undefined {
  if (!ts.isNewExpression(result) || !result.typeArguments) return undefined;
  const given = result.typeArguments.map((each) => each.getText()).join(', ');
  return spellText(`${result.expression.getText()}<${given}>`, node, checker, vocabulary);
}

/** The alternatives of a union as they come in the function: the checker orders them by chance. */
function inOrder(returned: ts.Type, node: FunctionNode, checker: ts.TypeChecker): readonly ts.Type[] {
  const isMany = ({ flags }: ts.Type) => (flags & (ts.TypeFlags.Boolean | ts.TypeFlags.EnumLike)) !== 0;
  if (!returned.isUnion() || returned.aliasSymbol || isMany(returned) || returned.types.some(isMany))
    return [];
  const isAnswer = ({ flags }: ts.Type) => (flags & ts.TypeFlags.BooleanLiteral) !== 0;
  const answers = returned.types.filter(isAnswer);
  const parts =
    answers.length < 2
      ? returned.types
      : [...returned.types.filter((each) => !isAnswer(each)), checker.getBooleanType()];
  const seen = resultsOf(node).map((each) => checker.getTypeAtLocation(each));
  const placeOf = (part: ts.Type) => {
    const at = seen.findIndex((each) => isPartOf(part, each, checker));
    return at < 0 ? seen.length : at;
  };
  return parts.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function isPartOf(part: ts.Type, whole: ts.Type, checker: ts.TypeChecker): boolean {
  const parts = whole.isUnion() ? whole.types : [whole];
  return parts.some(
    (each) => checker.isTypeAssignableTo(each, part) && checker.isTypeAssignableTo(part, each),
  );
}

/** `return new Box(value) as any` still says that it is a box. */
function askCasts(ballot: Ballot, node: FunctionNode): void {
  const { checker } = ballot.place;
  for (const result of resultsOf(node)) {
    const isCast = ts.isAsExpression(result) && result.type.kind === ts.SyntaxKind.AnyKeyword;
    if (!isCast) continue;
    const bare = checker.getTypeAtLocation(result.expression);
    if (!isVague(bare)) ballot.type(bare, 'cast');
  }
}

function askFunctionsOfThatName(
  ballot: Ballot,
  node: FunctionNode,
  returned: ts.Type,
  vocabulary: Vocabulary,
): void {
  const name = functionName(node);
  if (name === undefined) return;
  const { checker } = ballot.place;
  const others = vocabulary
    .returning(name)
    .filter((each) => each.pos !== node.pos)
    .slice(0, readMax);
  const votes = new Map<string, { readonly node: ts.TypeNode; weight: number }>();
  let total = 0;
  for (const other of others) {
    const { type } = other;
    if (!type || ts.isTypePredicateNode(type)) continue;
    if (isEmptied(returned, checker.getTypeFromTypeNode(type), checker)) continue;
    const weight = nearness(other, node);
    total += weight;
    const known = votes.get(type.getText());
    if (known) known.weight += weight;
    else votes.set(type.getText(), { node: type, weight });
  }
  for (const { node: type, weight } of votes.values()) {
    // What nearly all of many say is a rule, even where a little less would do.
    const isRule = weight / total >= ruleShare && others.length >= ruleSize;
    if (isRule) ballot.node(type, 'rule');
  }
}

const ruleShare = 0.7;
const ruleSize = 3;

/** Something that merely lets the result through, as `void` lets everything. */
function isEmptied(returned: ts.Type, type: ts.Type, checker: ts.TypeChecker): boolean {
  if (saysNothing(type)) return true;
  return (
    !mentionsTypeParameter(returned, checker) &&
    !mentionsTypeParameter(type, checker) &&
    !checker.isTypeAssignableTo(returned, type)
  );
}

/** Every expression that a function returns itself. */
export function resultsOf(node: FunctionNode): readonly ts.Expression[] {
  if (!node.body) return [];
  if (!ts.isBlock(node.body)) return [node.body];
  const results: ts.Expression[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isFunctionLike(at) || ts.isClassLike(at)) return;
    if (ts.isReturnStatement(at) && at.expression) results.push(at.expression);
    ts.forEachChild(at, visit);
  };
  visit(node.body);
  return results;
}
