import { ts } from '../../../../../services/analysis/typescript.ts';
import type { Binding } from '../../../syntax/index.ts';
import { runsLater } from '../flow/later.ts';
import { isInside } from '../range.ts';
import type { Plan } from '../plan.ts';
import { evolvedType, originText } from './origin-text.ts';
import { textOfNode, textOfType, type TypePlace, type TypeText } from './type-text.ts';

/**
 * How narrow a type is asked for: `plain`, as a person would declare it; `exact`, as the checker knows it at the place,
 * with what it learned on the way there; `open`: where it knows nothing, nothing is said, as far as the project allows that.
 */
export type Precision = 'plain' | 'exact' | 'open';

/** The type that a value has when the range starts; `untyped`: it goes without. */
export function typeOfInput(
  binding: Binding,
  plan: Plan,
  place: TypePlace,
  precision: Precision,
): TypeText | 'untyped' | undefined {
  const use = binding.references.find(({ node, access }) => access !== 'type' && isInside(plan.range, node));
  const name = binding.declarations[0];
  if (!name) return undefined;
  const evolved = evolvedType(name, binding, place.checker);
  const declared = evolved ?? place.checker.getTypeAtLocation(name);
  // What the range assigns must fit, so its declared type is meant.
  const isChanged =
    plan.locals.includes(binding) || plan.flow.changed.some((each) => each.binding === binding);
  // A list that starts empty is at its first use a list of nothing.
  const isEvolvedList = evolved !== undefined && place.checker.isArrayType(evolved);
  const isDeclaredType = !use || isEvolvedList || (isChanged && precision === 'plain');
  const found = isDeclaredType ? declared : place.checker.getTypeAtLocation(use.node);
  const isAny = Boolean(found.flags & ts.TypeFlags.Any);
  // In JavaScript, to say nothing is the usual way to know nothing.
  if (isAny && (precision === 'open' || (place.isJavaScript && precision === 'plain'))) return 'untyped';
  if (isAny && isOnlyPassedOn(binding, plan, place.checker)) {
    return { text: 'unknown', typeParameters: [], imports: [] };
  }
  const isPlain = precision !== 'exact' && !isAnnotated(name);
  const type = isPlain ? withoutLiteral(found, declared, place.checker) : found;
  return textOfValue(name, type, place);
}

/** A text beyond this is taken only where there is no shorter one for the same type. */
const charactersGood = 80;

/** The words for the type of a variable: the project's own, the checker's, or a way to the type through another. */
function textOfValue(name: ts.Identifier, type: ts.Type, place: TypePlace): TypeText | undefined {
  const written = writtenText(name, type, place);
  if (written) return written;
  const printed = textOfType(type, place);
  if (printed && printed.text.length <= charactersGood) return printed;
  return originText(name, type, place) ?? printed ?? textOfType(type, place, 'unknown');
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
function writtenText({ parent }: ts.Identifier, type: ts.Type, place: TypePlace): TypeText | undefined {
  const isTyped = ts.isVariableDeclaration(parent) || ts.isParameter(parent);
  const node = isTyped ? (parent.type ?? ts.getJSDocType(parent)) : undefined;
  return node && place.checker.getTypeFromTypeNode(node) === type ? textOfNode(node, place) : undefined;
}

function isAnnotated({ parent }: ts.Identifier): boolean {
  const isTyped = ts.isVariableDeclaration(parent) || ts.isParameter(parent);
  return isTyped && (parent.type ?? ts.getJSDocType(parent)) !== undefined;
}

/** `false` of a flag that was just set, or `3` of a constant, is a `boolean` and a `number` to whoever takes it. */
function withoutLiteral(type: ts.Type, declared: ts.Type, checker: ts.TypeChecker): ts.Type {
  const isLiteral = Boolean(type.flags & (ts.TypeFlags.Literal | ts.TypeFlags.BooleanLiteral));
  if (!isLiteral) return type;
  return declared.flags & ts.TypeFlags.Literal ? checker.getBaseTypeOfLiteralType(type) : declared;
}
