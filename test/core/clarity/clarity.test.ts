import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refused, type Clock } from '../../../server/src/base/index.ts';
import {
  changeSubject,
  clarityKernel,
  createClarity,
  createKernelDecisions,
} from '../../../server/src/core/clarity/index.ts';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { decisionSchema, whySchema, type DurableTopic } from '../../../server/src/protocol/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { hurriedClock, signal } from '../log/log-world.ts';
import { appliedAs, chainOf, clarityWorld, decisionOn, file, time, verdictOn } from './clarity-world.ts';

const commands = [{ gate: 'types', argv: ['npx', 'tsc'], cwd: '' }];
const one = file('a.ts', 'a0', 'a1');

describe('the chain of an event', () => {
  test('goes from an undo over the apply and its proof to the approval of the commands', async () => {
    const world = await clarityWorld();
    await world.tell('tools.denied', { commands });
    await world.tell('tools.approved', { commands });
    await world.tell('proof.verdict', verdictOn([one]));
    await world.clarity.decide(decisionOn(changeSubject([one]), { kind: 'proof' }));
    await world.tell('restore.applied', appliedAs('r1', [one]));
    await world.clarity.decide(decisionOn('point r1'));
    await world.tell('restore.undone', { id: 'r2', title: 'Undo', time, undoes: 'r1', files: [one] });
    await world.clarity.decide(decisionOn('point r2', { kind: 'undo' }));
    const whole = ['7:8 <- 5', '5:6 <- 3', '3:4 <- 2', '2 <-'];
    expect(await chainOf(world, 'last')).toEqual(whole);
    expect(await chainOf(world, 7)).toEqual(whole);
    // Asked about a decision, it explains the event that it is on.
    expect(await chainOf(world, 6)).toEqual(whole.slice(1));
    expect(await chainOf(world, 1)).toEqual(['1 <-']);
    const why = accepted(await world.clarity.explain(6, signal));
    expect(whySchema.parse(why)).toEqual(why);
    expect(why).toMatchObject({ asked: 6, chain: [{ topic: 'restore.applied' }, {}, {}] });
    expect(why.chain[0]?.decisions[0]).toMatchObject({ seq: 6, decided: 'On point r1.' });
    expect(why).not.toHaveProperty('incomplete');
  });

  test('goes from a remedy over what it changed to the incident that it was tried for', async () => {
    const world = await clarityWorld();
    const remedy = { kind: 'playbook', id: 'p1' } as const;
    const of = { signature: 's1-1', remedy };
    const opened = { id: 'i1', trigger: 'service_crash', title: 'Down', source: 'web', detail: 'It ended.' };
    await world.tell('incident.opened', opened);
    await world.tell('remedy.tried', { ...of, incident: 'i1' });
    await world.tell('restore.applied', appliedAs('r1', [one]));
    const end = { ...of, attempt: 2, outcome: 'verified', restorePoint: 'r1' } as const;
    await world.tell('remedy.ended', end);
    expect(await chainOf(world, 'last')).toEqual(['4 <- 3,2', '3 <-', '2 <- 1', '1 <-']);
    // The next attempt goes back to what became of the last one, and of another failure it is another story.
    await world.tell('remedy.tried', of);
    await world.tell('remedy.tried', { ...of, signature: 's1-2' });
    expect((await chainOf(world, 5))[0]).toBe('5 <- 4');
    expect(await chainOf(world, 'last')).toEqual(['6 <-']);
  });

  test('holds every verdict that an apply of several rests on, and no other', async () => {
    const world = await clarityWorld();
    const [a, b, both] = [one, file('b.ts', 'b0', 'b1'), file('a.ts', 'a0', 'a3')];
    const untested = { parse: 'pass', types: 'skipped', lint: 'skipped', tests: 'skipped' } as const;
    await world.tell('proof.verdict', verdictOn([a], { gates: untested }));
    await world.tell('proof.verdict', verdictOn([file('a.ts', 'a0', 'a2')], { gates: untested }));
    await world.tell('proof.verdict', verdictOn([b], { gates: untested, verdict: 'checked' }));
    await world.tell('proof.verdict', verdictOn([b], { verdict: 'failed' }));
    await world.tell('proof.verdict', verdictOn([file('c.ts', 'c0', 'c1')]));
    await world.tell('proof.verdict', verdictOn([file('a.ts', 'older', 'a1')]));
    await world.tell('restore.applied', appliedAs('r1', [both, b]));
    expect(await chainOf(world, 'last')).toEqual(['7 <- 3,2,1', '3 <-', '2 <-', '1 <-']);
    // What was used up is no ground for the next one.
    await world.tell('restore.applied', appliedAs('r2', [both]));
    expect(await chainOf(world, 'last')).toEqual(['8 <-']);
  });

  test('follows a kernel through its restarts, and begins anew after a quiet time', async () => {
    let nowMs = 1_800_000_000_000;
    const clock: Clock = { ...hurriedClock(), now: () => nowMs };
    const world = await clarityWorld({ clock });
    const story = (kind: 'restart' | 'quarantine', causes: number[] = []) =>
      world.clarity.decide(decisionOn('kernel store', { kind, causes }));
    await story('restart');
    nowMs += 60_000;
    await world.clarity.decide(decisionOn('kernel analysis', { kind: 'restart' }));
    await story('restart', [2]);
    await story('quarantine');
    expect(await chainOf(world, 4)).toEqual(['4 <- 3', '3 <- 2,1', '2 <-', '1 <-']);
    expect(await chainOf(world, 'kernel store')).toEqual(['4 <- 3', '3 <- 2,1', '2 <-', '1 <-']);
    expect(await chainOf(world, 'kernel analysis')).toEqual(['2 <-']);
    nowMs += 16 * 60_000;
    await story('restart');
    expect(await chainOf(world, 'last')).toEqual(['5 <-']);
  });

  test('ties secrets, tasks, incidents and erasures to what came before', async () => {
    const world = await clarityWorld();
    const name = 'SHOP_ACCESS';
    await world.tell('secret.changed', { name, change: 'missing' });
    await world.tell('secret.changed', { name, change: 'appeared' });
    await world.tell('incident.opened', { id: 'i1', trigger: 't', title: 'x', source: 's', detail: '' });
    await world.tell('incident.closed', { id: 'i1', outcome: 'healed', detail: '', ms: 1 });
    await world.log.erase(2, 'a reason');
    expect(await chainOf(world, 4)).toEqual(['4 <- 3', '3 <-']);
    const why = accepted(await world.clarity.explain('last', signal));
    expect(why.chain.map(({ seq, line }) => `${seq} ${line}`)).toEqual([
      '5 the payload of record 2: a reason',
      '2 its payload was erased',
    ]);
  });

  test('is cut where it is too long, the oldest first, and says so', async () => {
    const world = await clarityWorld();
    for (let count = 0; count < 70; count += 1)
      await world.clarity.decide(decisionOn('load', { kind: 'shed' }));
    const why = accepted(await world.clarity.explain('last', signal));
    expect(why.chain.map(({ seq }) => seq)).toEqual(Array.from({ length: 64 }, (_, index) => 70 - index));
    expect(why.incomplete).toBe('Only the last 64 events of the chain are told.');
  });

  test('ends where the log does, and says that it goes further back', async () => {
    const world = await clarityWorld({ bounds: { segmentBytesMax: 4_000, retainedBytesMax: 8_000 } });
    for (let count = 0; count < 60; count += 1)
      await world.clarity.decide(decisionOn('load', { kind: 'shed', decided: 'x'.repeat(300) }));
    const why = accepted(await world.clarity.explain(60, signal));
    expect(why.chain.length).toBeGreaterThan(3);
    expect(why.chain.length).toBeLessThan(60);
    expect(why).not.toHaveProperty('incomplete');
    const story = decisionOn('kernel store', { kind: 'restart', causes: [1] });
    const seq = await world.clarity.decide(story);
    expect(accepted(await world.clarity.explain(seq ?? 0, signal)).incomplete).toContain(
      'was removed from the log',
    );
    expect(sentenceOf(await world.clarity.explain(1, signal))).toContain('There is no record 1 in the log.');
  });

  test('of nothing, or of what is not there, is a refusal', async () => {
    const world = await clarityWorld();
    expect(sentenceOf(await world.clarity.explain('last', signal))).toContain(
      'Nothing has happened here yet',
    );
    expect(sentenceOf(await world.clarity.explain(1, signal))).toContain('The log is empty.');
    expect(sentenceOf(await world.clarity.explain('kernel store', signal))).toBe(
      'Nothing ever became of store that Grace had to decide on.',
    );
    expect(sentenceOf(await world.clarity.explain('boot', signal))).toBe('No boot is recorded here yet.');
    await world.tell('tools.approved', { commands });
    expect(sentenceOf(await world.clarity.explain(2, signal))).toBe(
      'There is no record 2 in the log. It holds records 1 to 1. `grace log show` lists them.',
    );
  });

  test('of a damaged log is told as far as it is certain', async () => {
    const world = await clarityWorld();
    await world.tell('tools.approved', { commands });
    await world.tell('proof.verdict', verdictOn([one]));
    await world.tell('restore.applied', appliedAs('r1', [one]));
    const chain = '/state/log/000000000001.chain';
    const bytes = (await world.disk.read(chain))!;
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 40) ^ 1, bytes.length - 40);
    await world.disk.write(chain, bytes);
    const why = accepted(await world.clarity.explain(2, signal));
    expect(why.chain.map(({ seq }) => seq)).toEqual([2, 1]);
    expect(why.incomplete).toContain('damaged at record 3');
    expect(sentenceOf(await world.clarity.explain(3, signal))).toContain('damaged at record 3');
  });

  test('always ends, goes only backwards and holds all that it names, whatever the records claim', async () => {
    const subject = fc.constantFrom('point r1', 'point r2', 'kernel store', 'load', 'tools', 'nothing');
    const path = fc.constantFrom('a.ts', 'b.ts');
    const id = fc.constantFrom('r1', 'r2');
    const record = fc.oneof(
      fc
        .record({
          subject,
          kind: fc.constantFrom('apply', 'restart', 'shed', 'proof', 'recovery'),
          causes: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
        })
        .map((more) => ['clarity.decided', decisionOn(more.subject, more as object)] as const),
      fc.constant(['tools.approved', { commands }] as const),
      path.map((at) => ['proof.verdict', verdictOn([file(at, 'x', 'y')])] as const),
      fc
        .tuple(id, path)
        .map(([point, at]) => ['restore.applied', appliedAs(point, [file(at, 'x', 'y')])] as const),
      fc
        .tuple(id, id)
        .map(([own, undoes]) => ['restore.undone', { id: own, title: '', time, undoes, files: [] }] as const),
      id.map(
        (own) => ['restore.recovered', { id: own, title: '', time, outcome: 'finished', files: [] }] as const,
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 25 }), async (records) => {
        const world = await clarityWorld();
        for (const [topic, payload] of records)
          accepted(await world.log.append(topic as DurableTopic, payload as never));
        for (let seq = 1; seq <= records.length; seq += 1) {
          const { chain } = accepted(await world.clarity.explain(seq, signal));
          const told = chain.map((event) => event.seq);
          expect(told).toEqual([...new Set(told)].sort((a, b) => b - a));
          const decisions = chain.flatMap((event) => event.decisions.map((decision) => decision.seq));
          expect([...told, ...decisions]).toContain(seq);
          for (const { seq: from, causes } of chain)
            for (const cause of causes) {
              expect(cause).toBeLessThan(from);
              expect(told).toContain(cause);
            }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a decision', () => {
  test('is durable when it is told, cut to what somebody reads', async () => {
    const world = await clarityWorld();
    const long = 'x'.repeat(2_000);
    const seq = await world.clarity.decide(
      decisionOn('load', {
        ...{ decided: long, evidence: [{ what: long }], turnedDown: [{ option: long, why: long }] },
        certainty: { level: 'low', why: long },
      }),
    );
    expect(seq).toBe(1);
    const why = accepted(await world.clarity.explain(1, signal));
    expect(JSON.stringify(why.chain[0]?.decisions)).not.toContain('x'.repeat(601));
    expect(world.clarity.progress()).toEqual({ moved: 1, owed: 0 });
  });

  test('that cannot be recorded is a warning, and fails nothing', async () => {
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    const read = () => Promise.resolve({ lastSeq: 0 });
    const full = createClarity({
      warn,
      log: { read, append: () => Promise.resolve(refused('It is full.')) },
    });
    expect(await full.decide(decisionOn('load'))).toBeUndefined();
    const broken = createClarity({ warn, log: { read, append: () => Promise.reject(new Error('no disk')) } });
    expect(await broken.decide(decisionOn('load'))).toBeUndefined();
    expect(warnings).toEqual(['It is full.', 'A decision could not be recorded: no disk.']);
    expect(broken.progress()).toEqual({ moved: 1, owed: 0 });
  });

  test('waits for no log that hangs: what is too much is dropped, and that is said once', async () => {
    const warnings: string[] = [];
    const clarity = createClarity({
      warn: (message) => void warnings.push(message),
      log: { read: () => Promise.resolve({ lastSeq: 0 }), append: () => new Promise(() => undefined) },
    });
    for (let count = 0; count < 512; count += 1) void clarity.decide(decisionOn('load'));
    expect(await clarity.decide(decisionOn('load'))).toBeUndefined();
    expect(await clarity.decide(decisionOn('load'))).toBeUndefined();
    expect(warnings).toHaveLength(1);
    expect(clarity.progress()).toEqual({ moved: 0, owed: 512 });
  });
});

test('what the control plane decides is told with the reason it had', () => {
  const decisions = createKernelDecisions();
  const of = (event: Parameters<typeof decisions.of>[0]) => {
    const decision = decisions.of(event);
    return decision && [decision.kind, decision.subject, decision.decided, decision.evidence[0]?.what];
  };
  const id = 'store';
  const because = 'store failed (heartbeat_stall): It owes 3.';
  expect(of({ kind: 'failed', id, failure: 'heartbeat_stall', reason: 'It owes 3.' })).toBeUndefined();
  expect(of({ kind: 'state', id, state: { name: 'ready' } })).toBeUndefined();
  expect([
    of({ kind: 'retry', id, delayMs: 150.4 }),
    of({ kind: 'escalated', id, group: ['immutable_log', 'config'] }),
    of({ kind: 'quarantined', id, untilMs: 0, reason: 'It owes 3.' }),
    of({ kind: 'unfit', id, reason: 'It owes 3.' }),
    of({ kind: 'recovered', id }),
  ]).toEqual([
    ['restart', 'kernel store', 'store is started again in 150 ms.', because],
    [
      'escalate',
      'kernel store',
      'immutable_log, config are started anew with store, which stands on them.',
      because,
    ],
    ['quarantine', 'kernel store', expect.stringContaining('until 1970-01-01T00:00:00.000Z'), because],
    ['boot', 'kernel store', expect.stringContaining('not fit without store'), because],
    ['trust', 'kernel store', 'store is relied on again.', because],
  ]);
  for (const kind of ['retry', 'escalated'] as const)
    decisionSchema.parse(decisions.of({ kind, id, delayMs: 1, group: [] }));
});

test('the kernel is ready when it finds its way back, and counts what it recorded', async () => {
  const world = await clarityWorld();
  const clock = new VirtualClock();
  const running = await clarityKernel.start(
    { log: world.log, warn: () => undefined },
    createLifetime({ clock, onFailure: () => undefined }),
  );
  expect(await running.isReady(signal)).toBe('ready');
  expect(await running.beat(signal)).toEqual({ moved: 0, owed: 0 });
  await running.service.decide(decisionOn('load', { kind: 'shed' }));
  expect(await running.beat(signal)).toEqual({ moved: 1, owed: 0 });
  expect(accepted(await running.service.explain('last', signal)).chain).toHaveLength(1);
  expect(await running.stop()).toEqual({ leftBehind: [] });
});
