import { ts } from '../../../../services/analysis/typescript.ts';
import { ancestorsOf } from './scope.ts';

/**
 * What a logged value is, as far as its serialisation cares:
 * - `text`, `number`, `flag`: prints the same in a sentence and in JSON.
 * - `error`: an `Error` for certain. `thrown`: whatever was thrown, most likely an `Error`.
 * - `lossy`: JSON would lose it (`Map`, `Set`, function, symbol, `RegExp`, `Promise`).
 * - `data`: anything else.
 */
export type Shape = 'text' | 'number' | 'flag' | 'error' | 'thrown' | 'lossy' | 'data';

export function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}

/** The shape of an expression by its static type, and by its name where the types say nothing. */
export function shapeOf(node: ts.Expression, checker: ts.TypeChecker): Shape {
  const bare = withoutParentheses(node);
  if (ts.isStringLiteralLike(bare) || ts.isTemplateExpression(bare)) return 'text';
  const type = checker.getTypeAtLocation(bare);
  if (isUntyped(type)) return isThrownHere(bare) || isErrorName(bare) ? 'thrown' : 'data';
  return shapeOfType(checker.getNonNullableType(type), type, checker);
}

function shapeOfType(type: ts.Type, whole: ts.Type, checker: ts.TypeChecker): Shape {
  const members = type.isUnion() ? type.types : [type];
  if (members.some((member) => isLossy(member, checker))) return 'lossy';
  if (members.some(isError)) return type === whole && members.every(isError) ? 'error' : 'thrown';
  if (type !== whole) return 'data';
  if (members.every((member) => member.flags & ts.TypeFlags.StringLike)) return 'text';
  if (members.every((member) => member.flags & ts.TypeFlags.NumberLike)) return 'number';
  if (members.every((member) => member.flags & ts.TypeFlags.BooleanLike)) return 'flag';
  if (members.every((member) => member.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike)))
    return 'text';
  return 'data';
}

function isUntyped(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
}

/** By structure, so that errors of any library and realm count: a name, a message and a stack. */
function isError(type: ts.Type): boolean {
  return (
    type.getProperty('message') !== undefined &&
    type.getProperty('name') !== undefined &&
    type.getProperty('stack') !== undefined
  );
}

const lossyNames = new Set([
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'ReadonlyMap',
  'ReadonlySet',
  'RegExp',
  'Promise',
]);

function isLossy(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.flags & (ts.TypeFlags.ESSymbolLike | ts.TypeFlags.BigIntLike)) return true;
  const name = type.getSymbol()?.name;
  if (name !== undefined && lossyNames.has(name)) return true;
  return checker.getSignaturesOfType(type, ts.SignatureKind.Call).length > 0;
}

/** The variable of an enclosing `catch`, or the first parameter of a `.catch(…)` callback. */
function isThrownHere(node: ts.Expression): boolean {
  if (!ts.isIdentifier(node)) return false;
  for (const at of ancestorsOf(node)) {
    if (ts.isCatchClause(at)) {
      const name = at.variableDeclaration?.name;
      if (name && ts.isIdentifier(name) && name.text === node.text) return true;
    }
    if (isRejectionHandler(at) && (ts.isArrowFunction(at) || ts.isFunctionExpression(at))) {
      const name = at.parameters[0]?.name;
      if (name && ts.isIdentifier(name) && name.text === node.text) return true;
    }
  }
  return false;
}

/** A function that is handed to `.catch(…)`, or second to `.then(…)`. */
export function isRejectionHandler(node: ts.Node): boolean {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
  const call = node.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
  const method = call.expression.name.text;
  const index = call.arguments.indexOf(node);
  return (method === 'catch' && index === 0) || (method === 'then' && index === 1);
}

/** Whether code runs because something failed: in a `catch`, a rejection handler or a listener of `error`. */
export function isInFailure(node: ts.Node): boolean {
  for (const at of ancestorsOf(node)) {
    if (ts.isCatchClause(at) || isRejectionHandler(at)) return true;
    if (ts.isFunctionLike(at)) return isErrorListener(at);
  }
  return false;
}

function isErrorListener(node: ts.Node): boolean {
  const call = node.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
  const [event] = call.arguments;
  return (
    /^(on|once|addListener)$/.test(call.expression.name.text) &&
    event !== undefined &&
    ts.isStringLiteralLike(event) &&
    /error|uncaughtException|unhandledRejection/i.test(event.text)
  );
}

const errorNames = /^(e|ex|er|err|error|exception|cause)$|(Err|Error|Exception)$/;

function isErrorName(node: ts.Expression): boolean {
  const name = ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : '';
  return errorNames.test(name);
}

/** A name or a chain of plain properties: reading it twice is the same as reading it once, unless a getter is behind it. */
export function isPlainPath(node: ts.Expression, checker: ts.TypeChecker): boolean {
  if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (!ts.isPropertyAccessExpression(node) || node.questionDotToken) return false;
  const flags = checker.getSymbolAtLocation(node.name)?.flags ?? ts.SymbolFlags.None;
  return (flags & ts.SymbolFlags.Accessor) === 0 && isPlainPath(node.expression, checker);
}

