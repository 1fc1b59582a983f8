import { ts } from '../../../../../services/analysis/typescript.ts';
import { bare, calleeName, nounOf, nounOfName, receiverOf } from './noun.ts';
import { isVerb, verbAndNoun, verbIn, type Family, type VerbHabits } from './verbs.ts';
import type { Words } from './words.ts';

/** How a value is made: the verb for it, and what the code that makes it says that it is. */
export interface Production {
  readonly verb: string;
  readonly noun?: Words;
  /** The noun says more than the name of the variable. */
  readonly isNounBetter?: true;
  readonly because: string;
  /** The value stands there as it is: nothing is done to make it. */
  readonly isIdle?: true;
}

/** How an expression makes its value. */
export function productionOf(expression: ts.Expression, habits: VerbHabits): Production {
  const at = bare(expression);
  const by = (family: Family, because: string): Production => ({ verb: verbIn(habits, family), because });
  if (isIdle(at)) return { ...withNoun(by('get', 'it hands back the value'), nounOf(at)), isIdle: true };
  if (ts.isCallExpression(at)) return productionOfCall(at, habits, isAwaited(expression));
  if (ts.isNewExpression(at)) return withNoun(by('make', 'it creates the value'), nounOf(at));
  if (isJsx(at)) return withNoun(by('render', 'it renders the markup'), nounOfJsx(at));
  if (ts.isFunctionLike(at) || ts.isClassLike(at)) return by('make', 'it creates the function');
  if (ts.isObjectLiteralExpression(at) || ts.isArrayLiteralExpression(at))
    return by('compose', 'it builds the value');
  if (ts.isTemplateExpression(at) || isConcatenation(at))
    return { verb: 'format', because: 'it makes up the text' };
  if (isArithmetic(at)) return by('compute', 'it computes the value');
  if (isTest(at)) return by('check', 'it makes a test');
  if (ts.isConditionalExpression(at) || isFallback(at)) return by('resolve', 'it chooses between values');
  if (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at))
    return withNoun(by('get', 'it reads the value'), nounOf(at));
  return by('compute', 'it computes the value');
}

/** Names, `this` and literals. */
function isIdle(at: ts.Expression): boolean {
  return (
    ts.isIdentifier(at) ||
    at.kind === ts.SyntaxKind.ThisKeyword ||
    at.kind === ts.SyntaxKind.NullKeyword ||
    isTruth(at) ||
    ts.isNumericLiteral(at) ||
    ts.isStringLiteralLike(at)
  );
}

export function isTruth(at: ts.Expression): boolean {
  return at.kind === ts.SyntaxKind.TrueKeyword || at.kind === ts.SyntaxKind.FalseKeyword;
}

function withNoun(production: Production, noun: Words | undefined): Production {
  return noun ? { ...production, noun } : production;
}

function isAwaited(expression: ts.Expression): boolean {
  let at: ts.Node = expression;
  while (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isNonNullExpression(at))
    at = at.expression;
  return ts.isAwaitExpression(at);
}

/** What the methods of the language do, where their own name is no name for what comes of it. */
const families: ReadonlyMap<string, Family> = new Map(
  Object.entries({
    map: 'compose',
    flatMap: 'compose',
    fromEntries: 'compose',
    from: 'compose',
    concat: 'compose',
    flat: 'compose',
    assign: 'compose',
    reduce: 'compute',
    reduceRight: 'compute',
    max: 'compute',
    min: 'compute',
    round: 'compute',
    floor: 'compute',
    ceil: 'compute',
    abs: 'compute',
    indexOf: 'get',
    at: 'get',
    pop: 'get',
    shift: 'get',
    keys: 'get',
    values: 'get',
    entries: 'get',
    get: 'get',
    some: 'check',
    every: 'check',
    includes: 'check',
    has: 'check',
    test: 'check',
  } as const),
);
const verbsOf: ReadonlyMap<string, string> = new Map(
  Object.entries({
    slice: 'extract',
    substring: 'extract',
    substr: 'extract',
    splice: 'extract',
    exec: 'match',
    replace: 'normalize',
    replaceAll: 'normalize',
    trim: 'normalize',
    toLowerCase: 'normalize',
    toUpperCase: 'normalize',
    toString: 'format',
    toFixed: 'format',
    parseInt: 'parse',
    parseFloat: 'parse',
    Number: 'parse',
    stringify: 'serialize',
    structuredClone: 'clone',
    readFileSync: 'read',
    require: 'load',
    findLast: 'find',
    findIndex: 'find',
    toSorted: 'sort',
  }),
);

