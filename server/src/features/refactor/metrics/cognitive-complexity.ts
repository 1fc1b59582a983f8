import { ts } from '../../../services/analysis/typescript.ts';
import { isDeclarative } from './declarative.ts';
import { isFunctionWithBody, type FunctionWithBody } from './function-with-body.ts';
import { recursiveFunctions } from './recursion.ts';

/** One reason why code is hard to follow, where it stands. */
export interface Increment {
  readonly node: ts.Node;
  /**
   * A `structure` costs one point and one more for each level that it is nested; the `branch` of an `if` (`else`,
   * `else if`) and what is `fundamental` (operators, jumps to labels, recursion) cost one point anywhere.
   */
  readonly kind: 'structure' | 'branch' | 'fundamental';
  readonly nesting: number;
}

/**
 * Cognitive Complexity of a function as G. Ann Campbell defines it (“Cognitive Complexity: a new way of measuring
 * understandability”, SonarSource, version 1.7), with all that is nested in the function. `??`, `?.` and early returns
 * are free. An outer function that does nothing but declare (the paper’s rule for JavaScript) adds no level.
 *
 * eslint-plugin-sonarjs counts otherwise: it leaves out recursion and counts nested functions apart.
 */
export function cognitiveComplexity(of: FunctionWithBody): number {
  return pointsOf(complexityIncrements(of));
}

export function pointsOf(increments: readonly Increment[]): number {
  return increments.reduce((sum, { nesting }) => sum + 1 + nesting, 0);
}

/** What the complexity of a function is made of. */
export function complexityIncrements(of: FunctionWithBody): readonly Increment[] {
  const found: Increment[] = [];
  const recursive = recursiveFunctions(of.getSourceFile());
  const count = (node: ts.Node, kind: Increment['kind'], nesting: number) =>
    found.push({ node, kind, nesting: kind === 'structure' ? nesting : 0 });

  function visit(node: ts.Node, level: number): void {
    if (isFunctionWithBody(node)) visitFunction(node, level + 1);
    else if (ts.isIfStatement(node)) visitIf(node, level, 'structure');
    else if (isLogical(node)) visitOperators(node, level);
    else if (isStructure(node)) visitStructure(node, level);
    else {
      if (ts.isBreakOrContinueStatement(node) && node.label) count(node, 'fundamental', level);
      ts.forEachChild(node, (child) => visit(child, level));
    }
  }

  function visitFunction(node: FunctionWithBody, level: number): void {
    if (recursive.has(node)) count(node, 'fundamental', level);
    ts.forEachChild(node, (child) => visit(child, level));
  }

  function visitIf(node: ts.IfStatement, level: number, kind: 'structure' | 'branch'): void {
    count(node, kind, level);
    visit(node.expression, level);
    visit(node.thenStatement, level + 1);
    if (!node.elseStatement) return;
    if (ts.isIfStatement(node.elseStatement)) {
      visitIf(node.elseStatement, level, 'branch');
      return;
    }
    count(node.elseStatement, 'branch', level);
    visit(node.elseStatement, level + 1);
  }

  function visitStructure(node: Structure, level: number): void {
    count(node, 'structure', level);
    const nested = nestedPartsOf(node);
    ts.forEachChild(node, (child) => visit(child, nested.includes(child) ? level + 1 : level));
  }

  /** A point for each change of operator, in reading order. */
  function visitOperators(node: ts.BinaryExpression, level: number): void {
    let last: ts.SyntaxKind | undefined;
    for (const { left, operator } of operationsOf(node)) {
      visit(left, level);
      if (operator && operator.kind !== last) count(operator, 'fundamental', level);
      last = operator?.kind;
    }
  }

  visitFunction(of, isDeclarative(of) ? -1 : 0);
  return found;
}

/** How deep a structure that stood in the place of a node would be nested in a function around it. */
export function nestingOf(node: ts.Node, of: FunctionWithBody): number {
  let level = isDeclarative(of) ? -1 : 0;
  for (let at = node; at.parent !== of && !ts.isSourceFile(at.parent); at = at.parent)
    if (isFunctionWithBody(at.parent) || isNestedIn(at.parent, at)) level += 1;
  return level;
}

function isNestedIn(parent: ts.Node, child: ts.Node): boolean {
  if (ts.isIfStatement(parent))
    return child === parent.thenStatement || (child === parent.elseStatement && !ts.isIfStatement(child));
  return isStructure(parent) && nestedPartsOf(parent).includes(child);
}

type Structure = ts.ConditionalExpression | ts.SwitchStatement | ts.IterationStatement | ts.CatchClause;

function isStructure(node: ts.Node): node is Structure {
  return (
    ts.isConditionalExpression(node) ||
    ts.isSwitchStatement(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isCatchClause(node)
  );
}

/** The parts of a structure that a reader reaches only through it. */
function nestedPartsOf(node: Structure): readonly ts.Node[] {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  if (ts.isSwitchStatement(node)) return [node.caseBlock];
  if (ts.isCatchClause(node)) return [node.block];
  return [node.statement];
}

function isLogical(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      node.operatorToken.kind === ts.SyntaxKind.BarBarToken)
  );
}

interface Operation {
  readonly left: ts.Expression;
  readonly operator?: ts.Node;
}

/** The operands of a logical expression in reading order, each with the operator after it; parentheses are looked through. */
function operationsOf(node: ts.Expression, after?: ts.Node): readonly Operation[] {
  let inner = node;
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression;
  if (isLogical(inner))
    return [...operationsOf(inner.left, inner.operatorToken), ...operationsOf(inner.right, after)];
  return [after ? { left: node, operator: after } : { left: node }];
}
