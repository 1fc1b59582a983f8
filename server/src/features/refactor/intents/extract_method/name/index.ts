/** Name promises a name for code that becomes a function, by what the code does. */
import { ts } from '../../../../../services/analysis/typescript.ts';
import { fromComment } from './from-comment.ts';
import { fromComplaints } from './from-complaints.ts';
import { fromCondition } from './from-condition.ts';
import { contextOf } from './from-context.ts';
import { fromEffects } from './from-effects.ts';
import { fromGuards } from './from-guards.ts';
import { fromAnswer, fromValues } from './from-values.ts';
import { lastResorts } from './last-resorts.ts';
import { bare } from './noun.ts';
import { isTest, productionOf } from './producer.ts';
import type { Proposed } from './proposed.ts';
import { isReserved } from './reserved.ts';
import { verbHabitsOf, type VerbHabits } from './verbs.ts';
import { camelCase, nameCharactersMax, type Words } from './words.ts';

export interface NamingRequest {
  /** What becomes the body: statements of one block, or one expression. */
  readonly range: readonly ts.Statement[] | ts.Expression;
  /** Variables that it hands to what follows, in the order of their declarations. */
  readonly outputs: readonly string[];
  /** Whether a name means something already where the function is declared, where it is called or inside of it. */
  readonly isTaken: (name: string) => boolean;
}

export interface Named {
  readonly name: string;
  /** Why it is called so, as the end of a sentence: “Called `computeTotal`, because it adds up `total`.” */
  readonly because: string;
}

/**
 * Names a function after what it does: the comment above it, the check it makes, the value it hands back, what it calls.
 * The verbs are those of the file. The same code is always given the same name.
 */
export function nameFor({ range, outputs, isTaken }: NamingRequest): Named {
  const proposals = isStatements(range) ? fromStatements(range, outputs) : fromExpression(range);
  const anchor = isStatements(range) ? range[0] : range;
  for (const { words, because } of [...inOrder(proposals), ...lastResorts(anchor)]) {
    const name = fitting(words);
    if (name !== undefined && !isReserved(name) && !isTaken(name)) return { name, because };
  }
  return numbered(proposals[0] ?? lastResorts(anchor)[0], isTaken);
}

function isStatements(range: NamingRequest['range']): range is readonly ts.Statement[] {
  return Array.isArray(range);
}

function fromStatements(
  statements: readonly ts.Statement[],
  outputs: readonly string[],
): readonly Proposed[] {
  const [first] = statements;
  if (!first) return [];
  const habits = verbHabitsOf(first.getSourceFile());
  const answer = answerOf(statements);
  return [
    ...fromComment(statements),
    ...fromGuards(statements, habits),
    ...fromComplaints(statements, habits),
    ...fromValues(statements, outputs, habits),
    ...(answer ? fromAnswer(answer, statements, habits) : []),
    ...fromEffects(withinOnlyIf(statements), habits),
  ];
}

/** What the statements answer the caller of the function around with: the value of their last `return`. */
function answerOf(statements: readonly ts.Statement[]): ts.Expression | undefined {
  let answer: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node)) answer = node.expression ?? answer;
    ts.forEachChild(node, visit);
  };
  statements.forEach(visit);
  return answer;
}

/** `if (a) { … }` alone does what is in it. */
function withinOnlyIf(statements: readonly ts.Statement[]): readonly ts.Statement[] {
  const [only] = statements;
  if (statements.length !== 1 || !only || !ts.isIfStatement(only) || only.elseStatement) return statements;
  return ts.isBlock(only.thenStatement) ? only.thenStatement.statements : [only.thenStatement];
}

function fromExpression(expression: ts.Expression): readonly Proposed[] {
  const habits: VerbHabits = verbHabitsOf(expression.getSourceFile());
  const at = bare(expression);
  const context = contextOf(expression);
  if (isTest(at)) return fromCondition(expression);
  const { verb, noun, because } = productionOf(expression, habits);
  return [context, noun].flatMap((each): readonly Proposed[] =>
    each ? [{ words: [verb, ...each], because, rank: 'whole' }] : [],
  );
}

function inOrder(proposals: readonly Proposed[]): readonly Proposed[] {
  const ranks: readonly Proposed['rank'][] = ['whole', 'part', 'last'];
  return ranks.flatMap((rank) => proposals.filter((each) => each.rank === rank));
}

/** The name within its limit: the words before the last one are the first to go. */
function fitting(words: Words): string | undefined {
  let kept = words.filter((word) => word !== '');
  while (kept.length > 2 && camelCase(kept).length > nameCharactersMax)
    kept = [...kept.slice(0, -2), ...kept.slice(-1)];
  const name = camelCase(kept);
  return kept.length > 1 &&
    name.length <= nameCharactersMax &&
    /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
    ? name
    : undefined;
}

function numbered(proposed: Proposed | undefined, isTaken: (name: string) => boolean): Named {
  const base = fitting(proposed?.words ?? []) ?? 'processStep';
  for (let number = 2; ; number++) {
    const name = `${base}${number}`;
    if (!isTaken(name)) return { name, because: proposed?.because ?? 'nothing in it has a name' };
  }
}
