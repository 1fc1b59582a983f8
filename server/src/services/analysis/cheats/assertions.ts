import { ts } from '../typescript.ts';
import type { ChangeView, Side } from './change-view.ts';
import { difference, resemblance, type Mark } from './difference.ts';
import { renamesOf } from './renames.ts';
import { collect, hasBody, isConstant, lineOf, plainText, rootOf, unwrapped } from './syntax.ts';

/** Tokens that a lost and a gained assertion must share to be one that was edited, as a share of all. */
const sameAssertionShareMin = 0.4;

export interface Assertion extends Mark {
  /** Title of the test around it, or the name of the helper. */
  readonly test: string;
  /** How much it pins down: 3 a value, 2 a part of one, 1 hardly anything. */
  readonly strength: number;
  readonly matchers: readonly string[];
  readonly subject: string;
  /** Holds whatever the code does. */
  readonly vacuous: boolean;
}

export interface AssertionEdits {
  readonly gained: readonly Assertion[];
  readonly removed: readonly Assertion[];
  readonly edited: readonly { readonly before: Assertion; readonly after: Assertion }[];
}

const memory = new WeakMap<ChangeView, AssertionEdits>();

/** Assertions that a change removes or rewrites. Those of deleted tests are left to the rule for those. */
export function assertionEdits(change: ChangeView): AssertionEdits {
  const known = memory.get(change);
  if (known) return known;
  const afterAll = assertionsOf(change.after);
  const { gained, lost } = difference(assertionsOf(change.before), afterAll);
  const renamed = renamesOf(change);
  const free = [...gained];
  const removed: Assertion[] = [];
  const edited: { before: Assertion; after: Assertion }[] = [];
  for (const before of lost) {
    const same = free.findIndex(
      (after) => before.key.replace(/\w+/g, (word) => renamed.get(word) ?? word) === after.key,
    );
    if (same !== -1) {
      free.splice(same, 1);
      continue;
    }
    const after = closest(before, free);
    if (after) {
      free.splice(free.indexOf(after), 1);
      edited.push({ before, after });
    } else removed.push(before);
  }
  const edits = { gained, removed, edited };
  memory.set(change, edits);
  return edits;
}

function closest(before: Assertion, candidates: readonly Assertion[]): Assertion | undefined {
  const ranked = candidates
    .filter((after) => after.test === before.test || after.side.path === before.side.path)
    .map((after) => ({
      after,
      share:
        resemblance(before.key, after.key) +
        (after.test === before.test ? 0.2 : 0) +
        (after.subject === before.subject ? 0.2 : 0),
    }))
    .sort((a, b) => b.share - a.share);
  const best = ranked[0];
  return best && best.share >= sameAssertionShareMin ? best.after : undefined;
}

function assertionsOf(sides: readonly Side[]): readonly Assertion[] {
  return collect(sides, (node, side) => {
    const expression = assertionAt(node);
    return expression ? describeAssertion(expression, node, side) : undefined;
  });
}

const rootNames = /^(expect\w*|assert\w*|should|verify\w*)$/;
const contextMethods =
  /^(is|not|deepEqual|notDeepEqual|like|truthy|falsy|true|false|throws|throwsAsync|notThrows|regex|snapshot|ok|notOk|equal|same|match|pass|fail|plan|rejects|resolves|has|strictSame|type|error)$/;

function assertionAt(node: ts.Node): ts.Expression | undefined {
  const expression =
    ts.isExpressionStatement(node) || ts.isReturnStatement(node) ? node.expression : arrowValue(node);
  if (!expression) return undefined;
  const bare = unwrapped(expression);
  if (!ts.isCallExpression(bare) && !ts.isPropertyAccessExpression(bare)) return undefined;
  const root = rootOf(bare);
  const rootName = ts.isIdentifier(root) ? root.text : '';
  if (rootNames.test(rootName)) return expression;
  const chain = chainOf(bare);
  if (chain.includes('should') || chain.includes('assert')) return expression;
  const byContext = (rootName === 't' || rootName === 'tap') && contextMethods.test(chain[0] ?? '');
  const bySupertest = chain.includes('expect') && chain.length > 1;
  return byContext || bySupertest ? expression : undefined;
}

function arrowValue(node: ts.Node): ts.Expression | undefined {
  return ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : undefined;
}

/** Property names along a chain, in reading order: `not`, `toBe`. */
function chainOf(expression: ts.Expression): readonly string[] {
  const names: string[] = [];
  let inner = unwrapped(expression);
  for (;;) {
    if (ts.isPropertyAccessExpression(inner)) names.unshift(inner.name.text);
    if (
      !ts.isPropertyAccessExpression(inner) &&
      !ts.isCallExpression(inner) &&
      !ts.isElementAccessExpression(inner)
    )
      break;
    inner = unwrapped(inner.expression);
  }
  return names;
}

