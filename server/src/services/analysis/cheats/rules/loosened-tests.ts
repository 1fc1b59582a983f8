import { defineCheat, type Sighting } from '../rule.ts';
import { settingEdits, type Setting } from '../settings.ts';

/** The test runner is told to run less, to put up with more, or to load something else in place of the code. */
export const loosenedTests = defineCheat({
  id: 'loosened_tests',
  title: 'The test runner is told to run less or to put up with more',
  severity: 'cheat',
  *find(change) {
    const { gained, lost, after } = settingEdits(change, 'test config', sections);
    const kept = (found: Setting) => after.some(({ side }) => side.path === found.side.path);
    for (const found of gained) {
      const what = added(found);
      if (what !== undefined) yield said(found, what);
    }
    for (const found of lost) {
      const what = kept(found) ? removed(found, gained) : undefined;
      if (what !== undefined) yield said(found, what);
    }
    for (const { path, place, before, after: now } of change.files) {
      const replaced = change.after.some((side) => side.place === 'test config');
      if (place === 'test config' && before && !now && !replaced) {
        yield { file: path, line: 1, message: 'The configuration of the test runner is deleted.' };
      }
    }
  },
});

const sections = /^(jest|mocha|ava|nyc|c8|tap|vitest)\b/;
const leftOut =
  /(^|\.)(exclude|testPathIgnorePatterns|modulePathIgnorePatterns|coveragePathIgnorePatterns|ignore|ignoredFiles|exclude-file)(\[\])?$/;
const permits =
  /^(passWithNoTests|dangerouslyIgnoreUnhandledErrors|allowUncaught|allow-uncaught|allowOnly|exit|forceExit|allow-empty-coverage|allow-incomplete-coverage|disable-coverage|dry-run|dryRun|invert|onlyChanged|lastCommit)$/;
const selects = /^(testNamePattern|grep|fgrep|shard|match)$/;
const replaces = /(^|\.)(moduleNameMapper|setupFiles|setupFilesAfterEnv|globalSetup)\b/;
const runs = /(^|\.)(include|testMatch|testRegex|spec|files|projects|roots|collectCoverageFrom)(\[\])?$/;
const demands =
  /^(forbidOnly|forbid-only|forbidPending|forbid-pending|checkCoverage|check-coverage|failZero|fail-zero)$/;
const threshold =
  /(^|\.)(thresholds?|coverageThreshold|check-coverage)\b|^(nyc\.|c8\.)?(lines|branches|functions|statements)$/;

function added({ path, name, value }: Setting): string | undefined {
  if (leftOut.test(path)) return `${value} is left out`;
  if (permits.test(name) && value === 'true') return `\`${name}\` is switched on`;
  if (demands.test(name) && value === 'false') return `\`${name}\` is switched off`;
  if (name === 'bail' && value !== '0' && value !== 'false') return 'it stops at the first failures';
  if (selects.test(name)) return `only tests matching ${value} run`;
  if (replaces.test(path)) return `${value} is loaded for ${path}`;
  if (runs.test(path) && value.startsWith('"!')) return `${value} is left out`;
  return undefined;
}

function removed(found: Setting, gained: readonly Setting[]): string | undefined {
  const { path, name, value } = found;
  if (runs.test(path)) return `${value} no longer runs`;
  if (demands.test(name) && value === 'true') return `\`${name}\` is no longer on`;
  if (!threshold.test(path)) return undefined;
  const now = gained.find((setting) => setting.path === path);
  const lower = now === undefined || Number(now.value) < Number(value);
  return lower ? `the threshold ${path} falls` : undefined;
}

function said({ side, line }: Setting, what: string): Sighting {
  return {
    file: side.path,
    line,
    message: `The test runner is told to run less or to put up with more: ${what}.`,
  };
}
