import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf, plainText } from '../syntax.ts';

/** Ending the process with success, before a runner or a caller can count what failed. */
export const processExit = defineCheat({
  id: 'process_exit',
  title: 'The process is ended as a success',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(exits(change.before), exits(change.after));
    for (const { side, line, context } of gained) {
      yield { file: side.path, line, message: `The process is made to end as a success: ${context ?? ''}.` };
    }
  },
});

function exits(sides: readonly Side[]): readonly Mark[] {
  return collect(sides, (node, side): Mark | undefined => {
    if (!ts.isCallExpression(node) && !ts.isBinaryExpression(node)) return undefined;
    const text = plainText(node);
    const anyCode = side.place === 'test' ? /^(process\.(exit|reallyExit|abort|kill)|Deno\.exit)\(/ : /^$/;
    const success =
      /^(process\.(exit|reallyExit)|Deno\.exit)\((0|undefined)?\)$|^process\.exitCode = (0|undefined)$/;
    if (!anyCode.test(text) && !success.test(text)) return undefined;
    return { key: 'exit', side, line: lineOf(node), context: text };
  });
}
