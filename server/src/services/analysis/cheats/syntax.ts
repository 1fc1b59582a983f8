import { ts } from '../typescript.ts';
import type { Side } from './change-view.ts';

/** Visits `node` and everything below it, parents first. `false` from `visit` leaves out what is below. */
export function walk(node: ts.Node, visit: (node: ts.Node) => unknown): void {
  if (visit(node) === false) return;
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Whether anything below `node`, or the node itself, is what `wanted` asks for. */
export function contains(node: ts.Node, wanted: (node: ts.Node) => boolean): boolean {
  return wanted(node) || ts.forEachChild(node, (child) => contains(child, wanted) || undefined) === true;
}

/** Every node of the given sides that `pick` turns into something. */
export function collect<T>(
  sides: readonly Side[],
  pick: (node: ts.Node, side: Side, source: ts.SourceFile) => T | readonly T[] | undefined,
): readonly T[] {
  const found: T[] = [];
  for (const side of sides) {
    const source = side.code();
    if (!source) continue;
    walk(source, (node) => {
      const picked = pick(node, side, source);
      if (Array.isArray(picked)) found.push(...(picked as readonly T[]));
      else if (picked !== undefined) found.push(picked as T);
    });
  }
  return found;
}

/** 1-based line of the first token of `node`. */
export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** Text of a node on one line, quotes and trailing commas made equal, so that formatting is not a difference. */
export function plainText(node: ts.Node): string {
  return node
    .getText()
    .replaceAll('"', "'")
    .replace(/\s+/g, ' ')
    .replace(/,? ?([)\]}])/g, '$1')
    .replace(/([([{]) /g, '$1');
}

/** The statement, member or parameter around a node: where a mark lives. */
export function surroundingText(node: ts.Node): string {
  let around = node;
  while (!ts.isSourceFile(around.parent) && !isPart(around)) around = around.parent;
  return plainText(around).slice(0, 400);
}

function isPart(node: ts.Node): boolean {
  return ts.isStatement(node) || ts.isClassElement(node) || ts.isTypeElement(node) || ts.isParameter(node);
}

/** The name called: `save` of `this.store.save(…)`, `save` of `save(…)`. */
export function calledName(expression: ts.Expression): string | undefined {
  const bare = unwrapped(expression);
  if (ts.isIdentifier(bare)) return bare.text;
  if (ts.isPropertyAccessExpression(bare)) return bare.name.text;
  if (ts.isElementAccessExpression(bare) && ts.isStringLiteralLike(bare.argumentExpression)) {
    return bare.argumentExpression.text;
  }
  return undefined;
}

/** Without parentheses, casts, `!`, `satisfies`, `await` and `void`. */
export function unwrapped(expression: ts.Expression): ts.Expression {
  let inner = expression;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isTypeAssertionExpression(inner) ||
    ts.isAwaitExpression(inner) ||
    ts.isVoidExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** The leftmost part of a chain: `expect` of `expect(a).not.toBe(b)`. */
export function rootOf(expression: ts.Expression): ts.Expression {
  let inner = unwrapped(expression);
  while (
    ts.isCallExpression(inner) ||
    ts.isPropertyAccessExpression(inner) ||
    ts.isElementAccessExpression(inner) ||
    ts.isTaggedTemplateExpression(inner)
  ) {
    inner = unwrapped(ts.isTaggedTemplateExpression(inner) ? inner.tag : inner.expression);
  }
  return inner;
}

/** A value written out: number, string, boolean, `null`, `undefined`, empty or constant array and object. */
export function isConstant(expression: ts.Expression): boolean {
  const bare = unwrapped(expression);
  if (ts.isPrefixUnaryExpression(bare)) return isConstant(bare.operand);
  if (ts.isArrayLiteralExpression(bare)) return bare.elements.every(isConstant);
  if (ts.isObjectLiteralExpression(bare)) {
    return bare.properties.every(
      (property) => ts.isPropertyAssignment(property) && isConstant(property.initializer),
    );
  }
  if (ts.isIdentifier(bare)) return ['undefined', 'NaN', 'Infinity'].includes(bare.text);
  return (
    ts.isLiteralExpression(bare) ||
    bare.kind === ts.SyntaxKind.TrueKeyword ||
    bare.kind === ts.SyntaxKind.FalseKeyword ||
    bare.kind === ts.SyntaxKind.NullKeyword
  );
}

/** `=`, `+=`, `??=` and the rest. */
export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

type BodyOwner =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.GetAccessorDeclaration
  | ts.SetAccessorDeclaration;

export type FunctionWithBody = BodyOwner & { readonly body: ts.Block | ts.Expression };

export function hasBody(node: ts.Node): node is FunctionWithBody {
  return (
    (ts.isFunctionDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      ts.isArrowFunction(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isConstructorDeclaration(node) ||
      ts.isGetAccessor(node) ||
      ts.isSetAccessor(node)) &&
    node.body !== undefined
  );
}

/** Statements of a body; an expression body counts as one `return`. */
export function statementsOf(node: FunctionWithBody): readonly ts.Node[] {
  return ts.isBlock(node.body) ? node.body.statements : [node.body];
}