function productionOfCall(call: ts.CallExpression, habits: VerbHabits, isAsync: boolean): Production {
  const name = calleeName(call) ?? '';
  const because = `it calls \`${name}\``;
  const family = families.get(name);
  if (family) return { verb: verbIn(habits, family), because };
  const own = verbsOf.get(name);
  const waited = /^(?:then|catch|finally)$/.test(name) ? receiverOf(call) : undefined;
  if (waited && ts.isCallExpression(bare(waited)))
    return productionOfCall(bare(waited) as ts.CallExpression, habits, true);
  if (own) return { verb: own, because };
  if (name === 'all' || name === 'allSettled') return productionOfAll(call, habits);
  const { verb } = verbAndNoun(name);
  const noun = nounOfName(name);
  if (transports.has(name)) return { verb: verbIn(habits, 'load'), because };
  if (verb !== undefined && isVerb(verb)) return withNoun({ verb, because }, noun);
  return withNoun({ verb: verbIn(habits, isAsync ? 'load' : 'get'), because }, nounOf(call.expression));
}

/** Methods of a client: what they carry is what matters. */
const transports = new Set(['post', 'put', 'patch', 'request', 'send', 'run', 'execute', 'invoke']);

/** `Promise.all(ids.map((id) => fetchUser(id)))` does what the callback does. */
function productionOfAll(call: ts.CallExpression, habits: VerbHabits): Production {
  const fallback = { verb: verbIn(habits, 'load'), because: 'it waits for all of them' };
  const [list] = call.arguments;
  if (!list || !ts.isCallExpression(list)) return fallback;
  const [callback] = list.arguments;
  if (!callback || !ts.isArrowFunction(callback) || ts.isBlock(callback.body)) return fallback;
  return productionOf(callback.body, habits);
}

export function isTest(at: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(at)) return at.operator === ts.SyntaxKind.ExclamationToken;
  if (!ts.isBinaryExpression(at)) return false;
  const { kind } = at.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken)
    return isTest(bare(at.left)) && isTest(bare(at.right));
  return comparisons.has(kind);
}

const comparisons = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.InstanceOfKeyword,
  ts.SyntaxKind.InKeyword,
]);

function isConcatenation(at: ts.Expression): boolean {
  if (!ts.isBinaryExpression(at) || at.operatorToken.kind !== ts.SyntaxKind.PlusToken) return false;
  return [at.left, at.right].some((side) => {
    const inner = bare(side);
    return ts.isStringLiteralLike(inner) || ts.isTemplateExpression(inner) || isConcatenation(inner);
  });
}

function isArithmetic(at: ts.Expression): boolean {
  if (ts.isNumericLiteral(at) || ts.isPrefixUnaryExpression(at)) return true;
  if (!ts.isBinaryExpression(at)) return false;
  const { kind } = at.operatorToken;
  return kind >= ts.SyntaxKind.PlusToken && kind <= ts.SyntaxKind.CaretToken;
}

function isFallback(at: ts.Expression): boolean {
  if (!ts.isBinaryExpression(at)) return false;
  const { kind } = at.operatorToken;
  return (
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandToken
  );
}

function isJsx(at: ts.Expression): at is ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment {
  return ts.isJsxElement(at) || ts.isJsxSelfClosingElement(at) || ts.isJsxFragment(at);
}

/** The component that is rendered; a tag of the page itself says nothing. */
function nounOfJsx(at: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment): Words | undefined {
  const tag = ts.isJsxElement(at)
    ? at.openingElement.tagName
    : ts.isJsxSelfClosingElement(at)
      ? at.tagName
      : undefined;
  return tag && ts.isIdentifier(tag) && /^[A-Z]/.test(tag.text) ? nounOf(tag) : undefined;
}
