import { ts } from '../../../../../services/analysis/typescript.ts';
import { type Spelling, spellNode, spellType } from '../../../types/index.ts';
import type { Ballot } from '../ballot/index.ts';
import { isVague } from '../ballot/vague.ts';
import { wantedNode, withMarks } from './wanted-by.ts';

/** A call of a parameter, with what it is handed; `p.call(self, a)` hands over `a`. */
export interface CallOf {
  readonly use: ts.Identifier;
  readonly call: ts.CallExpression;
  readonly handed: readonly ts.Expression[];
}

const parametersMax = 5;

/** The call that a use of a name is, where it is one. */
export function callOf(use: ts.Identifier): CallOf | undefined {
  const callee = withMarks(use);
  const { parent } = callee;
  if (ts.isCallExpression(parent) && parent.expression === callee)
    return { use, call: parent, handed: [...parent.arguments] };
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== callee || parent.name.text !== 'call')
    return undefined;
  const call = parent.parent;
  const isCall = ts.isCallExpression(call) && call.expression === parent;
  return isCall ? { use, call, handed: call.arguments.slice(1) } : undefined;
}

/** What is called is a function of what it is handed; the longest call says most. */
export function askCalled(ballot: Ballot, calls: readonly CallOf[]): void {
  const [fullest] = calls.toSorted((a, b) => b.handed.length - a.handed.length);
  if (!fullest || fullest.handed.length > parametersMax || fullest.handed.some(ts.isSpreadElement)) return;
  const results = calls.map(({ call }) => resultOf(call, ballot.place.checker));
  const result = results.find((each) => each !== 'void') ?? results[0];
  if (!result) return;
  const answer = spellAnswer(result, ballot);
  const taken = parametersOf(fullest.handed, calls, ballot);
  if (!answer || !taken) return;
  const list = taken.map(({ name, type }) => `${name}: ${type.text}`).join(', ');
  const imports = [...taken.flatMap(({ type }) => type.imports), ...answer.imports];
  ballot.spelled({ text: `(${list}) => ${answer.text}`, imports }, 'called');
}

interface Taken {
  readonly name: string;
  readonly type: Spelling;
}

function parametersOf(
  handed: readonly ts.Expression[],
  calls: readonly CallOf[],
  ballot: Ballot,
): readonly Taken[] | undefined {
  const taken: Taken[] = [];
  for (const [index, first] of handed.entries()) {
    const same = calls.flatMap((each) => each.handed[index] ?? []);
    const type = typeOfAll(same, ballot);
    if (!type) return undefined;
    const known = nameOf(first);
    const name = known !== undefined && !taken.some((each) => each.name === known) ? known : `value${index}`;
    taken.push({ name, type });
  }
  return taken;
}

function typeOfAll(handed: readonly ts.Expression[], { place }: Ballot): Spelling | undefined {
  const { checker } = place;
  const types = handed
    .map((each) => wholeOf(checker.getTypeAtLocation(each), checker))
    .filter((each) => !isVague(each));
  const [largest] = types.toSorted((a, b) => (checker.isTypeAssignableTo(a, b) ? 1 : -1));
  return largest && spellType(largest, place.node, checker, place.manner);
}

/** The type as it was before questions narrowed it: `T` of `T & {}`. */
function wholeOf(type: ts.Type, checker: ts.TypeChecker): ts.Type {
  const parts = type.isUnion() ? type.types : [type];
  const parameters = new Set(parts.map(parameterIn));
  const [only] = parameters.size === 1 ? parameters : [];
  return only ?? checker.getWidenedType(checker.getBaseTypeOfLiteralType(type));
}

function parameterIn(type: ts.Type): ts.Type | undefined {
  return type.isIntersection()
    ? type.types.find(({ flags }) => flags & ts.TypeFlags.TypeParameter)
    : undefined;
}

/** What the value is called where it is handed over. */
function nameOf(handed: ts.Expression): string | undefined {
  if (ts.isIdentifier(handed)) return handed.text;
  if (ts.isPrefixUnaryExpression(handed) || ts.isPostfixUnaryExpression(handed))
    return nameOf(handed.operand);
  if (ts.isNonNullExpression(handed) || ts.isAsExpression(handed) || ts.isParenthesizedExpression(handed))
    return nameOf(handed.expression);
  return ts.isPropertyAccessExpression(handed) && ts.isIdentifier(handed.name) ? handed.name.text : undefined;
}

type Result = ts.Type | ts.TypeNode | 'void' | 'boolean' | 'number';

function spellAnswer(result: Result, { place }: Ballot): Spelling | undefined {
  if (typeof result === 'string') return { text: result, imports: [] };
  if ('kind' in result) return spellNode(result, place.node, place.checker);
  return spellType(result, place.node, place.checker, place.manner);
}

/** What becomes of the result of a call says what it is. */
function resultOf(call: ts.CallExpression, checker: ts.TypeChecker): Result | undefined {
  const at = withMarks(call);
  const { parent } = at;
  if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return 'void';
  if (isAsked(at)) return 'boolean';
  if (ts.isBinaryExpression(parent) && isComparison(parent.operatorToken.kind)) {
    const other = checker.getTypeAtLocation(parent.left === at ? parent.right : parent.left);
    return other.flags & ts.TypeFlags.NumberLike ? 'number' : undefined;
  }
  if (ts.isVariableDeclaration(parent)) return parent.type;
  const wanted = checker.getContextualType(at);
  if (wanted && !isVague(wanted)) return checker.getNonNullableType(wanted);
  return wantedNode(at, checker);
}

/** Whether an expression only answers yes or no. */
function isAsked(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === node;
  if (!ts.isBinaryExpression(parent)) return false;
  const operator = parent.operatorToken.kind;
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken) return parent.left === node || isAsked(parent);
  return operator === ts.SyntaxKind.BarBarToken && isAsked(withMarks(parent));
}

function isComparison(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.LessThanToken ||
    operator === ts.SyntaxKind.GreaterThanToken ||
    operator === ts.SyntaxKind.LessThanEqualsToken ||
    operator === ts.SyntaxKind.GreaterThanEqualsToken
  );
}
