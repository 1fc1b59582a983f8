import { ts } from '../../typescript.ts';
import { defineCheat } from '../rule.ts';
import { statementsOf } from '../syntax.ts';
import { unitsOf, type Unit } from '../units.ts';

/** A function that did something and has an empty body now. */
export const emptiedFunction = defineCheat({
  id: 'emptied_function',
  title: 'A function is emptied',
  severity: 'cheat',
  *find(change) {
    for (const [before, after] of unitsOf(change).became) {
      if (before.name === '' || size(before) === 0 || size(after) > 0) continue;
      yield { file: after.side.path, line: after.line, message: `The body of ${after.name} is gone.` };
    }
  },
});

function size({ node }: Unit): number {
  if (ts.isSourceFile(node)) return node.statements.length;
  // A constructor whose assignments became parameter properties is not emptied.
  const assigned = ts.isConstructorDeclaration(node)
    ? node.parameters.filter((parameter) => ts.getModifiers(parameter)?.length)
    : [];
  return statementsOf(node).filter((statement) => !ts.isEmptyStatement(statement)).length + assigned.length;
}
