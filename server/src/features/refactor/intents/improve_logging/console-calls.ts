import { isRefusal, refused, type Refusal } from '../../../../base/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import { oncePerSource } from '../../syntax/index.ts';
import { isFunction, lookup } from './scope.ts';

/** A call of the real console that says something a logger can say. */
export interface ConsoleCall {
  readonly node: ts.CallExpression;
  readonly method: Speaking;
  /** What becomes of the value of the call, which is always `undefined`. */
  readonly value: ValueUse;
}

type Speaking = 'log' | 'info' | 'warn' | 'error' | 'debug' | 'dir';

/**
 * `unused`: nobody sees it. `returned`: it leaves a function, which the caller may look at. `used`: an operator or a
 * variable takes it.
 */
type ValueUse = 'unused' | 'returned' | 'used';

/** A use of the console, and why it stays where it cannot be a call of a logger. */
interface ConsoleUse {
  readonly node: ts.Node;
  readonly verdict: ConsoleCall | Refusal;
}

/** Every use of the real console in a file, in order. A local thing that is called `console` is not one. */
export const consoleUses = oncePerSource(findConsoleUses);

function findConsoleUses(source: ts.SourceFile): readonly ConsoleUse[] {
  const grouped = functionsThatGroup(source);
  const uses: ConsoleUse[] = [];
  const visit = (node: ts.Node): void => {
    if (isConsoleObject(node)) {
      const use = useOf(node);
      uses.push({ node: use, verdict: judge(node, use, grouped) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses.filter((use) => !isOwnReceiver(use, uses)).map((use) => partOfBlock(use, uses));
}

/** `console.log.bind(console)` is one use, not two. */
function isOwnReceiver({ node }: ConsoleUse, uses: readonly ConsoleUse[]): boolean {
  const call = node.parent;
  if (!ts.isCallExpression(call) || !call.arguments.some((argument) => argument === node)) return false;
  return uses.some((other) => other.node !== node && other.node.parent === call.expression);
}

/** A call between rulers and empty lines belongs to a block of text that is laid out for a person. */
function partOfBlock(use: ConsoleUse, uses: readonly ConsoleUse[]): ConsoleUse {
  if (isRefusal(use.verdict) || !ts.isExpressionStatement(use.node.parent)) return use;
  const run = runAround(use.node.parent, uses);
  if (!run.some((other) => isRefusal(other.verdict) && other.verdict.message.endsWith(layout))) return use;
  return {
    node: use.node,
    verdict: refused(`This line belongs to a block of output that is laid out for ${layout}`),
  };
}

/** The calls of the console that stand directly above and below a statement, itself included. */
function runAround(statement: ts.Statement, uses: readonly ConsoleUse[]): readonly ConsoleUse[] {
  const siblings: readonly ts.Node[] =
    'statements' in statement.parent ? (statement.parent.statements as ts.NodeArray<ts.Statement>) : [];
  const useOfStatement = (index: number) => uses.find((use) => use.node.parent === siblings[index]);
  const at = siblings.indexOf(statement);
  const run: ConsoleUse[] = [];
  for (let index = at; index >= 0; index--) {
    const found = useOfStatement(index);
    if (!found) break;
    run.push(found);
  }
  for (let index = at + 1; index < siblings.length; index++) {
    const found = useOfStatement(index);
    if (!found) break;
    run.push(found);
  }
  return run;
}

/** How every reason ends that speaks of output for the eye. */
const layout = 'a person to read.';

const globals = new Set(['globalThis', 'global', 'window', 'self']);

/** Matches `console`, `globalThis.console` and their like, each once, at its outermost node. */
function isConsoleObject(node: ts.Node): node is ts.Expression {
  if (ts.isPropertyAccessExpression(node)) {
    const { expression, name } = node;
    return (
      name.text === 'console' &&
      ts.isIdentifier(expression) &&
      globals.has(expression.text) &&
      !lookup(node, expression.text)
    );
  }
  if (!ts.isIdentifier(node) || node.text !== 'console') return false;
  return isReference(node) && !lookup(node, 'console');
}

/** Whether an identifier is read as a variable, not the name of a member, a declaration or a type. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent)) {
    return ts.isPropertyAccessExpression(parent) && parent.expression === node;
  }
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isPropertyDeclaration(parent)) return parent.initializer === node;
  return !(
    ts.isTypeNode(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isEnumMember(parent)
  );
}

/** The largest node that belongs to this use: the call, else the member, else the object itself. */
function useOf(object: ts.Expression): ts.Node {
  const member = object.parent;
  const isMember =
    (ts.isPropertyAccessExpression(member) || ts.isElementAccessExpression(member)) &&
    member.expression === object;
  if (!isMember) return object;
  return ts.isCallExpression(member.parent) && member.parent.expression === member ? member.parent : member;
}

function judge(object: ts.Expression, use: ts.Node, grouped: ReadonlySet<ts.Node>): ConsoleUse['verdict'] {
  if (!ts.isCallExpression(use)) return refused(whyNotCalled(object, use));
  const method = memberName(use.expression);
  if (method === undefined) {
    return refused('Which console method this calls is only known at run time: call one by its name first.');
  }
  const stays = whyStays(method, use);
  if (stays) return refused(stays);
  if (grouped.has(scopeKey(use))) {
    return refused(
      'This output is indented by `console.group`, which a logger cannot do: remove the grouping first.',
    );
  }
  return { node: use, method: method as Speaking, value: valueUse(use) };
}

function memberName(callee: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text;
  if (ts.isElementAccessExpression(callee) && ts.isStringLiteralLike(callee.argumentExpression)) {
    return callee.argumentExpression.text;
  }
  return undefined;
}

function whyNotCalled(object: ts.Expression, use: ts.Node): string {
  if (use === object) {
    return 'The console itself is handed on here, so what becomes of it cannot be followed: hand on the logger instead.';
  }
  const { parent } = use;
  if (ts.isBinaryExpression(parent) && parent.left === use && isAssignment(parent.operatorToken.kind)) {
    return `\`${use.getText()}\` is replaced here: whoever calls the console meant this replacement, so it stays.`;
  }
  return `\`${use.getText()}\` is handed on as a function, and a logger would read its arguments differently: wrap it in an arrow function that names them.`;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

const speaking: ReadonlySet<string> = new Set<Speaking>(['log', 'info', 'warn', 'error', 'debug', 'dir']);

const silentMethods: Readonly<Record<string, string>> = {
  table:
    '`console.table` draws a table for a person at a terminal: log the rows as a field by hand if they matter.',
  time: '`console.time` measures between two calls: take the time with `performance.now()` and log the difference.',
  timeEnd:
    '`console.timeEnd` measures between two calls: take the time with `performance.now()` and log the difference.',
  timeLog:
    '`console.timeLog` measures between two calls: take the time with `performance.now()` and log the difference.',
  group:
    '`console.group` indents what follows, which a logger cannot do: log the heading as a field instead.',
  groupCollapsed:
    '`console.groupCollapsed` indents what follows, which a logger cannot do: log the heading as a field instead.',
  groupEnd:
    '`console.groupEnd` ends an indentation, which a logger does not have: remove the grouping first.',
  assert:
    '`console.assert` speaks only when its condition is false: write that as an `if` with a log inside.',
  count: '`console.count` keeps a counter of its own: count in a variable and log it.',
  countReset: '`console.countReset` resets a counter of the console: count in a variable and log it.',
  trace:
    '`console.trace` prints the stack of this very line: log `new Error().stack` as a field if it is needed.',
  dirxml: '`console.dirxml` shows a tree for an inspector: log the value with `console.log` first.',
  clear: '`console.clear` clears a terminal: it is not a log.',
  profile: '`console.profile` drives a profiler: it is not a log.',
  profileEnd: '`console.profileEnd` drives a profiler: it is not a log.',
  timeStamp: '`console.timeStamp` marks a profile: it is not a log.',
};

function whyStays(method: string, call: ts.CallExpression): string | undefined {
  if (!speaking.has(method)) {
    return (
      silentMethods[method] ?? `\`console.${method}\` is not a way of logging that Grace knows: it stays.`
    );
  }
  if (call.arguments.length === 0) {
    return `\`console.${method}()\` prints an empty line for ${layout}`;
  }
  if (call.arguments.some(ts.isSpreadElement)) {
    return 'How many arguments are spread here is only known at run time, so none can be named: log the list as one value.';
  }
  if (method === 'dir' && call.arguments.length > 1) {
    return '`console.dir` with options formats for a terminal: log the value alone.';
  }
  if (method !== 'dir' && /%c/.test(literalStart(call.arguments[0]))) {
    return '`%c` styles the output of a browser console, which a logger has no use for: remove the styling first.';
  }
  if (call.arguments.length > 1 && isFormatMade(call.arguments[0])) {
    return 'This format string is put together at run time, so its directives cannot be followed: write it as one text.';
  }
  return whyForTerminal(call);
}

/** A text with directives that is no literal. */
export function isFormatMade(first: ts.Expression | undefined): boolean {
  return first !== undefined && !ts.isStringLiteralLike(first) && /%[sdifjoO%]/.test(literalStart(first));
}

/** Colours, rulers and banners are drawn for a person in front of a terminal. */
function whyForTerminal(call: ts.CallExpression): string | undefined {
  const text = call.arguments.map((argument) => argument.getText()).join(' ');
  if (
    /\\x1b\[|\\u001b\[|\\033\[/i.test(text) ||
    /\b(chalk|colors|picocolors|pc|clc|kleur|ansis)\b[.(]/.test(text)
  ) {
    return `This output is coloured for ${layout}`;
  }
  const only = call.arguments.length === 1 ? call.arguments[0] : undefined;
  if (only && ts.isStringLiteralLike(only) && !/[\p{L}\p{N}]/u.test(only.text)) {
    return `This prints a ruler or an empty line for ${layout}`;
  }
  if (only && isRepeat(only)) return `This draws a ruler for ${layout}`;
  return undefined;
}

function isRepeat(node: ts.Expression): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'repeat' &&
    ts.isStringLiteralLike(node.expression.expression)
  );
}

/** The constant beginning of a message, where format directives would stand. */
function literalStart(node: ts.Expression | undefined): string {
  if (!node) return '';
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map((span) => span.literal.text).join('');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return literalStart(node.left) + literalStart(node.right);
  }
  return '';
}

/** Functions (or files) that indent their output with `console.group`. */
function functionsThatGroup(source: ts.SourceFile): ReadonlySet<ts.Node> {
  const found = new Set<ts.Node>();
  if (!/\bgroup(Collapsed)?\b/.test(source.text)) return found;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      if (isConsoleObject(expression) && /^group(Collapsed)?$/.test(name.text)) found.add(scopeKey(node));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function scopeKey(node: ts.Node): ts.Node {
  let at: ts.Node = node.parent;
  while (!isFunction(at) && !ts.isSourceFile(at)) at = at.parent;
  return at;
}

/** What becomes of the value of an expression, followed outwards through operators that hand it on. */
function valueUse(expression: ts.Expression): ValueUse {
  const { parent } = expression;
  if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return 'unused';
  if (ts.isParenthesizedExpression(parent)) return valueUse(parent);
  if (ts.isReturnStatement(parent)) return 'returned';
  if (ts.isArrowFunction(parent) && parent.body === expression) return 'returned';
  if (ts.isForStatement(parent) && parent.condition !== expression) return 'unused';
  if (ts.isConditionalExpression(parent) && parent.condition !== expression) return valueUse(parent);
  if (ts.isBinaryExpression(parent)) {
    const operator = parent.operatorToken.kind;
    if (operator === ts.SyntaxKind.CommaToken)
      return parent.left === expression ? 'unused' : valueUse(parent);
    const isShortCircuit =
      operator === ts.SyntaxKind.AmpersandAmpersandToken ||
      operator === ts.SyntaxKind.BarBarToken ||
      operator === ts.SyntaxKind.QuestionQuestionToken;
    if (isShortCircuit && parent.right === expression) return valueUse(parent);
  }
  return 'used';
}
