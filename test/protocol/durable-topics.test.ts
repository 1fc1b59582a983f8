import { expect, test } from 'vitest';
import { lineOf, type DurableTopic, type PayloadOf } from '../../server/src/protocol/index.ts';

const files = ['a.ts', 'b.ts', 'c.ts', 'd.ts'].map((path) => ({ path, before: 'x', after: 'y' }));
const time = '2026-11-27T00:00:00.000Z';
const commands = [{ gate: 'types' as const, argv: ['npx', 'tsc', '--noEmit'], cwd: '' }];

const gate = { status: 'pass' as const, ms: 1, reason: 'It was seen.' };

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
  'task.code_refactor': {
    ...{ id: 't1', intent: 'improve_logging', targets: ['src', 'a.ts:3'], description: '' },
    ...{ acceptance: { tests: true }, priority: 5, autoMerge: true },
  },
  'task.progress': { task: 't1', step: 'proving', message: 'Proving 3 changes' },
  'task.done': {
    ...{ task: 't1', outcome: 'applied', summary: '3 places in 2 files.', ms: 12, restorePoints: ['r1'] },
    places: { applied: 3, proven: 0, checked: 0, failed: 0, refused: 0 },
  },
  'incident.opened': {
    ...{ id: 'i1', trigger: 'integrity_violation', title: 'The database was deleted', source: 'store' },
    detail: 'It is gone.',
  },
  'incident.closed': { id: 'i1', outcome: 'healed', detail: 'It was built anew.', ms: 40 },
  'incident.escalated': { id: 'i1', say: 'Look at the disk.', reason: '`a` was tried once.' },
  'playbook.begun': {
    ...{ run: 'p1', incident: 'i1', playbook: 'store_loss_rebuild', attempt: 1 },
    ...{ key: 'store', undo: 'keep' },
  },
  'playbook.step': {
    ...{ run: 'p1', step: 0, action: 'rebuild_store', state: 'not_undone', key: 'k1' },
    says: 'The database is built anew.',
  },
  'playbook.ended': {
    ...{ run: 'p1', incident: 'i1', playbook: 'store_loss_rebuild', outcome: 'healed' },
    ...{ reason: 'The symptom is gone.', ms: 1_234 },
  },
  'playbook.proposed': {
    ...{ incident: 'i1', playbook: 'tidy_up', would: ['`tidy` runs.'] },
    reason: 'It is not allowed to apply itself.',
  },
  'bus.acknowledged': { consumer: 'refactor_tasks', throughSeq: 9, beyond: [11], total: 4 },
  'bus.resumed': { consumer: 'refactor_tasks', seq: 10, life: 2 },
  'bus.dead_letter': {
    ...{ consumer: 'refactor_tasks', seq: 10, topic: 'task.code_refactor' },
    ...{ why: 'failed', error: 'No.', attempts: 3 },
  },
  'bus.redelivered': { consumer: 'refactor_tasks', seq: 10 },
  'secret.changed': { name: 'OPENAI_API_KEY', change: 'rotated', fingerprint: '0f1e2d3c4b5a' },
  'chaos.drilled': {
    ...{
      id: 'store_loss-1-x',
      card: 'store_loss',
      seed: 1,
      plan: { delayMs: 3 },
      verdict: 'failed',
      ms: 2_345,
    },
    gates: { detect: gate, diagnose: gate, recover: { ...gate, status: 'fail' }, integrity: gate },
  },
  'error.seen': {
    ...{ signature: 's1-1', loose: 'l1-1', template: 'TS2304: Cannot find name <name>.', tool: 'tsc' },
    ...{ message: "Cannot find name 'a'.", file: 'src/a.ts', count: 2, source: 'pipe' },
  },
  'error.named': { signature: 's1-1', name: 'the missing name' },
  'error.merged': { signature: 's1-1', into: 's1-2' },
  'error.split': { signature: 's1-1' },
  'error.forgotten': { signature: 's1-1' },
  'error.imported': { signature: 's1-1', template: 'TS2304: Cannot find name <name>.' },
  'remedy.tried': { signature: 's1-1', remedy: { kind: 'playbook', id: 'p1', title: 'Install it' } },
  'remedy.ended': {
    ...{ signature: 's1-1', remedy: { kind: 'playbook', id: 'p1' }, attempt: 7 },
    ...{ outcome: 'failed', reason: 'It is still missing.' },
  },
  'remedy.released': { signature: 's1-1', remedy: { kind: 'playbook', id: 'p1' } },
  'clarity.decided': {
    ...{ kind: 'restart', subject: 'kernel store', decided: 'store is started again in 100 ms.' },
    ...{ evidence: [], turnedDown: [], certainty: { level: 'moderate', why: 'It may help.' }, causes: [] },
  },
  'watchdog.stalled': {
    ...{ process: 'server', since: time, ms: 2_010, cpuMs: 1_990, outcome: 'went_on', others: 2 },
    stack: ['parse (/server.js:1:2)', 'open (/server.js:3:4)'],
  },
  'boot.live': {
    ...{ ms: 812.4, checks: [], phases: [{ name: 'live', ms: 3, state: 'done' }] },
    kernels: [
      { name: 'store', state: 'ready', readyMs: 9, restarts: 0 },
      { name: 'analysis', state: 'degraded', restarts: 1 },
    ],
  },
  'boot.safe_mode': { reason: 'The log is damaged.' },
  'state.rolled_back': {
    ...{ id: 'b1', epoch: 'e1', epochTime: time, before: 'e2', time, cause: 'crash_loop', epochSeq: 7 },
    ...{ reason: 'It crashed.', outcome: 'put_back' },
  },
  'kernel.failed': { kernel: 'store', failure: 'heartbeat_stall', reason: 'It hangs.' },
  'kernel.ready': { kernel: 'store', restarts: 2, ms: 31.6 },
  'kernel.quarantined': { kernel: 'store', until: time, reason: 'It hangs.' },
  'load.changed': { level: 1, paused: ['telemetry'] },
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
    'task.code_refactor  improve_logging in src, a.ts:3 (t1)',
    'task.progress  Proving 3 changes (t1)',
    'task.done  applied: 3 places in 2 files. (t1)',
    'incident.opened  The database was deleted (i1)',
    'incident.closed  healed: It was built anew. (i1)',
    'incident.escalated  Look at the disk. `a` was tried once. (i1)',
    'playbook.begun  store_loss_rebuild, attempt 1, for i1 (p1)',
    'playbook.step  step 1, rebuild_store, not undone: The database is built anew. (p1)',
    'playbook.ended  store_loss_rebuild healed after 1.2 s: The symptom is gone. (p1)',
    'playbook.proposed  tidy_up for i1: `tidy` runs. It is not allowed to apply itself.',
    'bus.acknowledged  refactor_tasks has handled 4, all up to record 9',
    'bus.resumed  refactor_tasks handles record 10, in its life number 2',
    'bus.dead_letter  refactor_tasks could not handle record 10: failed: No.',
    'bus.redelivered  record 10 goes to refactor_tasks again',
    'secret.changed  OPENAI_API_KEY has another value (0f1e2d3c4b5a)',
    'chaos.drilled  failed: detect pass, diagnose pass, recover fail, integrity pass in 2.3 s (store_loss-1-x)',
    'error.seen  “TS2304: Cannot find name <name>.” 2 times in src/a.ts (s1-1)',
    'error.named  s1-1 is called “the missing name”',
    'error.merged  s1-1 is the same as s1-2',
    'error.split  s1-1 is a failure of its own',
    'error.forgotten  what was known of s1-1',
    'error.imported  “TS2304: Cannot find name <name>.” (s1-1)',
    'remedy.tried  Install it for s1-1',
    'remedy.ended  playbook:p1 for s1-1 failed: It is still missing.',
    'remedy.released  playbook:p1 may be tried again for s1-1',
    'clarity.decided  restart: store is started again in 100 ms.',
    'watchdog.stalled  server stood still for 2.0 s, 99% of it computing: parse (/server.js:1:2) < open (/server.js:3:4) (and 2 more before)',
    'boot.live  Grace is up after 812 ms: 1 of 2 kernels are ready',
    'boot.safe_mode  Grace changes nothing here: The log is damaged.',
    'state.rolled_back  The state of Grace was put back to e1 of 2026-11-27T00:00:00.000Z. It crashed. What was there before is kept as e2.',
    'kernel.failed  store failed (heartbeat_stall): It hangs.',
    'kernel.ready  store is back after 32 ms, restart 2',
    'kernel.quarantined  store is left alone until 2026-11-27T00:00:00.000Z: It hangs.',
    'load.changed  level 1: telemetry paused',
    'log.erased  the payload of record 7: a token was in it',
    'log.retired  records up to 900',
  ]);
});

test('a topic or a shape that this build does not know is shown as it is', () => {
  expect(lineOf('later.topic', { a: 1 })).toBe('{"a":1}');
  expect(lineOf('log.erased', { record: 7 })).toBe('{"record":7}');
});
