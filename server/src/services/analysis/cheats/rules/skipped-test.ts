import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf } from '../syntax.ts';
import { testCalls, type TestCall } from '../test-calls.ts';

/** Tests that stay in the file but do not run, or keep others from running. */
export const skippedTest = defineCheat({
  id: 'skipped_test',
  title: 'A test is skipped, or others are by `only`',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(skips(change.before), skips(change.after));
    for (const { side, line, key } of gained) {
      yield { file: side.path, line, message: `Tests are kept from running: ${key}.` };
    }
  },
});

const skippingNames = /^(skip|only|todo|fails|failing|fixme|skipIf|runIf|if|pending|ignore)$/;

function skips(sides: readonly Side[]): readonly Mark[] {
  const byName = testCalls(sides).flatMap((test) => skipOf(test) ?? []);
  const within = collect(
    sides.filter((side) => side.place === 'test'),
    (node, side): Mark | undefined => {
      if (!ts.isCallExpression(node)) return undefined;
      const text = node.expression.getText().replaceAll('?.', '.');
      const stops =
        /^((t|this|ctx|context|task|test|it|tap|suite|describe)\.(skip|todo|runOnly|skipTest)|pending)$/.test(
          text,
        );
      const isTest = node.arguments.length > 1 && !text.startsWith('this');
      return stops && !isTest && !namedTest(node)
        ? { key: `${text}()`, side, line: lineOf(node) }
        : undefined;
    },
  );
  return [...byName, ...within];
}

function namedTest(node: ts.CallExpression): boolean {
  return node.arguments.length > 0 && /^(test|it|suite|describe|t\.test)\b/.test(node.expression.getText());
}

function skipOf(test: TestCall): Mark | undefined {
  const [root = '', ...rest] = test.names;
  const prefixed = /^[xf](it|test|specify|describe|suite|context)$/.test(root) ? root : undefined;
  const modifier =
    prefixed ??
    rest.find((name) => skippingNames.test(name)) ??
    test.options.map(skippingOption).find(Boolean);
  const { side, line, title } = test;
  return modifier === undefined ? undefined : { key: `${modifier} on ${title}`, side, line };
}

function skippingOption(options: ts.ObjectLiteralExpression): string | undefined {
  const property = options.properties.find(
    (candidate) =>
      candidate.name !== undefined &&
      skippingNames.test(candidate.name.getText()) &&
      !(ts.isPropertyAssignment(candidate) && candidate.initializer.kind === ts.SyntaxKind.FalseKeyword),
  );
  return property?.name?.getText();
}