function describeAssertion(expression: ts.Expression, node: ts.Node, side: Side): Assertion {
  const bare = unwrapped(expression);
  const matchers = chainOf(bare);
  const { condition, test } = surroundings(node);
  const settles = matchers.includes('rejects') || matchers.includes('resolves');
  const waited = ts.isAwaitExpression(expression) || ts.isReturnStatement(node) || ts.isArrowFunction(node);
  // Nobody looks at what comes out of such an assertion.
  const idle = condition !== '' || (settles && !waited);
  const last = ts.isCallExpression(bare) ? bare : undefined;
  const subject = subjectOf(bare);
  const vacuous = isVacuous(bare, subject, last);
  return {
    key: `${condition}${settles && waited ? 'await ' : ''}${plainText(bare)}`,
    side,
    line: lineOf(node),
    test,
    matchers,
    subject: subject ? plainText(subject) : '',
    vacuous,
    strength: vacuous ? 0 : strengthOf(matchers, last) - (idle ? 2 : 0),
  };
}

/** The test around an assertion, and whether something stands between them that may keep it from deciding. */
function surroundings(node: ts.Node): { readonly condition: string; readonly test: string } {
  let condition = '';
  for (let around = node.parent; !ts.isSourceFile(around); around = around.parent) {
    if (ts.isIfStatement(around) || ts.isConditionalExpression(around)) condition = 'perhaps ';
    if (ts.isTryStatement(around) && around.catchClause && within(node, around.tryBlock))
      condition = 'perhaps ';
    const title = ts.isCallExpression(around) ? around.arguments[0] : undefined;
    if (title && ts.isStringLiteralLike(title) && around !== node) return { condition, test: title.text };
    if (hasBody(around) && around.name && !ts.isCallExpression(around.parent)) {
      return { condition, test: around.name.getText() };
    }
  }
  return { condition, test: '' };
}

function within(node: ts.Node, container: ts.Node): boolean {
  return node.pos >= container.pos && node.end <= container.end;
}

function subjectOf(expression: ts.Expression): ts.Expression | undefined {
  let inner = expression;
  let subject: ts.Expression | undefined;
  for (;;) {
    if (ts.isCallExpression(inner)) subject = inner.arguments[0] ?? subject;
    if (!ts.isCallExpression(inner) && !ts.isPropertyAccessExpression(inner)) return subject;
    inner = unwrapped(inner.expression);
  }
}

function isVacuous(
  expression: ts.Expression,
  subject: ts.Expression | undefined,
  last: ts.CallExpression | undefined,
): boolean {
  if (!subject || !last) return false;
  const values = [
    subject,
    ...(last.arguments.length > 0 && last.arguments[0] !== subject
      ? last.arguments
      : last.arguments.slice(1)),
  ];
  const method = chainOf(expression).at(-1) ?? '';
  if (/^(fail|plan|pass|assertions|hasAssertions|unreachable)$/.test(method)) return method === 'pass';
  if (!ts.isIdentifier(rootOf(expression))) return false;
  const [first, second] = values;
  if (!first) return false;
  if (!second) return isConstant(first);
  const compares = /^(to(Be|Equal|StrictEqual)|is|same|eql?|equals?|(deep|strict|deepStrict)Equal)$/.test(
    method,
  );
  if (isConstant(first) && (isConstant(second) || method === 'ok')) return true;
  return compares && plainText(first) === plainText(second);
}

const weak =
  /^(toBeDefined|toBeTruthy|toBeFalsy|toBeInstanceOf|toHaveBeenCalled|called|ok|truthy|falsy|exist|exists|notEqual|notStrictEqual|doesNotThrow|notThrows|isDefined|isOk|a|an|pass|type|isObject|isFunction|isString|isArray|isNumber|toBeTypeOf)$/;
const partial =
  /^(toMatchObject|toContain\w*|toMatch|match|matches|toHaveLength|lengthOf|toHaveProperty|property|includes?|contains?|like|has|toHaveBeenCalledTimes|toBe(Greater|Less)\w+|toBeCloseTo|regex|partialDeepStrictEqual)$/;

function strengthOf(matchers: readonly string[], last: ts.CallExpression | undefined): number {
  const method = matchers.at(-1) ?? 'ok';
  const text = last ? last.arguments.map((argument) => argument.getText()).join() : '';
  const loose =
    /\b(any|anything|objectContaining|arrayContaining|stringContaining|stringMatching|closeTo)\(/.test(text)
      ? 1
      : 0;
  const unnamed =
    /^(toThrow\w*|throws?|rejects|throwsAsync)$/.test(method) &&
    (last?.arguments.length ?? 0) < (matchers.includes('assert') || method.startsWith('to') ? 1 : 2)
      ? 1
      : 0;
  if (weak.test(method)) return 1;
  if (matchers.includes('not') || /^not[A-Z]/.test(method)) return 1.5;
  return (partial.test(method) ? 2 : 3) - loose - unnamed;
}
