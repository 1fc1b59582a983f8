import { ts } from '../../../../services/analysis/typescript.ts';
import type { Span } from '../../../../protocol/index.ts';
import type { ExpressionRange, Range, StatementRange } from './range.ts';

/**
 * What a selection takes: the statements it covers whole, or the one expression it covers. A caret takes the statement
 * of several lines whose first line it is on. `undefined`: neither.
 */
export function rangeAt(source: ts.SourceFile, span: Span): Range | undefined {
  if (span.start === span.end) return statementAtCaret(source, span.start);
  const trimmed = trim(source, span);
  if (trimmed.start >= trimmed.end) return undefined;
  return statementsIn(source, trimmed) ?? expressionAt(source, trimmed);
}

/** The statements of a list, for those that choose a range by themselves. */
export function statementsOf(list: ts.Node): readonly ts.Statement[] {
  const isList =
    ts.isBlock(list) || ts.isSourceFile(list) || ts.isModuleBlock(list) || ts.isCaseOrDefaultClause(list);
  return isList ? list.statements : [];
}

/** A selection without the blanks and comments at its ends. */
function trim(source: ts.SourceFile, { start, end }: Span): Span {
  const { text } = source;
  const from = skipTrivia(text, start);
  let to = end;
  while (to > from && /\s/.test(text.charAt(to - 1))) to -= 1;
  return { start: from, end: to };
}

function skipTrivia(text: string, start: number): number {
  let at = start;
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
    const comment = (ts.getLeadingCommentRanges(text, at) ?? []).find((each) => each.pos === at);
    if (!comment) return at;
    at = comment.end;
  }
}

function statementsIn(source: ts.SourceFile, span: Span): StatementRange | undefined {
  const list = listAround(source, span);
  const inside = statementsOf(list).filter(
    (each) => each.getStart(source) >= span.start && each.end <= endWithComment(source, span),
  );
  const [first, ...others] = inside;
  if (!first || first.getStart(source) !== span.start) return undefined;
  const last = others.at(-1) ?? first;
  return isClosed(source, last, span.end)
    ? { kind: 'statements', statements: [first, ...others] }
    : undefined;
}

/** A selection may end before the semicolon of its last statement, or after a comment behind it. */
function isClosed(source: ts.SourceFile, last: ts.Statement, end: number): boolean {
  const between =
    end >= last.end ? source.text.slice(last.end, end) : source.text.slice(end, last.end).replace(/^;$/, '');
  return between.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '').trim() === '';
}

function endWithComment(source: ts.SourceFile, { end }: Span): number {
  return source.text.charAt(end) === ';' ? end + 1 : end;
}

function listAround(source: ts.SourceFile, span: Span): ts.Node {
  let found: ts.Node = source;
  const visit = (node: ts.Node): void => {
    if (node.pos > span.start || node.end < span.end) return;
    const statements = statementsOf(node);
    if (statements.length > 0 && isAround(statements, source, span)) found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isAround(statements: readonly ts.Statement[], source: ts.SourceFile, span: Span): boolean {
  return statements.some((each) => each.getStart(source) === span.start);
}

function expressionAt(source: ts.SourceFile, { start, end }: Span): ExpressionRange | undefined {
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end < end) return;
    if (node.getStart(source) === start && node.end === end && ts.isExpression(node)) found ??= node;
    if (!found) ts.forEachChild(node, visit);
  };
  visit(source);
  return found ? { kind: 'expression', expression: wholeOf(found) } : undefined;
}

/** What is called, and a part of an optional chain, mean something only in the whole of it. */
function wholeOf(expression: ts.Expression): ts.Expression {
  let at = expression;
  while (isPartOf(at.parent, at)) at = at.parent;
  return at;
}

function isPartOf(parent: ts.Node, child: ts.Expression): parent is ts.Expression {
  if (ts.isTaggedTemplateExpression(parent)) return true;
  const isCalled = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === child;
  const isMember = ts.isPropertyAccessExpression(child) || ts.isElementAccessExpression(child);
  if (isCalled && isMember) return true;
  return ts.isOptionalChain(parent) && ts.isOptionalChain(child) && parent.expression === child;
}

const caretLinesMin = 3;

function statementAtCaret(source: ts.SourceFile, caret: number): StatementRange | undefined {
  const lineOf = (offset: number) => source.getLineAndCharacterOfPosition(offset).line;
  let found: ts.Statement | undefined;
  const visit = (node: ts.Node): void => {
    if (node.pos > caret || node.end < caret) return;
    for (const each of statementsOf(node)) {
      const start = each.getStart(source);
      const lines = lineOf(each.end) - lineOf(start) + 1;
      if (lineOf(start) === lineOf(caret) && lines >= caretLinesMin && isCompound(each)) found = each;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found ? { kind: 'statements', statements: [found] } : undefined;
}

function isCompound(node: ts.Statement): boolean {
  return (
    ts.isIfStatement(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isTryStatement(node) ||
    ts.isSwitchStatement(node)
  );
}
