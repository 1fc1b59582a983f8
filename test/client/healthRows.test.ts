import { expect, test, vi } from 'vitest';
import { childrenOf, kernelWords, moodOf, rowsKey, sentenceOf } from '../../client/src/views/healthRows.ts';
import type { FolderHealth, KernelHealth } from '../../server/src/protocol/index.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...words: readonly unknown[]) =>
      text.replace(/\{(\d)\}/g, (_match, index: string) => String(words[Number(index)])),
  },
}));

const bootMs = Date.parse('2026-11-27T12:00:00.000Z');
const beatAt = (ms: number) => new Date(bootMs + ms).toISOString();

function folderWith(kernel: Partial<KernelHealth>): FolderHealth {
  const store: KernelHealth = { name: 'store', tier: 0, state: 'ready', restarts: 0, ...kernel };
  const report = { phases: [], checks: [], kernels: [store], live: true, ms: 400 };
  return { folder: 'file:///shop', report };
}

test('rows that only beat on say the same, and are not drawn anew', () => {
  const [one, next] = [1_000, 6_000].map((ms) =>
    rowsKey([folderWith({ lastBeat: beatAt(ms) })], bootMs + ms),
  );
  expect(next).toBe(one);
});

test('a beat that stays away, a restart and a state are said', () => {
  const beating = folderWith({ lastBeat: beatAt(0) });
  const atOnce = rowsKey([beating], bootMs);
  expect(rowsKey([beating], bootMs + 9_000)).not.toBe(atOnce);
  expect(rowsKey([folderWith({ lastBeat: beatAt(0), restarts: 1 })], bootMs)).not.toBe(atOnce);
  expect(rowsKey([folderWith({ lastBeat: beatAt(0), state: 'degraded' })], bootMs)).not.toBe(atOnce);
});

test('a row says state, start, restarts and the last sign of life', () => {
  const words = (kernel: Partial<KernelHealth>, ms = 0) =>
    folderWith(kernel)
      .report?.kernels.map((each) => kernelWords(each, bootMs + ms))
      .join();
  expect(words({ readyMs: 24.6, restarts: 2, lastBeat: beatAt(0) })).toBe(
    'ready · 25 ms to ready · 2 restarts · beating',
  );
  expect(words({ lastBeat: beatAt(0) }, 9_000)).toBe('ready · last beat 9 s ago');
  expect(words({ state: 'stopped', lastBeat: beatAt(0) }, 9_000)).toBe('stopped');
});

test('the line of a folder names what is not as it should be', () => {
  expect(sentenceOf(folderWith({}))).toBe('All is well');
  const degraded = folderWith({ state: 'degraded' });
  expect([moodOf(degraded), sentenceOf(degraded)]).toEqual(['less', 'store is not as it should be']);
});

test('a boot that put a kept state back says so before its phases, and any other one says nothing', () => {
  const { folder, report } = folderWith({});
  if (!report) throw new Error('There is no report.');
  const rollback = { outcome: 'put_back', detail: 'The state of Grace was put back to e1.' } as const;
  const rows = (boot: typeof report) => childrenOf({ kind: 'boot', folder, report: boot });
  expect(rows({ ...report, rollback })).toEqual([{ kind: 'rollback', rollback }]);
  expect(rows(report)).toEqual([]);
});
