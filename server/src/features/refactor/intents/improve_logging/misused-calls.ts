import { ts } from '../../../../services/analysis/typescript.ts';
import { isFormatMade } from './console-calls.ts';
import type { Level } from './dialect.ts';

/** A call of a pino logger that starts with a text and then hands over values which pino drops. */
export interface MisusedCall {
  readonly node: ts.CallExpression;
  readonly level: Level;
}

const methods: Readonly<Record<string, Level>> = {
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
};

/** `logger` names the variable that holds a pino logger in this file. */
export function misusedCalls(source: ts.SourceFile, logger: string | undefined): readonly MisusedCall[] {
  if (logger === undefined) return [];
  const found: MisusedCall[] = [];
  const visit = (node: ts.Node): void => {
    const misused = ts.isCallExpression(node) ? misusedCall(node, logger) : undefined;
    if (misused) found.push(misused);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function misusedCall(node: ts.CallExpression, logger: string): MisusedCall | undefined {
  if (!ts.isPropertyAccessExpression(node.expression) || node.arguments.length < 2) return undefined;
  if (node.expression.expression.getText() !== logger) return undefined;
  const level = methods[node.expression.name.text];
  const [first, ...rest] = node.arguments;
  if (!level || !first || node.arguments.some(ts.isSpreadElement)) return undefined;
  if ((!ts.isStringLiteralLike(first) && !ts.isTemplateExpression(first)) || isFormatMade(first))
    return undefined;
  const directives = ts.isStringLiteralLike(first) ? (first.text.match(/%[sdifjoO]/g)?.length ?? 0) : 0;
  return rest.length > directives ? { node, level } : undefined;
}
