import { ts } from '../../../../services/analysis/typescript.ts';
import { writtenOf } from '../../types/index.ts';
import { mentionsTypeParameter, saysNothing, type Ballot } from './ballot.ts';

const usesMax = 60;
const weights = { wanted: 14, compared: 10, computed: 8, condition: 2 };

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
  for (const use of uses) askUse(ballot, use);
}

function askUse(ballot: Ballot, use: ts.Identifier): void {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === use) {
    if (!parent.questionDotToken && !isGuarded(parent) && !isInCondition(parent))
      ballot.bounds.members.add(parent.name.text);
    return;
  }
  if (ts.isTypeOfExpression(parent)) return;
  if (ts.isBinaryExpression(parent) && askOperator(ballot, parent, use)) return;
  if (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken) {
    ballot.type(ballot.place.checker.getBooleanType(), weights.condition);
    return;
  }
  if (ts.isConditionalExpression(parent) && parent.condition === use) {
    ballot.type(ballot.place.checker.getBooleanType(), weights.condition);
    return;
  }
  askContext(ballot, use);
}

/** `'kind' in x` and the like: the member need not be there. */
function isGuarded(access: ts.PropertyAccessExpression): boolean {
  return ts.isTypeOfExpression(access.parent);
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
function askOperator(ballot: Ballot, node: ts.BinaryExpression, use: ts.Identifier): boolean {
  const { checker } = ballot.place;
  const operator = node.operatorToken.kind;
  const other = node.left === use ? node.right : node.left;
  // Who asks for a class expects something else as well.
  if (operator === ts.SyntaxKind.InstanceOfKeyword) return true;
  if (equality.has(operator) || arithmetic.has(operator)) {
    const type = checker.getTypeAtLocation(other);
    if (saysNothing(type) || mentionsTypeParameter(type)) return true;
    const whole = checker.getNonNullableType(checker.getBaseTypeOfLiteralType(type));
    const isNumeric = (whole.flags & ts.TypeFlags.NumberLike) !== 0;
    if (equality.has(operator)) ballot.type(whole, weights.compared);
    else if (isNumeric || operator === ts.SyntaxKind.PlusToken) ballot.type(whole, weights.computed);
    return true;
  }
  return operator === ts.SyntaxKind.AmpersandAmpersandToken && node.left === use;
}

/** It goes where something else is wanted: into a call, a property, a variable, a result. */
function askContext(ballot: Ballot, use: ts.Identifier): void {
  const { checker } = ballot.place;
  const written = wantedNode(use, checker);
  const takesNothing = written && isNullable(checker.getTypeFromTypeNode(written), checker);
  ballot.node(written, takesNothing ? weights.wanted / 2 : weights.wanted);
  const isShorthand = ts.isShorthandPropertyAssignment(use.parent);
  const wanted = isShorthand ? memberWanted(use, use.parent.parent, checker) : checker.getContextualType(use);
  if (!wanted || saysNothing(wanted) || mentionsTypeParameter(wanted)) return;
  // Whoever takes nothing as well is rarely handed nothing.
  ballot.type(checker.getNonNullableType(wanted), weights.wanted);
  ballot.type(wanted, weights.wanted / 2);
  if (!isInCondition(use)) ballot.bounds.upper.add(wanted);
}

function isNullable(type: ts.Type, checker: ts.TypeChecker): boolean {
  return checker.getNonNullableType(type) !== type;
}

/** What was asked about before may be something narrower here. */
function isInCondition(node: ts.Node): boolean {
  for (let at = node; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isIfStatement(at) || ts.isConditionalExpression(at) || ts.isSwitchStatement(at)) return true;
    if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
      return true;
  }
  return false;
}

function memberWanted(
  use: ts.Identifier,
  object: ts.Expression,
  checker: ts.TypeChecker,
): ts.Type | undefined {
  const property = checker.getContextualType(object)?.getProperty(use.text);
  return property && checker.getTypeOfSymbolAtLocation(property, use);
}

function wantedNode(use: ts.Identifier, checker: ts.TypeChecker): ts.TypeNode | undefined {
  const { parent } = use;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    const index = parent.arguments?.indexOf(use) ?? -1;
    const declaration = index < 0 ? undefined : checker.getResolvedSignature(parent)?.declaration;
    if (!declaration || ts.isJSDocSignature(declaration)) return undefined;
    const parameter = declaration.parameters[index];
    const isPlain = parameter && ts.isParameter(parameter) && !parameter.dotDotDotToken;
    return isPlain ? parameter.type : undefined;
  }
  if (ts.isBinaryExpression(parent) && parent.right === use) {
    if (parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
    return writtenOf(checker.getSymbolAtLocation(parent.left));
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === use) return parent.type;
  if (ts.isPropertyAssignment(parent) && ts.isObjectLiteralExpression(parent.parent)) {
    const name = parent.name.getText();
    return writtenOf(checker.getContextualType(parent.parent)?.getProperty(name));
  }
  if (ts.isShorthandPropertyAssignment(parent)) {
    return writtenOf(checker.getContextualType(parent.parent)?.getProperty(use.text));
  }
  return undefined;
}
