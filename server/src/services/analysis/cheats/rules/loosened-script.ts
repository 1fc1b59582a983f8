import type { Side } from '../change-view.ts';
import { defineCheat } from '../rule.ts';
import { settingsOf, type Setting } from '../settings.ts';

/** Scripts are how people and pipelines run the checks; a refactor has no reason to touch one. */
export const loosenedScript = defineCheat({
  id: 'loosened_script',
  title: 'A script or a commit hook of the manifest is changed',
  severity: 'cheat',
  *find(change) {
    for (const { before, after, path } of change.files) {
      if (!before || !after || before.place !== 'manifest') continue;
      const now = new Map(scripts(after).map((script) => [script.path, script]));
      for (const script of scripts(before)) {
        const { line = script.line, value } = now.get(script.path) ?? {};
        if (value === script.value) continue;
        yield {
          file: path,
          line,
          message: `${script.path} ${value === undefined ? 'is removed' : `becomes ${value}`}.`,
        };
      }
      const known = new Set(scripts(before).map((script) => script.path));
      for (const script of scripts(after)) {
        const hook = /^scripts\.(pre|post)\w+$|^scripts\.(prepare|install)$/.test(script.path);
        if (!known.has(script.path) && hook)
          yield { file: path, line: script.line, message: `${script.path} is added, which runs by itself.` };
      }
    }
  },
});

function scripts(side: Side): readonly Setting[] {
  return settingsOf(side).filter(({ path }) =>
    /^(scripts|husky|lint-staged|pre-commit|simple-git-hooks|gitHooks|wireit)\b/.test(path),
  );
}
