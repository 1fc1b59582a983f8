import { expect, test, vi } from 'vitest';
import { agoWords, repairedWords, seenWords } from '../../../client/src/problems/knownWords.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...words: readonly unknown[]) =>
      text.replace(/\{(\d)\}/g, (_match, index: string) => String(words[Number(index)])),
  },
}));

const nowMs = Date.parse('2026-11-27T12:00:00.000Z');
const before = (ms: number) => new Date(nowMs - ms).toISOString();
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

test.each([
  [5_000, 'just now'],
  [minuteMs, '1 minute ago'],
  [59 * minuteMs, '59 minutes ago'],
  [hourMs, '1 hour ago'],
  [23 * hourMs, '23 hours ago'],
  [dayMs, 'yesterday'],
  [9 * dayMs, '9 days ago'],
  // A clock that was set back.
  [-hourMs, 'just now'],
])('a moment is told as a person does: %d ms', (ms, words) => {
  expect(agoWords(before(ms), nowMs)).toBe(words);
});

test.each([
  [{ seen: 0 }, 'Not seen here'],
  [{ seen: 1, firstSeen: before(hourMs), lastSeen: before(hourMs) }, 'Seen once, 1 hour ago'],
  [
    { seen: 7, firstSeen: before(3 * dayMs), lastSeen: before(5 * minuteMs) },
    'Seen 7 times, first 3 days ago, last 5 minutes ago',
  ],
  [{ seen: 2, firstSeen: before(2_000), lastSeen: before(1_000) }, 'Seen 2 times, last just now'],
])('how often and when it was seen', (known, words) => {
  expect(seenWords(known, nowMs)).toBe(words);
});

const add = { title: 'Add the import', tried: 6, helped: 5 };
const reinstall = { title: 'Reinstall', tried: 2, helped: 1 };

test.each([
  [[], undefined],
  [[add, reinstall], 'repaired 6 times by Add the import, Reinstall'],
  [[reinstall], 'repaired once by Reinstall'],
  [
    [
      { ...add, helped: 0 },
      { ...reinstall, tried: 0, helped: 0 },
    ],
    'Add the import did not help',
  ],
  [[{ ...add, tried: 0, helped: 0 }], 'Add the import is said to help'],
])('what repaired it, or else what is known of remedies', (remedies, words) => {
  expect(repairedWords(remedies)).toBe(words);
});
