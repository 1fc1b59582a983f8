import { ts } from '../../../../../services/analysis/typescript.ts';
import { bare, calleeName, receiverOf, strong } from './noun.ts';
import type { Proposed } from './proposed.ts';
import { verbIn, type VerbHabits } from './verbs.ts';
import { wordsOf, type Words } from './words.ts';

/** More than two in a name say nothing any more. */
const subjectsMax = 2;

/** A name for statements that note down what is wrong with something: `checkDay`, `checkTimeAndGuests`. */
export function fromComplaints(statements: readonly ts.Statement[], habits: VerbHabits): readonly Proposed[] {
  const checks = statements.filter(ts.isIfStatement);
  if (checks.length === 0 || checks.length < statements.length || !checks.every(complains)) return [];
  const subjects = distinct(checks.map(({ expression }) => subjectOf(expression)));
  if (subjects === undefined || subjects.length > subjectsMax) return [];
  const words = subjects.flatMap((each, index) => (index === 0 ? each : ['and', ...each]));
  const verb = verbIn(habits, 'validate');
  return [{ words: [verb, ...words], because: 'it notes down what is wrong', rank: 'whole' }];
}

const complaints = /(?:problem|error|issue|violation|complaint|failure|warning|mistake|fault|invalid)s?$/i;
const notes = /^(?:push|add|append)$/;
const notesThem = /^(?:add|report|raise)(?:Problem|Error|Issue|Violation|Warning)s?$/;

/** Whether something in a statement, other than a function, adds to a list of complaints. */
function complains(statement: ts.Node): boolean {
  if (ts.isFunctionLike(statement)) return false;
  if (ts.isCallExpression(statement)) {
    const name = calleeName(statement) ?? '';
    const list = receiverOf(statement);
    if (notesThem.test(name)) return true;
    if (notes.test(name) && list && complaints.test(nameOf(bare(list)))) return true;
  }
  return ts.forEachChild(statement, (child) => complains(child) || undefined) ?? false;
}

function nameOf(at: ts.Expression): string {
  if (ts.isIdentifier(at)) return at.text;
  return ts.isPropertyAccessExpression(at) ? at.name.text : '';
}

/** What a condition asks about first: `day` of `typeof body.day !== 'string'`. */
function subjectOf(condition: ts.Node): Words | undefined {
  if (ts.isFunctionLike(condition)) return undefined;
  if (ts.isPropertyAccessExpression(condition)) {
    const own = strong(wordsOf(condition.name.text));
    return own && condition.name.text !== 'length' ? own : subjectOf(condition.expression);
  }
  if (ts.isCallExpression(condition)) {
    const [first] = condition.arguments;
    return (first && subjectOf(first)) ?? subjectOf(receiverOf(condition) ?? condition.expression);
  }
  if (ts.isIdentifier(condition)) return strong(wordsOf(condition.text));
  return ts.forEachChild(condition, subjectOf);
}

/** Each once, in their order; `undefined` when one has no name. */
function distinct(all: readonly (Words | undefined)[]): readonly Words[] | undefined {
  const found = new Map<string, Words>();
  for (const words of all) {
    if (!words) return undefined;
    found.set(words.join(' '), words);
  }
  return [...found.values()];
}