/** Whether evaluating an expression can do something or see what another expression did. */
export function mayAct(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.isDeleteExpression(node) ||
    ts.isPostfixUnaryExpression(node)
  ) {
    return true;
  }
  if (ts.isPrefixUnaryExpression(node)) {
    const { operator } = node;
    if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) return true;
  }
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.kind;
    if (operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment) return true;
  }
  return ts.forEachChild(node, mayAct) ?? false;
}

/** Property names that say little without the name of their owner. */
const bareNames = new Set(
  'id name type length size value key keys status state message code count index data url path kind title text version stack host port'.split(
    ' ',
  ),
);

/** A name for the value of an expression: `user.id` → `userId`, `getPort()` → `port`, `items.length` → `itemsLength`. */
export function nameOf(node: ts.Expression): string | undefined {
  const bare = withoutParentheses(node);
  if (ts.isIdentifier(bare)) return bare.text === 'undefined' ? undefined : camel([bare.text]);
  if (ts.isPropertyAccessExpression(bare)) return nameOfMember(bare.expression, bare.name.text);
  if (ts.isElementAccessExpression(bare)) {
    const index = bare.argumentExpression;
    if (ts.isStringLiteralLike(index)) return nameOfMember(bare.expression, index.text);
    const owner = nameOf(bare.expression);
    return owner && camel([singular(owner)]);
  }
  if (ts.isAwaitExpression(bare) || ts.isNonNullExpression(bare) || ts.isAsExpression(bare))
    return nameOf(bare.expression);
  if (ts.isSatisfiesExpression(bare) || ts.isTypeAssertionExpression(bare)) return nameOf(bare.expression);
  if (ts.isCallExpression(bare)) return nameOfCall(bare);
  if (ts.isNewExpression(bare)) return nameOf(bare.expression);
  if (ts.isObjectLiteralExpression(bare)) return 'data';
  if (ts.isArrayLiteralExpression(bare)) return 'values';
  if (ts.isConditionalExpression(bare)) return nameOf(bare.whenTrue) ?? nameOf(bare.whenFalse);
  if (ts.isBinaryExpression(bare)) return nameOf(bare.left) ?? nameOf(bare.right);
  if (ts.isPrefixUnaryExpression(bare) || ts.isPostfixUnaryExpression(bare)) return nameOf(bare.operand);
  return undefined;
}

/** Names that say that there are several, but not of what. */
const anyList = /^(all|list|values|entries|keys|array|data)$/;

function nameOfMember(owner: ts.Expression, name: string): string {
  if (name === 'length') {
    const counted = nameOf(owner);
    return counted !== undefined && !anyList.test(counted) ? camel([singular(counted), 'count']) : 'count';
  }
  const isBare = bareNames.has(name);
  if (!isBare) return camel([name]);
  const path = withoutParentheses(owner);
  if (/^(this|process\.env|c|ctx|context)$/.test(path.getText())) return camel([name]);
  if (/^req(uest)?$/.test(path.getText()) && /^(url|path|host|port|body)$/.test(name)) return camel([name]);
  const ownerName = nameOf(path);
  return ownerName ? camel([ownerName, name]) : camel([name]);
}

/** Methods whose result is named by what they are called on. */
const converters = new Set(
  'toString toJSON toISOString toFixed trim join toLowerCase toUpperCase filter map flatMap flat slice splice sort reverse concat find at pop shift'.split(
    ' ',
  ),
);
const converting = new Set([
  'String',
  'Number',
  'Boolean',
  'inspect',
  'stringify',
  'parse',
  'keys',
  'values',
  'entries',
  'from',
]);
const verbs =
  /^(get|fetch|load|read|find|compute|create|build|make|resolve|to|format|calculate|calc)(?=[A-Z])/;

function nameOfCall(call: ts.CallExpression): string | undefined {
  const callee = withoutParentheses(call.expression);
  const called = ts.isIdentifier(callee)
    ? callee.text
    : ts.isPropertyAccessExpression(callee)
      ? callee.name.text
      : undefined;
  if (called === undefined) return undefined;
  if (converters.has(called) && ts.isPropertyAccessExpression(callee)) return nameOf(callee.expression);
  if (converting.has(called)) return call.arguments[0] && nameOf(call.arguments[0]);
  const noun = called.replace(verbs, '');
  return camel([noun]);
}

function singular(name: string): string {
  return /[^s]s$/.test(name) && name.length > 3 ? name.slice(0, -1) : name;
}

/** Words joined as one identifier in camel case; `HTTP_PORT` becomes `httpPort`. */
function camel(parts: readonly string[]): string {
  const words = parts.flatMap((part) => {
    const bare = part.replace(/^[_$#]+|[_$]+$/g, '');
    return /^[A-Z0-9_]+$/.test(bare) ? bare.toLowerCase().split('_') : bare.split(/[_$]+/);
  });
  const joined = words
    .filter((word) => word !== '')
    .map((word, index) => (index === 0 ? lowerFirst(word) : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  return /^[A-Za-z]/.test(joined) ? joined : 'value';
}

function lowerFirst(word: string): string {
  return /^[A-Z]{2,}/.test(word)
    ? word.replace(/^[A-Z]+(?=[A-Z][a-z]|$|[^A-Za-z])/, (head) => head.toLowerCase())
    : word.charAt(0).toLowerCase() + word.slice(1);
}

/** A name as words of a sentence: `lastLoginAt` → `last login at`. */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[_$]+/g, ' ')
    .trim()
    .toLowerCase();
}
