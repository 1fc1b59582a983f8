import { applyTextEdits, type Replacement, type Span } from '../../../../../protocol/index.ts';
import { ts } from '../../../../../services/analysis/typescript.ts';
import type { Binding, Style } from '../../../syntax/index.ts';
import { endWithComments, indentAt, startWithComments } from '../comments.ts';
import { isAssignedLast } from '../passing.ts';
import type { Plan } from '../plan.ts';
import { firstOf, isInside, lastOf, nodesOf, type Range } from '../range.ts';
import type { Typed } from '../signature/index.ts';
import type { ValueForm } from '../value-form.ts';

/** What is taken out of the file: the range with the comments that belong to it. */
export function spanOf(range: Range): Span {
  if (range.kind === 'expression') {
    return { start: range.expression.getStart(), end: range.expression.end };
  }
  return { start: startWithComments(firstOf(range)), end: endWithComments(lastOf(range)) };
}

/** The statements of the new function, one text with its lines indented by `indent`. */
export function bodyText(
  plan: Plan,
  locals: readonly Typed[],
  form: ValueForm,
  indent: string,
  style: Style,
): string {
  const { range } = plan;
  const end = style.semicolon;
  if (range.kind === 'expression') return `${indent}return ${movedText(range, [], indent)}${end}`;
  const replaced = returnOfLast(plan);
  const [returned] = replaced ? plan.outputs : [];
  const declared = locals
    .filter(({ name }) => name !== returned?.name)
    .map(({ name, type }) => `${indent}let ${name}${type ? `: ${type}` : ''}${end}\n`);
  const edits = replaced ? [replaced] : exitEdits(plan, form, style);
  const last = replaced ? undefined : lastReturn(plan, form);
  const text = `${declared.join('')}${indent}${movedText(range, edits, indent)}`;
  return last === undefined ? text : `${text}\n${indent}return ${last}${end}`;
}

/** The text of an expression on its own, for an arrow function that consists of it. */
export function movedText(range: Range, edits: readonly Replacement[], indent: string): string {
  const { text } = firstOf(range).getSourceFile();
  const { start, end } = spanOf(range);
  const isFree = ({ span }: Replacement) =>
    !edits.some((each) => each.span.start <= span.start && span.end <= each.span.end);
  const all = [...edits, ...indentEdits(range, { start, end }, indent).filter(isFree)];
  const shifted = all.map(({ span, newText }) => ({
    span: { start: span.start - start, end: span.end - start },
    newText,
  }));
  return applyTextEdits(text.slice(start, end), shifted).replaceAll('\r\n', '\n');
}

/** New indentation for every line but the first, and but those that begin inside of a text. */
function indentEdits(range: Range, { start, end }: Span, indent: string): readonly Replacement[] {
  const { text } = firstOf(range).getSourceFile();
  const texts = textsIn(range);
  const old = indentAt(text, start);
  const edits: Replacement[] = [];
  for (let at = text.indexOf('\n', start) + 1; at > 0 && at < end; at = text.indexOf('\n', at) + 1) {
    if (texts.some((each) => each.start < at && at <= each.end)) continue;
    const blanks = /^[ \t]*/.exec(text.slice(at, end))?.[0] ?? '';
    const isEmpty = /^\r?\n/.test(text.slice(at + blanks.length, at + blanks.length + 2));
    const kept = blanks.startsWith(old) ? blanks.slice(old.length) : '';
    edits.push({ span: { start: at, end: at + blanks.length }, newText: isEmpty ? '' : indent + kept });
  }
  return edits;
}

/** Template and other literals over several lines, whose line starts are part of what they say. */
function textsIn(range: Range): readonly Span[] {
  const found: Span[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateHead(node)) {
      found.push({ start: node.getStart(), end: node.end });
    }
    ts.forEachChild(node, visit);
  };
  for (const node of nodesOf(range)) visit(node);
  return found;
}

function exitEdits(plan: Plan, form: ValueForm, style: Style): readonly Replacement[] {
  const { leaving, flow } = plan;
  if (leaving.kind === 'value') return form === 'wrapped' ? flow.exits.flatMap(wrapped) : [];
  if (leaving.kind !== 'jump' && leaving.kind !== 'flag') return [];
  const result = leaving.kind === 'flag' ? 'true' : handedBack(plan);
  const statement = result === undefined ? 'return' : `return ${result}`;
  return flow.exits.map((exit) =>
    result === undefined && isPlainEnd(plan.range, exit)
      ? { span: { start: exit.pos, end: exit.end }, newText: '' }
      : { span: { start: exit.getStart(), end: exit.end }, newText: `${statement}${style.semicolon}` },
  );
}

/** A function that ends with nothing to return needs no statement to say so. */
function isPlainEnd(range: Range, exit: ts.Node): boolean {
  if (exit !== lastOf(range) || exit === firstOf(range)) return false;
  return exit.getSourceFile().text.slice(exit.pos, exit.getStart()).trim() === '';
}

function wrapped(exit: ts.Node): readonly Replacement[] {
  const value = ts.isReturnStatement(exit) ? exit.expression : undefined;
  if (!value) {
    const after = exit.getStart() + 'return'.length;
    return [{ span: { start: after, end: after }, newText: ' { value: undefined }' }];
  }
  const start = value.getStart();
  return [
    { span: { start, end: start }, newText: '{ value: ' },
    { span: { start: value.end, end: value.end }, newText: ' }' },
  ];
}

/** What the function returns at its end. */
function lastReturn(plan: Plan, form: ValueForm): string | undefined {
  switch (plan.leaving.kind) {
    case 'flag':
      return 'false';
    case 'value':
      return form === 'none' ? undefined : 'undefined';
    case 'end':
      return plan.flow.completes ? handedBack(plan) : undefined;
    default:
      return undefined;
  }
}

function handedBack({ outputs }: Plan): string | undefined {
  const [only] = outputs;
  if (!only) return undefined;
  return outputs.length === 1 ? only.name : `{ ${outputs.map(({ name }) => name).join(', ')} }`;
}

/** A last statement that only makes the one value to hand back returns it right away. */
function returnOfLast({ range, outputs, leaving, flow }: Plan): Replacement | undefined {
  const [only] = outputs;
  if (!only || outputs.length > 1 || leaving.kind !== 'end') return undefined;
  const last = lastOf(range);
  const value = flow.declared.includes(only)
    ? declaredValue(last, only, range)
    : assignedValue(last, only, range);
  if (!value) return undefined;
  const start = last.getStart();
  const between = last.getSourceFile().text.slice(start, value.getStart());
  return /\/[/*]/.test(between) ? undefined : { span: { start, end: value.getStart() }, newText: 'return ' };
}

function declaredValue(
  last: ts.Node,
  { declarations, references }: Binding,
  range: Range,
): ts.Expression | undefined {
  if (!ts.isVariableStatement(last) || last.declarationList.declarations.length !== 1) return undefined;
  const [declaration] = last.declarationList.declarations;
  if (!declaration || declaration.type || declaration.name !== declarations[0]) return undefined;
  return references.some(({ node }) => isInside(range, node)) ? undefined : declaration.initializer;
}

function assignedValue(last: ts.Node, binding: Binding, range: Range): ts.Expression | undefined {
  if (!isAssignedLast(binding, range) || !ts.isExpressionStatement(last)) return undefined;
  const { expression } = last;
  const isPlain =
    ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isPlain ? expression.right : undefined;
}
