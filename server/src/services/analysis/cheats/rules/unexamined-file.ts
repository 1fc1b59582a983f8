import { examinedTextCharactersMax } from '../change-view.ts';
import { defineCheat } from '../rule.ts';

/** What was not read cannot be called honest. */
export const unexaminedFile = defineCheat({
  id: 'unexamined_file',
  title: 'A file is too large to be examined',
  severity: 'cheat',
  *find(change) {
    for (const side of [...change.after, ...change.before]) {
      if (side.text.length <= examinedTextCharactersMax) continue;
      const message = `The file has ${side.text.length} characters, more than the ${examinedTextCharactersMax} that are examined; leave it out of the change.`;
      yield { file: side.path, line: 1, message };
    }
  },
});
