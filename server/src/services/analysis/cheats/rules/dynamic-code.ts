import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { calledName, collect, lineOf, surroundingText } from '../syntax.ts';

/** Code in strings and untyped loading, where neither compiler nor linter can look. */
export const dynamicCode = defineCheat({
  id: 'dynamic_code',
  title: 'Code is hidden from the checkers in a string or an untyped require',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(hidden(change.before), hidden(change.after));
    for (const { side, line, key } of gained) {
      yield { file: side.path, line, message: `${key} is added, where no checker can look.` };
    }
  },
});

function hidden(sides: readonly Side[]): readonly Mark[] {
  return collect(sides, (node, side): Mark | undefined => {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
    const name = calledName(node.expression);
    const key =
      name === 'eval' && ts.isIdentifier(node.expression)
        ? '`eval`'
        : name === 'Function' && ts.isIdentifier(node.expression)
          ? '`Function` with source text'
          : name === 'require' && /\.[mc]?tsx?$/.test(side.path) && !ts.isExternalModuleReference(node.parent)
            ? 'An untyped `require`'
            : undefined;
    return key === undefined ? undefined : { key, side, line: lineOf(node), context: surroundingText(node) };
  });
}
