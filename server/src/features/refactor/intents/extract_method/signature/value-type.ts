import { ts } from '../../../../../services/analysis/typescript.ts';
import type { Binding } from '../../../syntax/index.ts';
import { runsLater } from '../flow/later.ts';
import { isInside } from '../range.ts';
import type { Plan } from '../plan.ts';
import { textOfNode, textOfType, type TypePlace, type TypeText } from './type-text.ts';

/**
 * How narrow a type is asked for: `plain`, as a person would declare it; `exact`, as the checker knows it at the place,
 * with what it learned on the way there.
 */
export type Precision = 'plain' | 'exact';

/** The type that a value has when the range starts. */
export function typeOfInput(
  binding: Binding,
  plan: Plan,
  place: TypePlace,
  precision: Precision,
): TypeText | undefined {
  const use = binding.references.find(({ node, access }) => access !== 'type' && isInside(plan.range, node));
  const name = binding.declarations[0];
  if (!name) return undefined;
  const declared = place.checker.getTypeAtLocation(name);
  // What the range assigns must fit, so its declared type is meant.
  const isChanged =
    plan.locals.includes(binding) || plan.flow.changed.some((each) => each.binding === binding);
  const isDeclaredType = !use || (isChanged && precision === 'plain');
  const found = isDeclaredType ? declared : place.checker.getTypeAtLocation(use.node);
  if (found.flags & ts.TypeFlags.Any && isOnlyPassedOn(binding, plan, place.checker)) {
    return { text: 'unknown', typeParameters: [], imports: [] };
  }
  const isPlain = precision === 'plain' && !isAnnotated(name);
  const type = isPlain ? withoutLiteral(found, declared, place.checker) : found;
  return writtenText(name, type, place) ?? textOfType(type, place);
}

/** Whether a range does nothing with a value but hand it to what takes anything, or compare it. */
function isOnlyPassedOn(binding: Binding, { range }: Plan, checker: ts.TypeChecker): boolean {
  const uses = binding.references.filter(({ node }) => isInside(range, node));
  return uses.every(
    ({ node, access }) => access === 'read' && (isAsked(node) || isArgumentOfAny(node, checker)),
  );
}

function isArgumentOfAny(node: ts.Identifier, checker: ts.TypeChecker): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false;
  if (!parent.arguments?.includes(node)) return false;
  const expected = checker.getContextualType(node);
  return expected !== undefined && Boolean(expected.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown));
}

/** `typeof x`, `x === y`, `!x`, `if (x)` */
function isAsked({ parent }: ts.Identifier): boolean {
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    return (
      kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
    );
  }
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  return ts.isTypeOfExpression(parent) || ts.isIfStatement(parent);
}

/** The type that a value has where the range hands it back: what the code after it knows it as. */
export function typeOfOutput(binding: Binding, plan: Plan, place: TypePlace): TypeText | undefined {
  const name = binding.declarations[0];
  if (!name) return undefined;
  const isDeclared = plan.flow.declared.includes(binding);
  const use = binding.references.find(({ node, access }) => access === 'read' && runsLater(node, plan.range));
  const at = isDeclared || !use ? name : use.node;
  const type = place.checker.getTypeAtLocation(at);
  return writtenText(name, type, place) ?? textOfType(type, place);
}

/** The annotation of the declaration, where it says just this type: nobody writes it better than the project did. */
function writtenText(name: ts.Identifier, type: ts.Type, place: TypePlace): TypeText | undefined {
  const { parent } = name;
  const isTyped = ts.isVariableDeclaration(parent) || ts.isParameter(parent);
  if (!isTyped || !parent.type) return undefined;
  return place.checker.getTypeFromTypeNode(parent.type) === type ? textOfNode(parent.type, place) : undefined;
}

function isAnnotated({ parent }: ts.Identifier): boolean {
  return (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) && parent.type !== undefined;
}

/** `false` of a flag that was just set, or `3` of a constant, is a `boolean` and a `number` to whoever takes it. */
function withoutLiteral(type: ts.Type, declared: ts.Type, checker: ts.TypeChecker): ts.Type {
  const isLiteral = Boolean(type.flags & (ts.TypeFlags.Literal | ts.TypeFlags.BooleanLiteral));
  if (!isLiteral) return type;
  return declared.flags & ts.TypeFlags.Literal ? checker.getBaseTypeOfLiteralType(type) : declared;
}
