import { ts } from '../../../../../services/analysis/typescript.ts';
import { bare, calleeName, nounAround, nounOf } from './noun.ts';
import type { Proposed } from './proposed.ts';
import { verbIn, type VerbHabits } from './verbs.ts';
import type { Words } from './words.ts';

/** A name for statements that do nothing but throw where something is not as it must be: `validateOrder`. */
export function fromGuards(statements: readonly ts.Statement[], habits: VerbHabits): readonly Proposed[] {
  const [first] = statements;
  const conditions = statements.map(conditionOf);
  if (!first || conditions.some((each) => each === undefined)) return [];
  const subject = mostTested(conditions.flatMap((each) => each ?? [])) ?? nounAround(first);
  if (!subject) return [];
  const verb = verbIn(habits, 'validate');
  return [{ words: [verb, ...subject], because: 'it throws where something is wrong', rank: 'whole' }];
}

/** What a guard tests; `undefined` for a statement that is none. */
function conditionOf(statement: ts.Statement): ts.Expression | undefined {
  if (ts.isIfStatement(statement)) {
    const throws = alwaysThrows(statement.thenStatement);
    const isChain = !statement.elseStatement || conditionOf(statement.elseStatement) !== undefined;
    return throws && isChain ? statement.expression : undefined;
  }
  if (!ts.isExpressionStatement(statement)) return undefined;
  const call = bare(statement.expression);
  if (!ts.isCallExpression(call)) return undefined;
  const isAssertion = /^(?:assert|invariant|ensure|validate|check|verify|require)(?:[A-Z]|$)/.test(
    calleeName(call) ?? '',
  );
  return isAssertion ? (call.arguments[0] ?? call) : undefined;
}

function alwaysThrows(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) {
    const last = statement.statements.at(-1);
    return last !== undefined && alwaysThrows(last);
  }
  return ts.isThrowStatement(statement);
}

/** What the conditions are about most often, by what stands at the root of each access. */
function mostTested(conditions: readonly ts.Expression[]): Words | undefined {
  const counts = new Map<string, { readonly words: Words; count: number }>();
  const note = (words: Words | undefined) => {
    if (!words) return;
    const known = counts.get(words.join(' '));
    if (known) known.count++;
    else counts.set(words.join(' '), { words, count: 1 });
  };
  for (const condition of conditions) for (const root of rootsIn(condition)) note(nounOf(root));
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.words;
}

function rootsIn(expression: ts.Expression): readonly ts.Expression[] {
  const roots: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) roots.push(node);
    else if (ts.isPropertyAccessExpression(node)) {
      // `this.name` and `x.name` of a nameless `x` are about the name.
      if (node.expression.kind === ts.SyntaxKind.ThisKeyword || isNameless(node.expression)) roots.push(node);
      else visit(node.expression);
    } else if (ts.isCallExpression(node)) {
      if (ts.isPropertyAccessExpression(node.expression)) visit(node.expression.expression);
      node.arguments.forEach(visit);
    } else if (!ts.isFunctionLike(node) && !ts.isNewExpression(node)) ts.forEachChild(node, visit);
  };
  visit(expression);
  return roots;
}

function isNameless(expression: ts.Expression): boolean {
  return ts.isIdentifier(expression) && nounOf(expression) === undefined;
}
