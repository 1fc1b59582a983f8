import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf, plainText } from '../syntax.ts';

/** An early way out in front of code deletes the code while leaving its text in place. */
export const unreachableCode = defineCheat({
  id: 'unreachable_code',
  title: 'Code can no longer be reached',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(deadEnds(change.before), deadEnds(change.after));
    for (const { side, line } of gained) {
      yield { file: side.path, line, message: 'Code after this statement can no longer be reached.' };
    }
  },
});

function deadEnds(sides: readonly Side[]): readonly Mark[] {
  return collect(sides, (node, side): readonly Mark[] => {
    if (!ts.isBlock(node) && !ts.isSourceFile(node) && !ts.isCaseOrDefaultClause(node)) return [];
    const exit = node.statements.findIndex(endsFlow);
    const dead = exit === -1 ? undefined : node.statements.slice(exit + 1).find(runs);
    const statement = node.statements[exit];
    if (!dead || !statement) return [];
    return [{ key: 'dead end', side, line: lineOf(statement), context: plainText(dead) }];
  });
}

/** The statement never lets the next one run. */
export function endsFlow(node: ts.Statement): boolean {
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true;
  if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) return true;
  if (ts.isBlock(node)) return node.statements.some(endsFlow);
  return ts.isExpressionStatement(node) && /^process\.exit\(/.test(node.expression.getText());
}

/** Declarations that are hoisted work wherever they stand, and a `break` after a `return` is habit. */
function runs(node: ts.Statement): boolean {
  return !(
    ts.isFunctionDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isBreakStatement(node) ||
    ts.isEmptyStatement(node) ||
    ts.isExportDeclaration(node) ||
    ts.isExportAssignment(node) ||
    ts.isImportDeclaration(node)
  );
}
