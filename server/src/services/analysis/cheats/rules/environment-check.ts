import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf, plainText, surroundingText } from '../syntax.ts';

/** Code that asks whether it is being tested can behave well only then. */
export const environmentCheck = defineCheat({
  id: 'environment_check',
  title: 'Code asks whether it is being tested',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(questions(change.before), questions(change.after));
    for (const { side, line, key } of gained) {
      yield { file: side.path, line, message: `Code is added that asks whether it is being tested: ${key}.` };
    }
  },
});

const variables =
  /^(?:process\.env|import\.meta\.env|Deno\.env|Bun\.env)(?:\.|\['?)(CI|NODE_ENV|MODE|TEST|VITEST\w*|JEST_WORKER_ID|MOCHA\w*|NODE_TEST_CONTEXT|NODE_V8_COVERAGE|GITHUB_ACTIONS|AVA_PATH|TAP|BABEL_ENV|npm_lifecycle_event)\b/;
const runnerGlobals = /^(?:jest|vi|vitest|describe|it|expect|beforeEach|afterEach|__coverage__|mocha)$/;

function questions(sides: readonly Side[]): readonly Mark[] {
  return collect(sides, (node, side): Mark | undefined => {
    const key = question(node);
    return key === undefined ? undefined : { key, side, line: lineOf(node), context: surroundingText(node) };
  });
}

function question(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const text = plainText(node).replaceAll('?.', '.');
    if (/^import\.meta\.(vitest|jest)$/.test(text)) return text;
    const name = variables.exec(text)?.[1];
    if (name === 'NODE_ENV' || name === 'MODE') return mentionsTests(node) ? text : undefined;
    if (name !== undefined) return text;
    const onGlobal = /^(?:globalThis|global|window)(?:\.|\[')(\w+)/.exec(text)?.[1];
    return onGlobal !== undefined && runnerGlobals.test(onGlobal) && !isWritten(node) ? text : undefined;
  }
  if (ts.isTypeOfExpression(node)) {
    return runnerGlobals.test(node.expression.getText()) ? plainText(node) : undefined;
  }
  const looksAtCaller =
    ts.isCallExpression(node) && /(\.stack|process\.argv|execArgv)\b/.test(node.expression.getText());
  return looksAtCaller &&
    /test|jest|mocha|vitest|spec/i.test(node.arguments.map((argument) => argument.getText()).join())
    ? plainText(node)
    : undefined;
}

/** `NODE_ENV === 'production'` is a question about deployment; one that names tests is ours. */
function mentionsTests(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) return /['"`]test/i.test(parent.getText());
  if (ts.isSwitchStatement(parent)) return /case ['"`]test/i.test(parent.getText());
  return ts.isCallExpression(parent.parent) && /['"`]test/i.test(parent.parent.getText());
}

function isWritten(node: ts.Expression): boolean {
  return (
    ts.isBinaryExpression(node.parent) &&
    node.parent.left === node &&
    node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}
