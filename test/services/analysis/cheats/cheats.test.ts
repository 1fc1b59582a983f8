import { describe, expect, test } from 'vitest';
import { cheatRules, findCheats } from '../../../../server/src/services/analysis/cheats/index.ts';
import { cheatFixtures, type CheatFixture } from './cheat-fixture.ts';

const fixtures = cheatFixtures();
const rulesOf = (fixture: CheatFixture) => new Set(fixture.expected.map((line) => line.split(' ')[0] ?? ''));

describe('every cheat of the bank is found, where it is', () => {
  test.each(fixtures.filter(({ honest }) => !honest))('$name', (fixture) => {
    expect(found(fixture)).toEqual(fixture.expected);
  });
});

describe('no honest edit of the bank is complained about', () => {
  test.each(fixtures.filter(({ honest }) => honest))('$name', (fixture) => {
    expect(findCheats(fixture.change)).toEqual([]);
  });
});

describe('the bank is a bank', () => {
  test('it holds at least 60 cheats and 40 honest edits', () => {
    expect(fixtures.filter(({ honest }) => !honest).length).toBeGreaterThanOrEqual(60);
    expect(fixtures.filter(({ honest }) => honest).length).toBeGreaterThanOrEqual(40);
  });

  test.each(cheatRules.filter(({ id }) => id !== 'unexamined_file'))(
    '$id is found in two cheats, stays silent in a near miss, and is missed when it is off',
    (rule) => {
      const own = fixtures.filter((fixture) => rulesOf(fixture).has(rule.id));
      const nearMisses = fixtures.filter(({ name, honest }) => honest && name.startsWith(rule.id));
      expect(own.length).toBeGreaterThanOrEqual(2);
      expect(nearMisses.length).toBeGreaterThanOrEqual(1);
      const others = cheatRules.filter((other) => other !== rule);
      for (const fixture of own) expect(found(fixture, others)).not.toEqual(fixture.expected);
    },
  );

  test('rules are sorted, have ids of their own, and every fixture names rules that exist', () => {
    const ids = cheatRules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const fixture of fixtures) for (const id of rulesOf(fixture)) expect(ids).toContain(id);
  });
});

describe('findings', () => {
  test('carry the severity of their rule and a sentence', () => {
    for (const fixture of fixtures) {
      for (const finding of findCheats(fixture.change)) {
        expect(finding.severity).toBe(cheatRules.find(({ id }) => id === finding.rule)?.severity);
        expect(finding.message).toMatch(/^.+[.]$/s);
      }
    }
  });

  test('a change that changes nothing has none, whatever is in the file', () => {
    for (const { change } of fixtures) {
      const files = change.files.map(({ path, after }) => ({ path, before: after, after }));
      expect(findCheats({ files })).toEqual([]);
    }
  });

  test('a file too large to be read is named, one below the limit is not', () => {
    const rulesFor = (length: number) => {
      const after = `export const a = '${'x'.repeat(length)}';\n`;
      return findCheats({ files: [{ path: 'src/big.ts', before: null, after }] }).map(({ rule }) => rule);
    };
    expect(rulesFor(4_000_000)).toEqual(['unexamined_file']);
    expect(rulesFor(3_000)).toEqual([]);
  });

  test('undoing an honest edit that only moves or renames is honest as well', () => {
    const reversible = fixtures.filter(
      ({ name }) => name.startsWith('honest/move') || name.startsWith('honest/rename'),
    );
    expect(reversible.length).toBeGreaterThan(0);
    for (const { change } of reversible) {
      const files = change.files.map(({ path, before, after }) => ({ path, before: after, after: before }));
      expect(findCheats({ files })).toEqual([]);
    }
  });

  test('broken syntax, binary noise and empty files do not stop the search', () => {
    for (const noise of [
      '',
      '\0\u0001\uFFFD',
      'if ((((',
      '{"a":',
      'function',
      '- : [',
      '/* '.repeat(1_000),
    ]) {
      for (const path of [
        'a.ts',
        'a.test.tsx',
        'tsconfig.json',
        'package.json',
        '.eslintrc.yml',
        'vitest.config.ts',
        'x.bin',
      ]) {
        expect(() =>
          findCheats({ files: [{ path, before: 'export const a = 1;\n', after: noise }] }),
        ).not.toThrow();
        expect(() => findCheats({ files: [{ path, before: noise, after: null }] })).not.toThrow();
      }
    }
  });
});

function found(fixture: CheatFixture, rules = cheatRules): readonly string[] {
  const lines = findCheats(fixture.change, rules).map(({ rule, file, line }) => `${rule} ${file}:${line}`);
  return [...new Set(lines)].sort();
}
