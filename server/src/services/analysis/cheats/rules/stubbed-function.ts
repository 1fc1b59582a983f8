import { ts } from '../../typescript.ts';
import { defineCheat } from '../rule.ts';
import { contains, isConstant, statementsOf } from '../syntax.ts';
import { unitsOf, type Unit } from '../units.ts';

/** A function that worked its answer out and now gives a fixed one, or only throws. */
export const stubbedFunction = defineCheat({
  id: 'stubbed_function',
  title: 'A function is replaced by a fixed answer',
  severity: 'cheat',
  *find(change) {
    for (const [before, after] of unitsOf(change).became) {
      if (before.name === '' || !worksItOut(before) || !isStub(after)) continue;
      yield {
        file: after.side.path,
        line: after.line,
        message: `${after.name} gives a fixed answer in place of its work.`,
      };
    }
  },
});

function isStub({ node }: Unit): boolean {
  if (ts.isSourceFile(node)) return false;
  const [only, ...others] = statementsOf(node);
  if (!only || others.length > 0) return false;
  if (ts.isThrowStatement(only)) return true;
  const value = ts.isReturnStatement(only) ? only.expression : ts.isBlock(node.body) ? undefined : node.body;
  if (!value) return ts.isReturnStatement(only);
  const parameters = node.parameters.map((parameter) => parameter.name.getText());
  const resolved =
    ts.isCallExpression(value) && /^Promise\.(resolve|reject)$/.test(value.expression.getText());
  return (
    isConstant(value) ||
    parameters.includes(value.getText()) ||
    (resolved && value.arguments.every(isConstant))
  );
}

/** Anything beyond constants and parameters handed through. */
function worksItOut(unit: Unit): boolean {
  if (isStub(unit) || ts.isSourceFile(unit.node)) return false;
  if (unit.atoms.size > 0 || unit.effects.size > (unit.effects.has('return') ? 1 : 0)) return true;
  return statementsOf(unit.node).some((statement) => contains(statement, reachesOut));
}

function reachesOut(node: ts.Node): boolean {
  return ts.isIdentifier(node) || ts.isBinaryExpression(node) || ts.isTemplateExpression(node);
}
