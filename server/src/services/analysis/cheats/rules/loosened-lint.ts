import { defineCheat, type Sighting } from '../rule.ts';
import { settingEdits, type Setting, type SettingEdits } from '../settings.ts';

/** A lint rule is switched off, turned down or given more room, or files are kept from the linter. */
export const loosenedLint = defineCheat({
  id: 'loosened_lint',
  title: 'The linter is told to look at less',
  severity: 'cheat',
  *find(change) {
    const edits = settingEdits(change, 'lint config', /^(eslintConfig|eslintIgnore|xo|standard|prettier)\b/);
    yield* turnedDown(edits);
    yield* lookedAway(edits);
    for (const { path, place, before, after } of change.files) {
      const replaced = change.after.some((side) => side.place === 'lint config');
      if (place === 'lint config' && before && !after && !replaced) {
        yield { file: path, line: 1, message: 'The configuration of the linter is deleted.' };
      }
    }
  },
});

const off = 0;

function* turnedDown({ gained, lost, before, after }: SettingEdits): Iterable<Sighting> {
  for (const found of gained) {
    const rule = ruleName(found);
    if (rule === undefined) continue;
    const level = levelOf(found);
    const was = lost.filter((setting) => ruleName(setting) === rule);
    const wasLevel = Math.max(...was.map((setting) => levelOf(setting) ?? -1), -1);
    if (level === undefined) {
      const mine = before.filter((setting) => ruleName(setting) === rule);
      if (mine.length > 0 && !mine.some(({ value }) => value === found.value))
        yield said(found, `the options of ${rule} change`);
    } else if (wasLevel === -1 ? level === off : level < wasLevel)
      yield said(found, `${rule} is turned down`);
  }
  for (const found of lost) {
    const rule = ruleName(found);
    const level = levelOf(found);
    const gone =
      rule !== undefined &&
      level !== undefined &&
      level > off &&
      !after.some((setting) => ruleName(setting) === rule);
    const file = after.find((setting) => setting.side.path === found.side.path);
    if (gone && file) yield said(found, `${rule} is removed`);
  }
}

function* lookedAway({ gained, lost, after }: SettingEdits): Iterable<Sighting> {
  for (const found of gained) {
    const ignores = /(^|\.|\])(ignores|ignorePatterns|ignore|excludedFiles|eslintIgnore|exclude)\[\]$/.test(
      found.path,
    );
    const negated = /(^|\.)(files|include|includes)\[\]$/.test(found.path) && found.value.startsWith('"!');
    if (ignores || negated) yield said(found, `${found.value} is left out`);
    if (/^(enabled|recommended|all)$/.test(found.name) && found.value === 'false')
      yield said(found, `${found.path} is switched off`);
    if (found.name === 'noInlineConfig' && found.value === 'false')
      yield said(found, 'inline comments count again');
  }
  for (const found of lost) {
    if (!after.some(({ side }) => side.path === found.side.path)) continue;
    const shared =
      /(^|\.|\])(extends|plugins)(\[\])?$/.test(found.path) ||
      /\b(configs?|recommended|strict\w*)\b/.test(found.value);
    if (shared && ruleName(found) === undefined) yield said(found, `${found.value} no longer applies`);
    if (/^(reportUnusedDisableDirectives|noInlineConfig|reportUnusedInlineConfigs)$/.test(found.name)) {
      yield said(found, `${found.name} is no longer ${found.value}`);
    }
  }
}

/** `no-console` of `rules.no-console`, `linter.rules.suspicious.noConsole.level`, `overrides[].rules.no-console[]`. */
function ruleName({ path }: Setting): string | undefined {
  const rest = /(?:^|[.\]])(?:rules|categories)\.(.+)$/.exec(path)?.[1];
  return rest?.replace(/\.level$/, '').replace(/(\[\]|\.options).*$/, '');
}

/** `undefined` where the setting is an option of a rule and not its severity. */
function levelOf(found: Setting): number | undefined {
  const { index, value } = found;
  const path = found.path.replace(/^.*(rules|categories)\./, '');
  const inList = path.endsWith('[]');
  if (inList ? index !== 0 : /\[\]\.|\.options\b/.test(path)) return undefined;
  const levels: Readonly<Record<string, number>> = {
    '"off"': off,
    '0': off,
    false: off,
    '"allow"': off,
    '"none"': off,
    '"warn"': 1,
    '1': 1,
    '"info"': 1,
    '"error"': 2,
    '2': 2,
    true: 2,
    '"deny"': 2,
    '"on"': 2,
  };
  return levels[value];
}

function said({ side, line }: Setting, what: string): Sighting {
  return { file: side.path, line, message: `The linter is told to look at less: ${what}.` };
}
