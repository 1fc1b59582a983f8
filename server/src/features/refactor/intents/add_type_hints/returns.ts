import { ts } from '../../../../services/analysis/typescript.ts';
import { declaredNode, folderOf, functionName, parametersText, type Vocabulary } from '../../types/index.ts';
import { mentionsTypeParameter, saysNothing, type Ballot } from './ballot.ts';
import type { FunctionNode } from './declarations.ts';
import { nearness } from './namesakes.ts';
import { askStructure } from './structure.ts';

const weights = { inferred: 40, origin: 10, namesakes: 16, neighbours: 41, rule: 48 };
const neighboursMax = 6;
const readMax = 200;

/** What a function returns by what it does, in the words of where that comes from. */
export function askReturns(ballot: Ballot, node: FunctionNode, vocabulary: Vocabulary): void {
  const { checker } = ballot.place;
  const signature = checker.getSignatureFromDeclaration(node);
  if (!signature) return;
  const inferred = checker.getReturnTypeOfSignature(signature);
  if (inferred.flags & ts.TypeFlags.Any) askFunctionsOfThatName(ballot, node, inferred, vocabulary);
  if (inferred.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never)) return;
  if (isVague(inferred)) askNeighbours(ballot, node, vocabulary);
  ballot.result(inferred, weights.inferred);
  if (!mentionsTypeParameter(inferred)) ballot.takes(inferred);
  if (saysNothing(inferred)) return;
  for (const result of resultsOf(node)) ballot.node(declaredNode(result, checker), weights.origin);
  askFunctionsOfThatName(ballot, node, inferred, vocabulary);
  askStructure(ballot, inferred, vocabulary);
}

/** A result that only says how it is built, or not even that. */
function isVague(type: ts.Type): boolean {
  const given = type.aliasTypeArguments ?? typeArguments(type);
  if (given.some(({ flags }) => flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any))) return true;
  return type.aliasSymbol === undefined && type.getCallSignatures().length > 0;
}

function typeArguments(type: ts.Type): readonly ts.Type[] {
  return (type as { readonly resolvedTypeArguments?: readonly ts.Type[] }).resolvedTypeArguments ?? [];
}

/** What the functions around a function return, those most that take the same type parameters. */
function askNeighbours(ballot: Ballot, node: FunctionNode, vocabulary: Vocabulary): void {
  const own = parametersText(node);
  const votes = new Map<string, { readonly node: ts.TypeNode; weight: number }>();
  let total = 0;
  for (const other of vocabulary.returningIn(folderOf(node.getSourceFile().fileName))) {
    const { type } = other;
    if (!type || other.pos === node.pos || other.parent.kind !== node.parent.kind) continue;
    if (ts.isTypePredicateNode(type) || type.kind === ts.SyntaxKind.VoidKeyword) continue;
    const weight = parametersText(other) === own ? 5 : 1;
    total += weight;
    const known = votes.get(type.getText());
    if (known) known.weight += weight;
    else votes.set(type.getText(), { node: type, weight });
  }
  const usual = [...votes.values()].toSorted((a, b) => b.weight - a.weight).slice(0, neighboursMax);
  for (const { node: type, weight } of usual) ballot.node(type, weights.neighbours * (1 + weight / total));
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
  const votes = new Map<string, { readonly node: ts.TypeNode; weight: number }>();
  let total = 0;
  for (const other of others) {
    const { type } = other;
    if (
      !type ||
      ts.isTypePredicateNode(type) ||
      isEmptied(inferred, checker.getTypeFromTypeNode(type), checker)
    )
      continue;
    const weight = nearness(other, node);
    total += weight;
    const known = votes.get(type.getText());
    if (known) known.weight += weight;
    else votes.set(type.getText(), { node: type, weight });
  }
  for (const { node: type, weight } of votes.values()) {
    // What nearly all of many say is a rule, even where a little less would do.
    const isRule = weight / total >= ruleShare && others.length >= ruleSize;
    ballot.node(type, isRule ? weights.rule : (weights.namesakes * weight) / total);
  }
}

const ruleShare = 0.7;
const ruleSize = 3;

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
