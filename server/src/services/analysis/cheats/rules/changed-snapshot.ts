import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { calledName, collect, lineOf, plainText } from '../syntax.ts';

/** Recorded output that is recorded anew says that the new behaviour is right because it is the new behaviour. */
export const changedSnapshot = defineCheat({
  id: 'changed_snapshot',
  title: 'A snapshot is changed or deleted',
  severity: 'behaviour',
  *find(change) {
    for (const { path, place, before, after } of change.files) {
      if (place !== 'snapshot' || !before) continue;
      const moved =
        !after && change.after.some((side) => side.place === 'snapshot' && side.text === before.text);
      if (!moved)
        yield { file: path, line: 1, message: after ? 'A snapshot is changed.' : 'A snapshot is deleted.' };
    }
    const { lost } = difference(inlineSnapshots(change.before), inlineSnapshots(change.after));
    for (const { side, line } of lost)
      yield { file: side.path, line, message: 'An inline snapshot is changed or deleted.' };
  },
});

function inlineSnapshots(sides: readonly Side[]): readonly Mark[] {
  return collect(sides, (node, side): Mark | undefined => {
    if (!ts.isCallExpression(node) || !/InlineSnapshot$/.test(calledName(node.expression) ?? ''))
      return undefined;
    return { key: node.arguments.map(plainText).join(), side, line: lineOf(node) };
  });
}
