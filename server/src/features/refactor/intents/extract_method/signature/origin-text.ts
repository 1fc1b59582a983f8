import { ts } from '../../../../../services/analysis/typescript.ts';
import type { Binding } from '../../../syntax/index.ts';
import { declaredNode, spellNode } from '../../../types/index.ts';
import { textOfNode, textOfWords, type TypePlace, type TypeText } from './type-text.ts';

/** The type of a variable in the words of what it comes from, for a type that has no short words of its own. */
export function originText(name: ts.Identifier, type: ts.Type, place: TypePlace): TypeText | undefined {
  // Through something else, `any` would only be harder to see.
  if (type.flags & ts.TypeFlags.Any) return undefined;
  const { parent } = name;
  if (ts.isBindingElement(parent)) return memberText(parent, place);
  const item = itemText(name, type, place);
  if (item || !ts.isVariableDeclaration(parent) || !parent.initializer) return item;
  const { initializer } = parent;
  return writtenText(initializer, place) ?? pathText(initializer, place) ?? resultText(initializer, place);
}

/** `const user = input as User`, `const user = find()` with `function find(): User`, `const user = (this.user = …)`. */
function writtenText(initializer: ts.Expression, place: TypePlace): TypeText | undefined {
  const { checker } = place;
  const bare = withoutParentheses(initializer);
  const isAssigned = ts.isBinaryExpression(bare) && bare.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (isAssigned) {
    const [here, there] = [checker.getTypeAtLocation(bare.right), checker.getTypeAtLocation(bare.left)];
    const node = checker.isTypeAssignableTo(here, there) ? declaredNode(bare.left, checker) : undefined;
    return node && spelled(node, place);
  }
  const node = declaredNode(bare, checker);
  return node && spelled(node, place);
}

function spelled(node: ts.TypeNode, place: TypePlace): TypeText | undefined {
  if (node.getSourceFile() === place.at.getSourceFile()) return textOfNode(node, place);
  const found = spellNode(node, place.at, place.checker);
  return found && textOfWords(found.text, place, found.imports);
}

/** `Topology['nodes'][number]` for what goes through `topology.nodes`, in a loop or in a callback. */
function itemText({ parent }: ts.Identifier, type: ts.Type, place: TypePlace): TypeText | undefined {
  const list = listBehind(parent);
  const { checker } = place;
  const listType = list && checker.getTypeAtLocation(list);
  if (!listType || !checker.isArrayType(listType)) return undefined;
  if (checker.getIndexTypeOfType(listType, ts.IndexKind.Number) !== type) return undefined;
  const whole = pathText(list, place);
  return whole && { ...whole, text: `${whole.text}[number]` };
}

function listBehind(declared: ts.Node): ts.Expression | undefined {
  const { parent } = declared;
  if (ts.isVariableDeclaration(declared))
    return ts.isForOfStatement(parent.parent) ? parent.parent.expression : undefined;
  if (!ts.isParameter(declared) || declared.type || !ts.isFunctionLike(parent)) return undefined;
  const call = parent.parent;
  const isCallback = ts.isCallExpression(call) && call.arguments[0] === parent;
  if (!isCallback || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  return parent.parameters[0] === declared ? call.expression.expression : undefined;
}

/** `User['address']` for `user.address`, where `user` was given a type by a name. */
function pathText(node: ts.Expression, place: TypePlace): TypeText | undefined {
  const bare = withoutParentheses(node);
  if (ts.isIdentifier(bare)) {
    const written = declaredNode(bare, place.checker);
    return written && ts.isTypeReferenceNode(written) ? spelled(written, place) : undefined;
  }
  if (!ts.isPropertyAccessExpression(bare) || bare.questionDotToken || !ts.isIdentifier(bare.name))
    return undefined;
  const whole = pathText(bare.expression, place);
  return whole && { ...whole, text: `${whole.text}[${place.quote}${bare.name.text}${place.quote}]` };
}

/** `Props['user']` for the `user` of `{ user }: Props`. */
function memberText(element: ts.BindingElement, place: TypePlace): TypeText | undefined {
  const { propertyName, name, initializer, dotDotDotToken, parent: pattern } = element;
  const key = propertyName ?? name;
  const owner = pattern.parent;
  const isTyped = ts.isParameter(owner) || ts.isVariableDeclaration(owner);
  if (!isTyped || !owner.type || !ts.isTypeReferenceNode(owner.type)) return undefined;
  if (initializer || dotDotDotToken || !ts.isObjectBindingPattern(pattern) || !ts.isIdentifier(key))
    return undefined;
  const whole = textOfNode(owner.type, place);
  return whole && { ...whole, text: `${whole.text}[${place.quote}${key.text}${place.quote}]` };
}

/** `ReturnType<typeof connect>` for `const connection = connect()`, where that says it all. */
function resultText(initializer: ts.Expression, place: TypePlace): TypeText | undefined {
  const { checker } = place;
  const isAwaited = ts.isAwaitExpression(initializer);
  const call = withoutParentheses(isAwaited ? initializer.expression : initializer);
  if (!ts.isCallExpression(call) || !isPath(call.expression)) return undefined;
  const signatures = checker.getSignaturesOfType(
    checker.getTypeAtLocation(call.expression),
    ts.SignatureKind.Call,
  );
  const [only] = signatures;
  if (!only || signatures.length > 1 || only.typeParameters) return undefined;
  const result = `ReturnType<typeof ${call.expression.getText()}>`;
  return textOfWords(isAwaited ? `Awaited<${result}>` : result, place, []);
}

/** `a` or `a.b.c`, as `typeof` takes it. */
function isPath(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return true;
  return ts.isPropertyAccessExpression(node) && !ts.isPrivateIdentifier(node.name) && !node.questionDotToken
    ? isPath(node.expression)
    : false;
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}

/** What `let found = null` or `const found = []` holds in the end: the checker learns it from what is assigned. */
export function evolvedType(
  { parent }: ts.Identifier,
  { references }: Binding,
  checker: ts.TypeChecker,
): ts.Type | undefined {
  if (!ts.isVariableDeclaration(parent) || parent.type || !startsEmpty(parent.initializer)) return undefined;
  const types = references
    .filter(({ access }) => access === 'read')
    .map(({ node }) => checker.getTypeAtLocation(node));
  return types.findLast((type) => types.every((each) => checker.isTypeAssignableTo(each, type)));
}

function startsEmpty(initializer: ts.Expression | undefined): boolean {
  if (!initializer || initializer.kind === ts.SyntaxKind.NullKeyword) return true;
  if (ts.isIdentifier(initializer)) return initializer.text === 'undefined';
  return ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0;
}
