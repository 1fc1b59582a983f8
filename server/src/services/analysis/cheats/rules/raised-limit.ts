import { ts } from '../../typescript.ts';
import type { ChangeView, Side } from '../change-view.ts';
import { defineCheat } from '../rule.ts';
import type { Mark } from '../difference.ts';
import { difference } from '../difference.ts';
import { settingEdits } from '../settings.ts';
import { calledName, collect, lineOf, plainText } from '../syntax.ts';
import { testCalls } from '../test-calls.ts';

/** More time or more attempts for tests: slowness and flakiness become invisible. */
export const raisedLimit = defineCheat({
  id: 'raised_limit',
  title: 'Tests get more time or more attempts',
  severity: 'cheat',
  *find(change) {
    const { gained, lost } = difference(limits(change.before), limits(change.after));
    const { gained: added, lost: dropped } = configured(change);
    for (const { side, line, name, amount } of [...gained, ...added]) {
      const was = [...lost, ...dropped].find((mark) => mark.name === name && mark.side.path === side.path);
      if (was && was.amount >= amount) continue;
      const message = `Tests get more time or more attempts: ${name} ${was ? `from ${was.amount} ` : ''}to ${amount}.`;
      yield { file: side.path, line, message };
    }
  },
});

interface Limit extends Mark {
  readonly name: string;
  readonly amount: number;
}

const names =
  /^(timeout|testTimeout|hookTimeout|teardownTimeout|retry|retries|retryTimes|setTimeout|maxWarnings|slow|defaultTimeout)$/;

function configured(change: ChangeView): {
  readonly gained: readonly Limit[];
  readonly lost: readonly Limit[];
} {
  const { gained, lost } = settingEdits(change, 'test config', /^(jest|mocha|ava|tap|vitest)\b/);
  const asLimits = (settings: typeof gained): readonly Limit[] =>
    settings
      .filter(({ name }) => names.test(name))
      .map((setting) => ({ ...setting, amount: amountOf(setting.value) }))
      .filter(({ amount }) => amount > 0);
  return { gained: asLimits(gained), lost: asLimits(lost) };
}

function limits(sides: readonly Side[]): readonly Limit[] {
  const tests = sides.filter((side) => side.place === 'test');
  const called = collect(tests, (node, side): Limit | undefined => {
    if (!ts.isCallExpression(node)) return undefined;
    const name = calledName(node.expression) ?? '';
    const owner = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression.getText() : '';
    if (!/^(this|jest|vi|t|ctx)$/.test(owner) || !names.test(name) || !node.arguments[0]) return undefined;
    return limit(node, side, name, plainText(node.arguments[0]));
  });
  const perTest = testCalls(tests).flatMap((test): readonly Limit[] => {
    const last = test.node.arguments.at(-1);
    const direct = last && ts.isNumericLiteral(last) ? [limit(last, test.side, 'timeout', last.text)] : [];
    const options = test.options
      .flatMap((option) => option.properties)
      .flatMap((property) => {
        const name = property.name?.getText() ?? '';
        return ts.isPropertyAssignment(property) && names.test(name)
          ? [limit(property, test.side, name, plainText(property.initializer))]
          : [];
      });
    return [...direct, ...options];
  });
  return [...called, ...perTest].filter(({ amount }) => amount > 0);
}

function limit(node: ts.Node, side: Side, name: string, value: string): Limit {
  return { key: `${name} ${value}`, side, line: lineOf(node), name, amount: amountOf(value) };
}

/** Milliseconds or a count; `Infinity` for what is switched off or not a plain number. */
function amountOf(value: string): number {
  const text = value.replace(/[_"']/g, '');
  if (/^\d[\d.]*$/.test(text)) return Number(text);
  const product = /^(\d+)((?:\s*\*\s*\d+)+)$/.exec(text);
  if (product) return text.split('*').reduce((result, factor) => result * Number(factor), 1);
  const duration = /^(\d+)(ms|s|m)$/.exec(text);
  return duration ? Number(duration[1]) * ({ ms: 1, s: 1_000, m: 60_000 }[duration[2] ?? ''] ?? 1) : Infinity;
}
