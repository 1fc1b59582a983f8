import { ts } from '../../../../services/analysis/typescript.ts';
import { oncePerSource } from '../../syntax/index.ts';
import type { Level } from './dialect.ts';
import { ancestorsOf } from './scope.ts';
import { isRejectionHandler, wordsOf } from './values.ts';

/** A handler of a failure that says nothing and does nothing, and gives no reason for it. */
export interface SilentCatch {
  readonly node: ts.CatchClause | ts.ArrowFunction | ts.FunctionExpression;
  /** The name under which the failure can be logged. */
  readonly binding: string;
  /** What failed, in words taken from what was tried. */
  readonly message: string;
  readonly level: Level;
}

/** Every such handler of a file, in order. */
export const silentCatches = oncePerSource(findSilentCatches);

function findSilentCatches(source: ts.SourceFile): readonly SilentCatch[] {
  const found: SilentCatch[] = [];
  const preferred = preferredBinding(source);
  const visit = (node: ts.Node): void => {
    const silent = ts.isCatchClause(node) ? silentClause(node, preferred) : silentHandler(node, preferred);
    if (silent) found.push(silent);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The handler with a body that speaks: `log` is the statement to put in, for an indentation of `inner`. */
export function speakingCatch(
  silent: SilentCatch,
  statement: string,
  layout: { readonly outer: string; readonly inner: string; readonly newline: string },
): { readonly start: number; readonly end: number; readonly newText: string } {
  const { node, binding } = silent;
  const block = `{${layout.newline}${layout.inner}${statement}${layout.newline}${layout.outer}}`;
  if (ts.isCatchClause(node)) {
    const type = node.variableDeclaration?.type;
    const head = `catch (${binding}${type ? `: ${type.getText()}` : ''}) `;
    return { start: node.getStart(), end: node.end, newText: head + block };
  }
  const [parameter] = node.parameters;
  if (parameter) {
    const start = parameter.name.getStart();
    const between = node.getSourceFile().text.slice(parameter.name.end, node.body.getStart());
    return { start, end: node.end, newText: binding + between + block };
  }
  const isArrow = ts.isArrowFunction(node);
  return {
    start: node.getStart(),
    end: node.end,
    newText: (isArrow ? `(${binding}) => ` : `function (${binding}) `) + block,
  };
}

function silentClause(node: ts.CatchClause, preferred: string): SilentCatch | undefined {
  const { block, variableDeclaration: variable } = node;
  if (!isBlank(block) || (variable && !ts.isIdentifier(variable.name))) return undefined;
  return {
    node,
    binding: bindingFor(variable?.name.getText(), preferred),
    ...describe(node.parent.tryBlock, node.parent),
  };
}

function silentHandler(node: ts.Node, preferred: string): SilentCatch | undefined {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return undefined;
  if (!isRejectionHandler(node) || !ts.isBlock(node.body) || !isBlank(node.body)) return undefined;
  const [parameter, ...others] = node.parameters;
  if (others.length > 0 || node.asteriskToken || node.modifiers || node.name) return undefined;
  if (parameter && (!ts.isIdentifier(parameter.name) || parameter.initializer || parameter.dotDotDotToken)) {
    return undefined;
  }
  const call = node.parent as ts.CallExpression;
  return {
    node,
    binding: bindingFor(parameter?.name.getText(), preferred),
    ...describe((call.expression as ts.PropertyAccessExpression).expression, call),
  };
}

/** No statement and no comment: a comment says that the silence is meant. */
function isBlank(block: ts.Block): boolean {
  const { text } = block.getSourceFile();
  if (!/^\{\s*\}$/.test(block.getText())) return false;
  const lineEnd = text.indexOf('\n', block.end);
  const rest = text.slice(block.end, lineEnd < 0 ? undefined : lineEnd);
  const lineStart = text.lastIndexOf('\n', block.end) + 1;
  const above = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, lineStart);
  return (
    !/\/[/*]/.test(rest) && !/^\s*\/\/.*\b(ignore|swallow|best.effort|on purpose|deliberate)/i.test(above)
  );
}

function bindingFor(written: string | undefined, preferred: string): string {
  return written === undefined || written.startsWith('_') ? preferred : written;
}

/** The name the file gives to most of its caught errors. */
function preferredBinding(source: ts.SourceFile): string {
  const count = (name: string) => source.text.match(new RegExp(`catch \\(${name}\\b`, 'g'))?.length ?? 0;
  const names = ['err', 'error', 'e'];
  return names.reduce((best, name) => (count(name) > count(best) ? name : best));
}

const cleaning =
  /^(close|destroy|unlink|rm|rmdir|remove|delete|kill|end|abort|dispose|disconnect|cleanup|clean|stop|release|unsubscribe|unwatch|cancel|terminate|clear)/i;

/** What was tried, by the first call that is waited for, else the first call. Failing to clean up is not worth a warning. */
function describe(tried: ts.Node, whole: ts.Node): { readonly message: string; readonly level: Level } {
  const call = dominantCall(tried);
  if (!call) return { message: failureAround(whole), level: 'warn' };
  const callee = ts.isPropertyAccessExpression(call.expression) ? call.expression : undefined;
  const verb = (callee ? callee.name.text : call.expression.getText()).replace(/Sync$/, '');
  const owner = callee && ts.isIdentifier(callee.expression) ? callee.expression.text : undefined;
  const isPlace =
    owner === undefined || /^(fs|fsp|fsPromises|path|util|os|this|self|that|[a-z])$/i.test(owner);
  const words = [isPlace ? '' : wordsOf(owner), wordsOf(verb)].filter((part) => part !== '').join(' ');
  return { message: `${words} failed`, level: cleaning.test(verb) ? 'debug' : 'warn' };
}

function dominantCall(root: ts.Node): ts.CallExpression | undefined {
  let first: ts.CallExpression | undefined;
  let awaited: ts.CallExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isCallExpression(node) && isNamed(node.expression)) {
      first ??= node;
      if (ts.isAwaitExpression(node.parent)) awaited ??= node;
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return awaited ?? first;
}

function isNamed(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text !== 'require';
  if (!ts.isPropertyAccessExpression(callee)) return false;
  return !/^(console|(this\.)?_?log(ger)?)\./i.test(callee.getText());
}

/** What a failure at `node` is called when its log says nothing but the error: the call that was tried around it. */
export function failureAround(node: ts.Node): string {
  for (const at of ancestorsOf(node)) {
    if (ts.isCatchClause(at)) return describe(at.parent.tryBlock, at.parent).message;
    if (isRejectionHandler(at) && ts.isCallExpression(at.parent)) {
      return describe((at.parent.expression as ts.PropertyAccessExpression).expression, at.parent).message;
    }
    if ((ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at)) && at.name) {
      return `${wordsOf(at.name.getText())} failed`;
    }
  }
  return 'unexpected error';
}
