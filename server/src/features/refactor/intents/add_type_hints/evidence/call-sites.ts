import { ts } from '../../../../../services/analysis/typescript.ts';
import { declaredNode, type Vocabulary } from '../../../types/index.ts';
import type { Ballot } from '../ballot/index.ts';
import { mentionsTypeParameter } from '../ballot/type-parameters.ts';
import { isJavaScript, type FunctionNode } from '../slots/declarations.ts';
import { askStructure } from './structure.ts';

const mentionsMax = 400;
const callsMax = 60;

/** Every call of a function that can be found by its name, over the whole project. */
export function callsOf(
  node: FunctionNode,
  vocabulary: Vocabulary,
  checker: ts.TypeChecker,
): readonly ts.CallLikeExpression[] {
  const named = calledBy(node);
  if (!named) return [];
  const symbol = checker.getSymbolAtLocation(named);
  if (!symbol) return [];
  const calls: ts.CallLikeExpression[] = [];
  for (const mention of vocabulary.uses(named.text).slice(0, mentionsMax)) {
    const call = calls.length < callsMax && mention !== named ? callAt(mention) : undefined;
    if (call && means(mention, symbol, checker)) calls.push(call);
  }
  return calls;
}

/** The name that calls go by: its own, that of its variable, that of its class. */
export function calledBy(node: FunctionNode): ts.Identifier | ts.PrivateIdentifier | undefined {
  if (ts.isAccessor(node)) return undefined;
  const name = ts.isConstructorDeclaration(node) ? node.parent.name : (node.name ?? holderName(node));
  return name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name : undefined;
}

function holderName(node: ts.Node): ts.Node | undefined {
  const { parent } = node;
  const isHeld =
    ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isHeld ? parent.name : undefined;
}

function callAt(mention: ts.Identifier): ts.CallLikeExpression | undefined {
  let callee: ts.Node = mention;
  if (ts.isPropertyAccessExpression(mention.parent) && mention.parent.name === mention)
    callee = mention.parent;
  const { parent } = callee;
  const isCall = ts.isCallExpression(parent) || ts.isNewExpression(parent);
  return isCall && parent.expression === callee ? parent : undefined;
}

function means(mention: ts.Identifier, symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const here = checker.getSymbolAtLocation(mention);
  if (!here) return false;
  const target = here.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(here) : here;
  if (target === symbol) return true;
  return target.valueDeclaration !== undefined && target.valueDeclaration === symbol.valueDeclaration;
}

/** What is passed for one parameter, with the weight of an example. */
export function askCalls(
  ballot: Ballot,
  parameter: ts.ParameterDeclaration,
  index: number,
  calls: readonly ts.CallLikeExpression[],
  vocabulary: Vocabulary,
): void {
  const { checker } = ballot.place;
  const passed = new Set<ts.Type>();
  for (const call of calls) {
    const given = argumentsOf(call);
    const own = parameter.dotDotDotToken ? given.slice(index) : given.slice(index, index + 1);
    if (given.slice(0, index + 1).some(ts.isSpreadElement)) continue;
    for (const argument of own) {
      if (isOpenFunction(argument)) continue;
      const type = checker.getTypeAtLocation(argument);
      if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never)) continue;
      const origin = declaredNode(argument, checker);
      if (origin && !parameter.dotDotDotToken) ballot.node(origin, 'declared');
      if (mentionsTypeParameter(type, checker)) continue;
      if (!parameter.dotDotDotToken) ballot.takes(type);
      passed.add(checker.getWidenedType(checker.getBaseTypeOfLiteralType(type)));
    }
  }
  const largest = [...passed].reduce<readonly ts.Type[]>((kept, type) => {
    if (kept.some((other) => checker.isTypeAssignableTo(type, other))) return kept;
    return [...kept.filter((other) => !checker.isTypeAssignableTo(other, type)), type];
  }, []);
  if (parameter.dotDotDotToken) {
    ballot.arrays(largest, 'only');
    return;
  }
  for (const type of largest) ballot.type(type, largest.length === 1 ? 'only' : 'one');
  for (const type of largest) askStructure(ballot, type, vocabulary);
  if (largest.length > 1) ballot.types(largest, 'one');
}

/** Whether some call says nothing for a parameter: JavaScript lets it. */
export function isLeftOut(index: number, calls: readonly ts.CallLikeExpression[]): boolean {
  return calls.some((call) => {
    const given = argumentsOf(call);
    return given.length <= index && !given.some(ts.isSpreadElement) && isJavaScript(call.getSourceFile());
  });
}

function argumentsOf(call: ts.CallLikeExpression): readonly ts.Expression[] {
  return ts.isCallExpression(call) || ts.isNewExpression(call) ? (call.arguments ?? []) : [];
}

/** A function whose own parameters wait for the type that is looked for. */
function isOpenFunction(node: ts.Expression): boolean {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
  return node.parameters.some((each) => !each.type);
}
