import { expect, test } from 'vitest';
import { lineOf, type DurableTopic, type PayloadOf } from '../../server/src/protocol/index.ts';

const files = ['a.ts', 'b.ts', 'c.ts', 'd.ts'].map((path) => ({ path, before: 'x', after: 'y' }));
const time = '2026-11-27T00:00:00.000Z';
const commands = [{ gate: 'types' as const, argv: ['npx', 'tsc', '--noEmit'], cwd: '' }];

/** One payload of each topic: leaving one out is a type error. */
const payloads: { readonly [T in DurableTopic]: PayloadOf<T> } = {
  'restore.applied': { id: 'r1', title: 'Log better', time, by: 'grace', files },
  'restore.undone': { id: 'r2', title: 'Undo', time, undoes: 'r1', files: files.slice(0, 1) },
  'restore.recovered': { id: 'r3', title: 'Log better', time, outcome: 'rolled-back', files: ['a.ts'] },
  'proof.verdict': {
    verdict: 'proven',
    intents: ['improve_logging'],
    files: files.slice(0, 2),
    gates: { parse: 'pass', types: 'pass', lint: 'pass', tests: 'pass' },
    summary: 'Every gate passed.',
    ms: 2_345,
  },
  'tools.approved': { commands },
  'tools.denied': { commands },
  'log.erased': { seq: 7, reason: 'a token was in it' },
  'log.retired': { throughSeq: 900, hash: '0f' },
};

test('every topic has a line that a person can read', () => {
  const lines = Object.entries(payloads).map(([topic, payload]) => `${topic}  ${lineOf(topic, payload)}`);
  expect(lines).toEqual([
    'restore.applied  “Log better”: a.ts, b.ts, c.ts and 1 more (r1)',
    'restore.undone  “Undo”: a.ts (took back r1)',
    'restore.recovered  “Log better” was interrupted by a crash: rolled-back (r3)',
    'proof.verdict  proven: improve_logging, a.ts, b.ts in 2.3 s. Every gate passed.',
    'tools.approved  npx tsc --noEmit',
    'tools.denied  npx tsc --noEmit',
    'log.erased  the payload of record 7: a token was in it',
    'log.retired  records up to 900',
  ]);
});

test('a topic or a shape that this build does not know is shown as it is', () => {
  expect(lineOf('later.topic', { a: 1 })).toBe('{"a":1}');
  expect(lineOf('log.erased', { record: 7 })).toBe('{"record":7}');
});
