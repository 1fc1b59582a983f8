import { ts } from '../typescript.ts';
import { calledName, isAssignment, unwrapped } from './syntax.ts';

/**
 * What a node does to the world, as a key that survives honest rewriting: `save()`, `get('/health')`, `new Timer`,
 * `throw RangeError`, `.ready=`. All forms of logging share one key. `undefined` for what has no effect by itself.
 */
export function effectOf(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) return callKey(node);
  if (ts.isNewExpression(node)) return isThrown(node) ? undefined : newKey(node);
  if (ts.isThrowStatement(node)) return throwKey(node.expression);
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return writeKey(node.left);
  if (ts.isDeleteExpression(node)) return 'delete';
  if (ts.isPostfixUnaryExpression(node)) return writeKey(node.operand);
  if (ts.isYieldExpression(node)) return 'yield';
  return undefined;
}

/** Other spellings of an effect: a property given in a literal has been written, a caught log has been said. */
export function providedEffects(node: ts.Node): readonly string[] {
  if (
    ts.isPropertyAssignment(node) ||
    ts.isShorthandPropertyAssignment(node) ||
    ts.isPropertyDeclaration(node)
  ) {
    return [`.${node.name.getText()}=`];
  }
  if (ts.isParameter(node) && (ts.getModifiers(node)?.length ?? 0) > 0) return [`.${node.name.getText()}=`];
  if (ts.isMethodDeclaration(node) || ts.isGetAccessor(node)) return [`.${node.name.getText()}=`];
  if (ts.isCallExpression(node) && calledName(node.expression) !== undefined) {
    return [`${calledName(node.expression) ?? ''}(…)`];
  }
  return [];
}

/** Parts of the language and its library that an honest rewrite trades for one another. */
const idioms = new Set(
  `then catch finally forEach map flatMap filter reduce reduceRight push unshift shift pop concat indexOf lastIndexOf findIndex includes
  slice splice substr substring at charAt join keys entries values fromEntries assign bind call apply some every find findLast flat has get
  from of resolve reject all allSettled race hasOwnProperty hasOwn toString valueOf isArray isInteger isNaN freeze
  String Number Boolean BigInt Array Object Symbol require import super promisify callbackify next iterator
  startsWith endsWith match matchAll exec test localeCompare create defineProperty getOwnPropertyNames parseInt parseFloat
  useCallback useMemo memo isFinite max min fill copyWithin raw tap pipe subscribe trim`.split(/\s+/),
);
/** Names that are idioms by themselves and yet mean something of the workspace with a text as first argument. */
const registering = /^(get|has|call|apply|find|next|all|create|test|match|fill|subscribe)$/;

function callKey(node: ts.CallExpression): string | undefined {
  if (isLogging(node)) return 'log';
  const name = calledName(node.expression);
  if (name === undefined) return undefined;
  const [first] = node.arguments;
  const text = first && ts.isStringLiteralLike(first) ? first.text : undefined;
  if (idioms.has(name) && !(text !== undefined && registering.test(name) && text.startsWith('/')))
    return undefined;
  return text === undefined ? `${name}()` : `${name}('${text}')`;
}

const levels =
  /^(log|trace|debug|verbose|silly|info|notice|http|warn|warning|error|critical|fatal|dir|table|time|timeEnd|timeLog|group|groupEnd|child|bindings)$/;

/** `console.error(…)`, `logger.warn(…)`, `this.log.info(…)`: saying something, in whatever words. */
function isLogging(node: ts.CallExpression): boolean {
  const callee = unwrapped(node.expression);
  if (ts.isIdentifier(callee))
    return /^(debug|log|logger|trace|warn|getLogger|createLogger|pino|winston)$/i.test(callee.text);
  if (!ts.isPropertyAccessExpression(callee)) return false;
  return (
    levels.test(callee.name.text) &&
    /(console|log(ger)?|debug|pino|winston|signale)\)?$|\blog/i.test(callee.expression.getText())
  );
}

function newKey(node: ts.NewExpression): string | undefined {
  const name = calledName(node.expression);
  if (name === undefined || /^(Promise|Map|Set|WeakMap|WeakSet|Array|Object|RegExp|Date|Error)$/.test(name))
    return undefined;
  return `new ${name}`;
}

function isThrown(node: ts.NewExpression): boolean {
  return (
    ts.isThrowStatement(node.parent) ||
    (ts.isCallExpression(node.parent) && calledName(node.parent.expression) === 'reject')
  );
}

function throwKey(thrown: ts.Expression): string {
  const bare = unwrapped(thrown);
  return ts.isNewExpression(bare) || ts.isCallExpression(bare)
    ? `throw ${calledName(bare.expression) ?? ''}`
    : 'throw';
}

function writeKey(target: ts.Expression): string | undefined {
  const bare = unwrapped(target);
  // What a CommonJS module exports is the business of the rule for exports.
  if (/^(module\.)?exports\b/.test(bare.getText())) return undefined;
  if (ts.isPropertyAccessExpression(bare)) return `.${bare.name.text}=`;
  if (!ts.isElementAccessExpression(bare)) return undefined;
  return ts.isStringLiteralLike(bare.argumentExpression) ? `.${bare.argumentExpression.text}=` : '[]=';
}
