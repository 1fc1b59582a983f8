import { ts } from '../../../../../services/analysis/typescript.ts';
import { saysNothing, type Ballot } from '../ballot/index.ts';
import { mentionsTypeParameter } from '../ballot/type-parameters.ts';
import { isVague } from '../ballot/vague.ts';
import { askCalled, callOf } from './called.ts';
import { memberWanted, wantedNode, withMarks } from './wanted-by.ts';

const usesMax = 60;

/** What the body of a function does with one of its parameters says what it is. */
export function askUses(ballot: Ballot, name: ts.Identifier, body: ts.Node): void {
  const { checker } = ballot.place;
  const symbol = checker.getSymbolAtLocation(name);
  if (!symbol) return;
  const uses: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text && uses.length < usesMax) {
      const here = ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      if (here === symbol) uses.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  const calls = uses.flatMap((use) => callOf(use) ?? []);
  askCalled(ballot, calls);
  for (const { use, handed } of calls) {
    const { bounds } = ballot;
    (isNarrowed(use) ? bounds.guardedCalls : bounds.calls).add(handed.length);
  }
  for (const use of uses) if (!callOf(use)) askUse(ballot, use);
}

function askUse(ballot: Ballot, name: ts.Identifier): void {
  const use = withMarks(name);
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === use) {
    if (!parent.questionDotToken && !isGuarded(parent) && !isNarrowed(name))
      ballot.bounds.members.add(parent.name.text);
    return;
  }
  if (ts.isTypeOfExpression(parent)) return;
  if (ts.isBinaryExpression(parent) && parent.left === use && isAssignment(parent.operatorToken.kind)) {
    askAssigned(ballot, parent.right);
    return;
  }
  if (ts.isBinaryExpression(parent) && askOperator(ballot, parent, use)) return;
  askContext(ballot, use, name);
}

/** `'kind' in x` and the like: the member need not be there. */
function isGuarded(access: ts.PropertyAccessExpression): boolean {
  return ts.isTypeOfExpression(access.parent);
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.EqualsToken ||
    operator === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    operator === ts.SyntaxKind.BarBarEqualsToken
  );
}

/** What is put in later is what it may hold; of `a ?? b`, what comes where `a` is nothing. */
function askAssigned(ballot: Ballot, value: ts.Expression): void {
  const { checker } = ballot.place;
  const isChoice =
    ts.isBinaryExpression(value) &&
    (value.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
      value.operatorToken.kind === ts.SyntaxKind.BarBarToken);
  const type = checker.getTypeAtLocation(isChoice ? value.right : value);
  if (saysNothing(type) || isVague(type)) return;
  if (!mentionsTypeParameter(type, checker)) ballot.takes(type);
  ballot.type(checker.getWidenedType(checker.getBaseTypeOfLiteralType(type)), 'assigned');
}

const arithmetic = new Set([
  ts.SyntaxKind.MinusToken,
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.SlashToken,
  ts.SyntaxKind.PercentToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.BarToken,
]);

const equality = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

/** Answers whether the operator said everything there is to know. */
function askOperator(ballot: Ballot, node: ts.BinaryExpression, use: ts.Expression): boolean {
  const { checker } = ballot.place;
  const operator = node.operatorToken.kind;
  const other = node.left === use ? node.right : node.left;
  // Who asks for a class expects something else as well.
  if (operator === ts.SyntaxKind.InstanceOfKeyword) return true;
  if (equality.has(operator) || arithmetic.has(operator)) {
    const type = checker.getTypeAtLocation(other);
    if (saysNothing(type) || mentionsTypeParameter(type, checker)) return true;
    const whole = checker.getNonNullableType(checker.getBaseTypeOfLiteralType(type));
    const isNumeric = (whole.flags & ts.TypeFlags.NumberLike) !== 0;
    if (equality.has(operator)) ballot.type(whole, 'compared');
    else if (isNumeric || operator === ts.SyntaxKind.PlusToken) ballot.type(whole, 'computed');
    return true;
  }
  return operator === ts.SyntaxKind.AmpersandAmpersandToken && node.left === use;
}

/** It goes where something else is wanted: into a call, a property, a variable, a result. */
function askContext(ballot: Ballot, use: ts.Expression, name: ts.Identifier): void {
  const { checker } = ballot.place;
  const written = wantedNode(use, checker);
  const takesNothing = written && isNullable(checker.getTypeFromTypeNode(written), checker);
  ballot.node(written, 'passedOn', takesNothing ? 0.5 : 1);
  const isShorthand = ts.isShorthandPropertyAssignment(use.parent) && ts.isIdentifier(use);
  const wanted = isShorthand ? memberWanted(use, use.parent.parent, checker) : checker.getContextualType(use);
  if (!wanted || saysNothing(wanted) || mentionsTypeParameter(wanted, checker)) return;
  // Whoever takes nothing as well is rarely handed nothing.
  ballot.type(checker.getNonNullableType(wanted), 'passedOn');
  ballot.type(wanted, 'passedOn', 0.5);
  if (!isNarrowed(name) && !isInferred(use, checker)) ballot.bounds.upper.add(wanted);
}

/** What a generic function wants depends on what it gets; of several overloads, what it gets decides which one it is. */
function isInferred({ parent }: ts.Node, checker: ts.TypeChecker): boolean {
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false;
  const declaration = checker.getResolvedSignature(parent)?.declaration;
  if (!declaration || ts.isJSDocSignature(declaration)) return false;
  const generic = ts.isConstructorDeclaration(declaration) ? declaration.parent : declaration;
  const symbol = declaration.name && checker.getSymbolAtLocation(declaration.name);
  return generic.typeParameters !== undefined || (symbol?.declarations?.length ?? 1) > 1;
}

function isNullable(type: ts.Type, checker: ts.TypeChecker): boolean {
  return checker.getNonNullableType(type) !== type;
}

/** What was asked about before may be something narrower here. */
function isNarrowed(name: ts.Identifier): boolean {
  for (let at: ts.Node = name; !ts.isSourceFile(at.parent); at = at.parent) {
    const condition = conditionFor(at);
    if (condition && condition !== at && isMentionedIn(condition, name.text)) return true;
  }
  return false;
}

/** The condition under which a part of a statement or an expression is reached. */
function conditionFor({ parent }: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(parent) || ts.isSwitchStatement(parent)) return parent.expression;
  if (ts.isConditionalExpression(parent)) return parent.condition;
  const isAnd =
    ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isAnd ? parent.left : undefined;
}

function isMentionedIn(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text === name;
  return ts.forEachChild(node, (child) => isMentionedIn(child, name) || undefined) ?? false;
}
