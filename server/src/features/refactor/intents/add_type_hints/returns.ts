import { ts } from '../../../../services/analysis/typescript.ts';
import { mentionsTypeParameter, saysNothing, type Ballot } from './ballot.ts';
import type { FunctionNode } from './declarations.ts';
import { nearness } from './namesakes.ts';
import { declaredNode } from './origin.ts';
import { functionName, type Vocabulary } from './vocabulary.ts';

const weights = { inferred: 40, origin: 10, namesakes: 16 };
const readMax = 200;

/** What a function returns by what it does, in the words of where that comes from. */
export function askReturns(ballot: Ballot, node: FunctionNode, vocabulary: Vocabulary): void {
  const { checker } = ballot.place;
  const signature = checker.getSignatureFromDeclaration(node);
  if (!signature) return;
  const inferred = checker.getReturnTypeOfSignature(signature);
  if (inferred.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never)) return;
  ballot.result(inferred, weights.inferred);
  if (!mentionsTypeParameter(inferred)) ballot.bounds.lower.push(inferred);
  if (saysNothing(inferred)) return;
  for (const result of resultsOf(node)) ballot.node(declaredNode(result, checker), weights.origin);
  askFunctionsOfThatName(ballot, node, inferred, vocabulary);
}

function askFunctionsOfThatName(
  ballot: Ballot,
  node: FunctionNode,
  inferred: ts.Type,
  vocabulary: Vocabulary,
): void {
  const name = functionName(node);
  if (name === undefined) return;
  const { checker } = ballot.place;
  const others = vocabulary
    .returning(name)
    .filter((each) => each.pos !== node.pos)
    .slice(0, readMax);
  const total = others.reduce((sum, each) => sum + nearness(each, node), 0);
  for (const { type, ...each } of others.map((other) => ({ type: other.type, node: other }))) {
    if (!type || isEmptied(inferred, checker.getTypeFromTypeNode(type), checker)) continue;
    ballot.node(type, (weights.namesakes * nearness(each.node, node)) / total);
  }
}

/** Something that merely lets the result through, as `void` lets everything. */
function isEmptied(inferred: ts.Type, type: ts.Type, checker: ts.TypeChecker): boolean {
  if (saysNothing(type)) return true;
  return (
    !mentionsTypeParameter(inferred) &&
    !mentionsTypeParameter(type) &&
    !checker.isTypeAssignableTo(inferred, type)
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
