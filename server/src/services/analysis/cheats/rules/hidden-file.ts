import { isTestFileName } from '../places.ts';
import { resemble } from '../difference.ts';
import { defineCheat } from '../rule.ts';

/** A file that keeps its text under a name that its tool does not look at. */
export const hiddenFile = defineCheat({
  id: 'hidden_file',
  title: 'A file is renamed so that its tool no longer finds it',
  severity: 'cheat',
  *find(change) {
    const created = change.files.filter((file) => !file.before && file.after);
    for (const { path, before, after } of change.files) {
      if (!before || after) continue;
      const renamed = created.find((file) => file.after && resemble(file.after.text, before.text));
      if (!renamed) continue;
      if (isTestFileName(path) && !isTestFileName(renamed.path)) {
        yield {
          file: renamed.path,
          line: 1,
          message: `The tests of ${path} are moved under a name that no test runner picks up.`,
        };
      } else if (/\.[mc]?tsx?$/.test(path) && !/\.[mc]?tsx?$/.test(renamed.path)) {
        yield {
          file: renamed.path,
          line: 1,
          message: `${path} is moved under a name that the type checker does not read.`,
        };
      } else if (/\.[mc]?jsx?$/.test(path) && !/\.[mc]?[jt]sx?$/.test(renamed.path)) {
        yield {
          file: renamed.path,
          line: 1,
          message: `${path} is moved under a name that no checker reads.`,
        };
      }
    }
  },
});
