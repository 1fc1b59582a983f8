import { describe, expect, test } from 'vitest';
import { refused } from '../../server/src/base/index.ts';
import type { ChangeSet, Opportunity } from '../../server/src/protocol/index.ts';
import { editUnderRules, type Analysis } from '../../server/src/services/analysis/index.ts';
import { applyUnderRules, type Restore } from '../../server/src/services/restore/index.ts';

const signal = new AbortController().signal;
const span = { start: 0, end: 0 };

/** `generated.ts` is protected, and `split_large_file` is forbidden. */
const rules = {
  whyNotWritten: (path: string) => (path === 'generated.ts' ? refused('It is protected.') : undefined),
  whyNotIntent: (id: string) => (id === 'split_large_file' ? refused('It is forbidden.') : undefined),
};

const changeOf = (...paths: readonly string[]): ChangeSet => ({
  files: paths.map((path) => ({ path, before: '', after: 'x' })),
});

describe('an analysis under rules', () => {
  const opportunity = (intent: string) => ({ intent }) as Opportunity;
  const asked: string[] = [];
  const bare = {
    offers: () =>
      Promise.resolve(
        ['extract_method', 'split_large_file'].map((intent) => ({ intent, kind: 'refactor', title: intent })),
      ),
    find: () =>
      Promise.resolve({ opportunities: [opportunity('extract_method'), opportunity('split_large_file')] }),
    edit({ path }: { path: string }) {
      asked.push(path);
      const change = path === 'far.ts' ? changeOf('far.ts', 'generated.ts') : changeOf(path);
      const screening = { newProblems: [], declarationsChanged: [], complete: true, ms: 0 };
      return Promise.resolve({ title: 'Do it', change, notes: [], screening });
    },
  } as unknown as Analysis;
  const analysis = editUnderRules(bare, rules);

  test('greys out what is forbidden, with its reason', async () => {
    expect(await analysis.offers({ path: 'a.ts', span }, signal)).toEqual([
      { intent: 'extract_method', kind: 'refactor', title: 'extract_method' },
      {
        intent: 'split_large_file',
        kind: 'refactor',
        title: 'split_large_file',
        refused: 'It is forbidden.',
      },
    ]);
    const inProtected = await analysis.offers({ path: 'generated.ts', span }, signal);
    expect(inProtected.map(({ refused: why }) => why)).toEqual(['It is protected.', 'It is forbidden.']);
  });

  test('finds only what may be done', async () => {
    expect((await analysis.find({ path: 'a.ts' }, signal)).opportunities).toEqual([
      opportunity('extract_method'),
    ]);
    expect(await analysis.find({ path: 'generated.ts' }, signal)).toEqual({
      opportunities: [],
      skipped: 'It is protected.',
    });
  });

  test('makes no edit that is forbidden, nor one that reaches into a protected file', async () => {
    const edit = (path: string, intent = 'extract_method') => analysis.edit({ path, intent, span }, signal);
    expect(await edit('a.ts')).toMatchObject({ change: changeOf('a.ts') });
    expect(await edit('far.ts')).toEqual(refused('It is protected.'));
    expect(asked).toEqual(['a.ts', 'far.ts']);
    expect(await edit('generated.ts')).toEqual(refused('It is protected.'));
    expect(await edit('a.ts', 'split_large_file')).toEqual(refused('It is forbidden.'));
    expect(asked).toEqual(['a.ts', 'far.ts']);
  });
});

test('a restore under rules writes nothing protected, by itself or through the editor, and takes back everything', async () => {
  const done: string[] = [];
  const point = { id: 'r1', time: '', title: '', files: [], state: 'applied' as const };
  const bare: Restore = {
    recover: () => Promise.resolve([]),
    list: () => Promise.resolve([]),
    apply: () => Promise.resolve((done.push('apply'), point)),
    begin: () => Promise.resolve((done.push('begin'), { id: 'r1', settle: () => Promise.resolve(point) })),
    undo: () => Promise.resolve((done.push('undo'), { id: 'r2', restored: ['generated.ts'], merged: [] })),
  };
  const restore = applyUnderRules(bare, rules);
  expect(await restore.apply(changeOf('a.ts', 'generated.ts'), 'x', signal)).toEqual(
    refused('It is protected.'),
  );
  expect(await restore.begin(changeOf('generated.ts'), 'x', signal)).toEqual(refused('It is protected.'));
  expect(done).toEqual([]);
  expect(await restore.apply(changeOf('a.ts'), 'x', signal)).toEqual(point);
  await restore.begin(changeOf('a.ts'), 'x', signal);
  await restore.undo('r1', signal);
  expect(done).toEqual(['apply', 'begin', 'undo']);
});
