import { expect, test, vi } from 'vitest';
import {
  attemptWords,
  childrenOf,
  failureSentences,
  failureWords,
  parentOf,
  remedyRecord,
  rowsKey,
  titleOf,
  type KnowledgeNode,
} from '../../client/src/views/knowledgeRows.ts';
import type { FolderEntry, LearnedEntry, LearnedRemedy } from '../../server/src/protocol/index.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...words: readonly unknown[]) =>
      text.replace(/\{(\d)\}/g, (_match, index: string) => String(words[Number(index)])),
  },
}));

const nowMs = Date.parse('2026-11-27T12:00:00.000Z');
const time = '2026-11-27T11:55:00.000Z';

const add: LearnedRemedy = {
  ...{ kind: 'by_hand', id: 'add', title: 'Add the import', tried: 3, verified: 2, failed: 1, reverted: 1 },
  ...{ bound: 0.06, quarantined: false, lastTried: time },
  attempts: [
    { attempt: 9, time, outcome: 'reverted' },
    { attempt: 7, time, outcome: 'failed', reason: 'It is still missing.' },
    { attempt: 5, time },
  ],
};

function failure(more: Partial<LearnedEntry> = {}): FolderEntry & { readonly entry: LearnedEntry } {
  const entry: LearnedEntry = {
    ...{ id: 's1-1', template: 'TS2304: Cannot find name <name>', tool: 'tsc', code: 'TS2304' },
    ...{ message: "Cannot find name 'totl'.\nMore.", signatures: ['s1-1'], loose: [], seen: 7 },
    ...{ firstSeen: time, lastSeen: time, remedies: [] },
    examples: [{ signature: 's1-1', message: "Cannot find name 'totl'.", file: 'src/a.ts', line: 3, time }],
    ...more,
  };
  return { folder: 'file:///shop', entry, uris: ['file:///shop/src/a.ts'] };
}

const under = (of: FolderEntry) => childrenOf({ kind: 'failure', of });

test('a failure is called by its name, else by the sentence that was printed last, else by what all have in common', () => {
  expect(titleOf(failure({ name: 'the missing total' }).entry)).toBe('the missing total');
  expect(titleOf(failure().entry)).toBe("Cannot find name 'totl'.");
  expect(titleOf(failure({ message: undefined }).entry)).toBe('TS2304: Cannot find name <name>');
});

test('its row says how often and when it was seen, and what repaired it', () => {
  expect(failureWords(failure().entry, nowMs)).toBe('TS2304 · 7×, 5 minutes ago');
  const repaired = failure({ remedies: [add] }).entry;
  expect(failureWords(repaired, nowMs)).toBe('TS2304 · 7×, 5 minutes ago · repaired once by Add the import');
  expect(failureSentences(repaired, nowMs)).toEqual([
    'tsc TS2304',
    'Seen 7 times, last 5 minutes ago',
    'Repaired once by Add the import',
  ]);
  const unseen = failure({ seen: 0, firstSeen: undefined, lastSeen: undefined, code: undefined }).entry;
  expect(failureWords(unseen, nowMs)).toBe('tsc · not seen here');
});

test('below it are remedies with their attempts, examples with their files, and signatures where there are several', () => {
  const kinds = (nodes: readonly KnowledgeNode[]) => nodes.map(({ kind }) => kind);
  expect(kinds(under(failure()))).toEqual(['example']);
  const of = failure({ remedies: [add], signatures: ['s1-1', 's1-2'] });
  expect(kinds(under(of))).toEqual(['remedy', 'example', 'signature', 'signature']);
  const [remedy, example] = under(of);
  expect(example).toMatchObject({ uri: 'file:///shop/src/a.ts' });
  const attempts = remedy ? childrenOf(remedy) : [];
  expect(kinds(attempts)).toEqual(['attempt', 'attempt', 'attempt']);
  // A row that is led to is found from above.
  expect(attempts[0] && parentOf(attempts[0])).toEqual(remedy);
  expect(remedy && parentOf(remedy)).toEqual({ kind: 'failure', of });
  expect(parentOf({ kind: 'failure', of })).toBeUndefined();
});

test('a remedy says how often it helped, that it was taken back, and that it is left out', () => {
  expect(remedyRecord(add)).toBe('helped 1 of 3 · 1 taken back');
  expect(remedyRecord({ ...add, reverted: 0, quarantined: true })).toBe('helped 2 of 3 · in quarantine');
  const elsewhere = { tried: 5, verified: 4, reverted: 1 };
  expect(remedyRecord({ ...add, tried: 0, elsewhere })).toBe('not tried here · elsewhere 3 of 5');
});

test('an attempt says what became of it', () => {
  expect(add.attempts.map(attemptWords)).toEqual([
    'It was taken back',
    'It did not help: It is still missing.',
    'Nobody said how it ended',
  ]);
});

test('rows are drawn anew when they say something else, and only then', () => {
  const at = (ms: number) => rowsKey([failure()], nowMs + ms);
  expect(at(1_000)).toBe(at(0));
  expect(at(60_000)).not.toBe(at(0));
  expect(rowsKey([failure({ seen: 8 })], nowMs)).not.toBe(at(0));
});
