import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf, surroundingText } from '../syntax.ts';

/** `value!` and `field!: T` claim what the compiler could not see; nothing checks the claim. */
export const nonNullAssertion = defineCheat({
  id: 'non_null_assertion',
  title: 'A non-null or definite-assignment assertion is added',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(assertions(change.before), assertions(change.after));
    for (const { side, line } of gained) {
      yield {
        file: side.path,
        line,
        message: 'A `!` is added, which claims that a value is there without checking it.',
      };
    }
  },
});

function assertions(sides: readonly Side[]): readonly Mark[] {
  return collect(sides, (node, side): Mark | undefined => {
    const definite =
      (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) &&
      node.exclamationToken !== undefined;
    if (!ts.isNonNullExpression(node) && !definite) return undefined;
    return { key: '!', side, line: lineOf(node), context: surroundingText(node) };
  });
}
