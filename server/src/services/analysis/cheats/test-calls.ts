import { ts } from '../typescript.ts';
import type { Side } from './change-view.ts';
import { collect, hasBody, lineOf, plainText, rootOf, unwrapped, type FunctionWithBody } from './syntax.ts';

/** One `it('…', …)` or `describe('…', …)`, in any runner's dialect. */
export interface TestCall {
  readonly kind: 'test' | 'suite';
  readonly side: Side;
  readonly line: number;
  /** Source text of the title. */
  readonly title: string;
  /** Names around the call: `it`, `skip`, `each`. */
  readonly names: readonly string[];
  readonly body: FunctionWithBody | undefined;
  readonly options: readonly ts.ObjectLiteralExpression[];
  readonly node: ts.CallExpression;
}

const testNames = /^(x|f)?(it|test|specify)$/;
const suiteNames = /^(x|f)?(describe|suite|context)$/;

/** Tests and suites of the given files. Outside test files a call counts only with a title and a function. */
export function testCalls(sides: readonly Side[]): readonly TestCall[] {
  return collect(sides, (node, side): TestCall | undefined => {
    if (!ts.isCallExpression(node)) return undefined;
    const names = namesOf(node.expression);
    const kind = kindOf(names);
    const title = node.arguments[0];
    if (!kind || !title) return undefined;
    const body = node.arguments.map((argument): ts.Node => unwrapped(argument)).find(hasBody);
    const options = node.arguments.filter((argument) => ts.isObjectLiteralExpression(argument));
    const titled = ts.isStringLiteralLike(title) || ts.isTemplateExpression(title);
    // `it.each(rows)` is called once more with the title; an options or table call by itself is no test.
    if (!titled && !body) return undefined;
    if (side.place !== 'test' && !(titled && body)) return undefined;
    return { kind, side, line: lineOf(node), title: plainText(title), names, body, options, node };
  });
}

function kindOf(names: readonly string[]): 'test' | 'suite' | undefined {
  const [root = ''] = names;
  if (testNames.test(root)) return names.includes('describe') ? 'suite' : 'test';
  if (suiteNames.test(root)) return names.includes('it') || names.includes('test') ? 'test' : 'suite';
  const isMember =
    (root === 't' || root === 'tap' || root === 'Deno' || root === 'Bun') && names[1] === 'test';
  return isMember ? 'test' : undefined;
}

function namesOf(callee: ts.Expression): readonly string[] {
  const root = rootOf(callee);
  if (!ts.isIdentifier(root)) return [];
  const names: string[] = [];
  let inner = unwrapped(callee);
  while (inner !== root) {
    if (ts.isPropertyAccessExpression(inner)) names.unshift(inner.name.text);
    inner = unwrapped(
      ts.isTaggedTemplateExpression(inner) ? inner.tag : (inner as ts.CallExpression).expression,
    );
  }
  return [root.text, ...names];
}
