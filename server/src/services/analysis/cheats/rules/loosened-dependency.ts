import type { Side } from '../change-view.ts';
import { defineCheat } from '../rule.ts';
import { settingsOf, type Setting } from '../settings.ts';

/** Another version of a dependency is another program; a refactor runs on the one that is there. */
export const loosenedDependency = defineCheat({
  id: 'loosened_dependency',
  title: 'A dependency gets another version, is removed or overridden',
  severity: 'behaviour',
  *find(change) {
    for (const { before, after, path } of change.files) {
      if (!before || !after || before.place !== 'manifest') continue;
      const now = dependencies(after);
      const then = dependencies(before);
      for (const dependency of then) {
        const kept = now.find((candidate) => candidate.name === dependency.name);
        if (kept?.value === dependency.value) continue;
        const what = kept ? `goes from ${dependency.value} to ${kept.value}` : 'is removed';
        yield {
          file: path,
          line: (kept ?? dependency).line,
          message: `The dependency ${dependency.name} ${what}.`,
        };
      }
      for (const added of now) {
        const fresh = !then.some((candidate) => candidate.path === added.path);
        if (fresh && /^(overrides|resolutions|pnpm)\b/.test(added.path)) {
          yield { file: path, line: added.line, message: `The dependency ${added.name} is overridden.` };
        }
      }
    }
  },
});

const sections =
  /^(dependencies|devDependencies|peerDependencies|optionalDependencies|overrides|resolutions|pnpm\.(overrides|patchedDependencies))\./;

function dependencies(side: Side): readonly Setting[] {
  return settingsOf(side)
    .filter(({ path }) => sections.test(path))
    .map((setting) => ({ ...setting, name: setting.path.replace(sections, '') }));
}
