import { expect, test } from 'vitest';
import { Appearances, limits } from '../../../client/src/problems/appearances.ts';
import type { EditorProblem } from '../../../server/src/protocol/index.ts';

const problem = (message: string, more: Partial<EditorProblem> = {}): EditorProblem => ({
  ...{ source: 'ts', code: '2304', message, severity: 'error', line: 1 },
  ...more,
});

/** One look after the other at a file that is open; answers the messages that were new. */
function looking(appearances = new Appearances({})) {
  return (messages: readonly EditorProblem[], { isShown = true, uri = 'file:///a.ts', nowMs = 0 } = {}) => {
    const fresh = appearances.appeared(uri, messages, nowMs);
    appearances.settle(uri, messages, { isShown, told: fresh.length });
    return fresh.map(({ message }) => message);
  };
}

test('a problem that stays is one appearance, wherever its line moves to', () => {
  const look = looking();
  expect(look([problem('a')])).toEqual(['a']);
  expect(look([problem('a', { line: 7 })])).toEqual([]);
  expect(look([problem('a'), problem('b')])).toEqual(['b']);
});

test('one that went and comes back is another', () => {
  const look = looking();
  look([problem('a')]);
  expect(look([])).toEqual([]);
  expect(look([problem('a')])).toEqual(['a']);
});

test('what stands twice in a file, and is new, is told once', () => {
  expect(looking()([problem('a'), problem('a', { line: 9 })])).toEqual(['a']);
});

test('the same words of another tool, code or file are another problem', () => {
  const look = looking();
  look([problem('a')]);
  expect(look([problem('a'), problem('a', { source: 'eslint' }), problem('a', { code: '2552' })])).toEqual([
    ...['a', 'a'],
  ]);
  expect(look([problem('a')], { uri: 'file:///b.ts' })).toEqual(['a']);
});

test('a file that is closed says nothing about what is gone', () => {
  const look = looking();
  look([problem('a')]);
  expect(look([], { isShown: false })).toEqual([]);
  expect(look([problem('a')])).toEqual([]);
});

test('what stood when the window was closed is not new in the next one', () => {
  const before = new Appearances({});
  looking(before)([problem('a')]);
  const look = looking(new Appearances(JSON.parse(JSON.stringify(before.standing())) as never));
  expect(look([problem('a'), problem('b')])).toEqual(['b']);
});

test('says whether what stands is something else than before', () => {
  const appearances = new Appearances({});
  const settle = (problems: readonly EditorProblem[]) =>
    appearances.settle('file:///a.ts', problems, { isShown: true, told: 0 });
  expect([settle([]), settle([problem('a')]), settle([problem('a')]), settle([])]).toEqual([
    ...[false, true, false, true],
  ]);
});

test('what is told within a minute is bounded, and what is beyond counts as told', () => {
  const look = looking();
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => problem(`problem ${from + index}`));
  let told = 0;
  for (let file = 0; file < 6; file += 1)
    told += look(many(limits.problemsMax), { uri: `file:///${file}.ts` }).length;
  expect(told).toBe(limits.perMinuteMax);
  expect(look(many(limits.problemsMax), { uri: 'file:///5.ts' })).toEqual([]);
  expect(look(many(2), { uri: 'file:///later.ts', nowMs: 61_000 })).toHaveLength(2);
});

test('files beyond the bound are forgotten, the oldest first', () => {
  const appearances = new Appearances({});
  const look = looking(appearances);
  for (let file = 0; file <= limits.filesMax; file += 1)
    look([problem('a')], { uri: `file:///${file}.ts`, nowMs: file * 61_000 });
  const files = Object.keys(appearances.standing());
  expect([files.length, files[0]]).toEqual([limits.filesMax, 'file:///1.ts']);
});
