import { commentsOf, type Comment } from '../comments.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';

/** Coverage is how a proof knows that a test ran the changed lines; code hidden from it can claim anything. */
export const coverageIgnore = defineCheat({
  id: 'coverage_ignore',
  title: 'A comment hides code from coverage or mutation testing',
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(
      change.before.flatMap((side) => commentsOf(side).flatMap(ignores)),
      change.after.flatMap((side) => commentsOf(side).flatMap(ignores)),
    );
    for (const { side, line, key } of gained) {
      yield { file: side.path, line, message: `A comment is added that hides code from coverage: ${key}.` };
    }
  },
});

const pattern =
  /\b(?:istanbul|c8|v8) ignore\b[ \w]*|\bnode:coverage (?:ignore|disable)\b[ \w]*|\bStryker disable\b/;

function ignores({ text, side, line, guards }: Comment): readonly Mark[] {
  const found = pattern.exec(text);
  return found ? [{ key: found[0].trim(), side, line, context: guards }] : [];
}
