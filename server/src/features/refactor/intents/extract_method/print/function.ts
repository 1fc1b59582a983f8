import { ts } from '../../../../../services/analysis/typescript.ts';
import { columnsOf, type Style } from '../../../syntax/index.ts';
import { isJavaScript, type Plan } from '../plan.ts';
import { privacyMarkOf } from '../privacy.ts';
import { firstOf } from '../range.ts';
import type { Signature } from '../signature/index.ts';
import { isStatic, type MethodTarget } from '../targets.ts';
import type { ValueForm } from '../value-form.ts';
import { bodyText, movedText } from './body.ts';
import { docText } from './doc.ts';
import { printParameters } from './parameters.ts';

/** The new function as it stands at its target, from its first word on. */
export function functionText(
  plan: Plan,
  signature: Signature,
  name: string,
  form: ValueForm,
  indent: string,
  style: Style,
): string {
  const { target, isGenerator } = plan;
  const doc = docText(plan, signature.documented, indent);
  const isArrow = target.kind === 'nested' && !isGenerator;
  const head = isArrow ? arrowHead(plan, name) : `${leadingWords(plan)}${name}`;
  const generics = genericsText(plan, signature, isArrow);
  const result = signature.returnType === undefined ? '' : `: ${signature.returnType}`;
  const arrow = isArrow ? ' =>' : '';
  const open = printParameters(plan, signature.parameters, style, (parameters) => {
    const [firstLine = ''] = parameters.split('\n');
    const line = `${indent}${head}${generics}(${parameters === firstLine ? parameters : firstLine})${result}${arrow} {`;
    return columnsOf(line, style) <= style.width;
  });
  const lines = open.split('\n').join(`\n${indent}`);
  const start = `${doc}${head}${generics}(${lines})${result}${arrow} `;
  const concise = isArrow && plan.range.kind === 'expression' ? conciseBody(plan, indent) : undefined;
  if (concise !== undefined) return `${start}${concise}${style.semicolon}`;
  const body = bodyText(plan, signature.locals, form, indent + style.indent, style);
  return `${start}{\n${body}\n${indent}}${isArrow ? style.semicolon : ''}`;
}

function arrowHead({ isAsync }: Plan, name: string): string {
  return `const ${name} = ${isAsync ? 'async ' : ''}`;
}

function leadingWords(plan: Plan): string {
  const { target, isAsync, isGenerator } = plan;
  const async = isAsync ? 'async ' : '';
  if (target.kind !== 'method') return `${async}function${isGenerator ? '*' : ''} `;
  return `${memberWords(target)}${async}${isGenerator ? '*' : ''}`;
}

function memberWords({ anchor, scope }: MethodTarget): string {
  const isPrivate = !isJavaScript(anchor.getSourceFile()) && privacyMarkOf(scope) !== '#';
  return `${isPrivate ? 'private ' : ''}${isStatic(anchor) ? 'static ' : ''}`;
}

function genericsText({ range }: Plan, { generics }: Signature, isArrow: boolean): string {
  if (generics.length === 0) return '';
  // In TSX, `<T>(` would open an element.
  const comma = isArrow && firstOf(range).getSourceFile().fileName.endsWith('x') ? ',' : '';
  return `<${generics.map(({ text }) => text).join(', ')}${comma}>`;
}

function conciseBody({ range }: Plan, indent: string): string | undefined {
  if (range.kind !== 'expression') return undefined;
  const text = movedText(range, [], indent);
  let leftmost: ts.Node = range.expression;
  while (
    ts.isPropertyAccessExpression(leftmost) ||
    ts.isCallExpression(leftmost) ||
    ts.isBinaryExpression(leftmost)
  ) {
    leftmost = ts.isBinaryExpression(leftmost) ? leftmost.left : leftmost.expression;
  }
  const isObject = ts.isObjectLiteralExpression(leftmost) || ts.isFunctionExpression(leftmost);
  const isList =
    ts.isBinaryExpression(range.expression) &&
    range.expression.operatorToken.kind === ts.SyntaxKind.CommaToken;
  return isObject || isList ? `(${text})` : text;
}
