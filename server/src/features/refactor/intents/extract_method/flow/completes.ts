import { ts } from '../../../../../services/analysis/typescript.ts';

/**
 * Whether control can run past the end of statements, as far as their syntax tells: a call that never returns is taken
 * to return, so the answer is `false` only when it is sure.
 */
export function canComplete(statements: readonly ts.Node[]): boolean {
  return statements.every(statementCompletes);
}

function statementCompletes(node: ts.Node): boolean {
  switch (node.kind) {
    case ts.SyntaxKind.ReturnStatement:
    case ts.SyntaxKind.ThrowStatement:
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement:
      return false;
    case ts.SyntaxKind.Block:
      return canComplete((node as ts.Block).statements);
    case ts.SyntaxKind.IfStatement: {
      const { thenStatement, elseStatement } = node as ts.IfStatement;
      return !elseStatement || statementCompletes(thenStatement) || statementCompletes(elseStatement);
    }
    case ts.SyntaxKind.LabeledStatement: {
      const { label, statement } = node as ts.LabeledStatement;
      return statementCompletes(statement) || hasBreakTo(statement, label.text);
    }
    case ts.SyntaxKind.TryStatement:
      return tryCompletes(node as ts.TryStatement);
    case ts.SyntaxKind.SwitchStatement:
      return switchCompletes(node as ts.SwitchStatement);
    case ts.SyntaxKind.WhileStatement:
      return !isTrue((node as ts.WhileStatement).expression) || hasBreakTo(node, undefined);
    case ts.SyntaxKind.DoStatement:
      return doCompletes(node as ts.DoStatement);
    case ts.SyntaxKind.ForStatement: {
      const { condition } = node as ts.ForStatement;
      return (condition !== undefined && !isTrue(condition)) || hasBreakTo(node, undefined);
    }
    default:
      return true;
  }
}

function tryCompletes({ tryBlock, catchClause, finallyBlock }: ts.TryStatement): boolean {
  if (finallyBlock && !statementCompletes(finallyBlock)) return false;
  return statementCompletes(tryBlock) || (catchClause !== undefined && statementCompletes(catchClause.block));
}

function switchCompletes(node: ts.SwitchStatement): boolean {
  const { clauses } = node.caseBlock;
  if (!clauses.some(ts.isDefaultClause) || hasBreakTo(node, undefined)) return true;
  const last = clauses.at(-1);
  return last !== undefined && canComplete(last.statements);
}

function doCompletes(node: ts.DoStatement): boolean {
  if (hasBreakTo(node, undefined)) return true;
  return !isTrue(node.expression) && (statementCompletes(node.statement) || hasContinue(node.statement));
}

function isTrue(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.TrueKeyword || (ts.isNumericLiteral(node) && node.text !== '0');
}

/** Whether a `break` inside of a loop, switch or labelled statement leaves just it. */
function hasBreakTo(target: ts.Node, label: string | undefined): boolean {
  const visit = (node: ts.Node, isShadowed: boolean): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isBreakStatement(node))
      return label === undefined ? !node.label && !isShadowed : node.label?.text === label;
    const shadowed =
      isShadowed || (node !== target && (ts.isIterationStatement(node, false) || ts.isSwitchStatement(node)));
    return ts.forEachChild(node, (child) => visit(child, shadowed) || undefined) ?? false;
  };
  const own = label === undefined ? labelOf(target) : undefined;
  return visit(target, false) || (own !== undefined && hasBreakTo(target, own));
}

/** `outer: while (true) { … break outer; }` leaves the loop by its name. */
function labelOf({ parent }: ts.Node): string | undefined {
  return ts.isLabeledStatement(parent) ? parent.label.text : undefined;
}

function hasContinue(body: ts.Node): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    return (
      ts.isContinueStatement(node) || (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false)
    );
  };
  return visit(body);
}
