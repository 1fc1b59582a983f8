import type { ts } from '../../../../services/analysis/typescript.ts';

/** What is extracted: neighbouring statements of one list, or one expression. Never empty. */
export type Range = StatementRange | ExpressionRange;

export interface StatementRange {
  readonly kind: 'statements';
  readonly statements: readonly [ts.Statement, ...ts.Statement[]];
}

export interface ExpressionRange {
  readonly kind: 'expression';
  readonly expression: ts.Expression;
}

export function nodesOf(range: Range): readonly [ts.Node, ...ts.Node[]] {
  return range.kind === 'statements' ? range.statements : [range.expression];
}

export function firstOf(range: Range): ts.Node {
  return nodesOf(range)[0];
}

export function lastOf(range: Range): ts.Node {
  return nodesOf(range).at(-1) ?? firstOf(range);
}

/** Whether a node stands inside of a range. */
export function isInside(range: Range, node: ts.Node): boolean {
  return firstOf(range).pos <= node.pos && node.end <= lastOf(range).end;
}
