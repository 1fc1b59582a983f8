import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBurn } from '../../../server/src/core/governor/burn.ts';
import { governorKernel } from '../../../server/src/core/governor/index.ts';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { seeded } from '../../support/unreliable-disk.ts';
import { GovernorWorld, late, onTime, type Machine } from './governor-world.ts';

const signal = new AbortController().signal;
const minute = 60;
const hour = 60 * minute;

const shape = ({ changes }: GovernorWorld) =>
  changes.map(({ atMs, step, level }) => `${Math.round(atMs / 1_000)} s: ${step} ${level}`);

async function world(tell: (it: GovernorWorld) => Promise<void>): Promise<GovernorWorld> {
  const it = new GovernorWorld();
  await tell(it);
  await it.close();
  expect(it.clock.sleeping).toBe(0);
  return it;
}

describe('load is shed', () => {
  test('when the budget burns in both windows, one level after the other, and restored as slowly', async () => {
    const it = await world(async (machine) => {
      await machine.seconds(200, () => late);
      await machine.seconds(400, () => onTime);
    });
    // 72% of a minute are 44 s; below 15% of a minute it is calm again.
    expect(shape(it)).toEqual(['44 s: shed 1', '104 s: shed 2', '251 s: restore 1', '311 s: restore 0']);
    expect(it.decisions.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      ...['shed load', 'shed load', 'restore_load load', 'restore_load load'],
    ]);
    expect(it.decisions[0]?.evidence.map(({ what }) => what)).toEqual([
      'event_loop: the event loop was late by 400 ms, more than 100 ms.',
      'event_loop: 73% of the last 60 s and 100% of the last 5 s were bad; 14.4 times the budget is too fast.',
    ]);
  });

  test('when less is bad for longer', async () => {
    const it = await world((machine) =>
      machine.seconds(10 * minute, (second) => (second % 5 < 2 ? late : onTime)),
    );
    // 40% bad are 8 times the budget: too slow for the fast alert, and too much for the slow one at 30% of 6 minutes.
    expect(it.changes[0]).toMatchObject({ step: 'shed', level: 1 });
    expect(it.changes[0]!.atMs).toBeGreaterThan(4 * minute * 1_000);
    expect(it.changes[0]!.atMs).toBeLessThan(6 * minute * 1_000);
    expect(it.decisions[0]?.evidence.at(-1)?.what).toContain('of the last 360 s');
  });

  test.each<[string, Partial<Machine>, string]>([
    [
      'the server works too much itself',
      { serverCpu: 0.95 },
      'server_cpu: the server itself used 95% of a core',
    ],
    ['memory is short', { availableBytes: 300 * 1024 ** 2 }, 'memory: 300 MB of memory are available'],
    [
      'Grace holds too much',
      { residentBytes: 9 * 1024 ** 3 },
      'memory: Grace and what it started hold 9216 MB',
    ],
    ['the disk is full', { diskFreeBytes: 1024 ** 2 }, 'disk: 1 MB of the disk are free'],
  ])('when %s', async (_what, machine, evidence) => {
    const it = await world((self) => self.seconds(2 * minute, () => machine));
    expect(it.changes[0]?.step).toBe('shed');
    expect(it.decisions[0]?.evidence[0]?.what).toContain(evidence);
  });

  test.each<[string, (second: number) => Partial<Machine>]>([
    ['all is well', () => onTime],
    ['half a minute is bad now and then', (second) => (second % (5 * minute) < 30 ? late : onTime)],
    ['one second in twenty is bad', (second) => (second % 20 === 0 ? late : onTime)],
    ['the system tells nothing', () => ({ residentBytes: undefined, diskFreeBytes: undefined })],
    // The long window has seen enough, and the short one says that it is over.
    ['it was bad and is over', (second) => (second % 600 < 43 || second % 600 === 49 ? late : onTime)],
    ['it was bad at the start only, as at every start', (second) => (second < 40 ? late : onTime)],
  ])('never while %s', async (_what, each) => {
    const it = await world((machine) => machine.seconds(hour, each));
    expect(it.changes).toEqual([]);
    expect(it.decisions).toEqual([]);
    expect(it.warnings).toEqual([]);
  });

  test('not for what was before the whole process stood still', async () => {
    const it = await world(async (machine) => {
      await machine.seconds(40, () => late);
      machine.sleepMs(8 * hour * 1_000);
      await machine.seconds(20, () => late);
    });
    expect(it.changes).toEqual([]);
  });

  test('again with the next sample, where it could not be done', async () => {
    const it = await world(async (machine) => {
      machine.planeFails = true;
      await machine.seconds(46, () => late);
      machine.planeFails = false;
      await machine.seconds(4, () => late);
    });
    expect(shape(it)).toEqual(['47 s: shed 1']);
    expect(it.warnings).toEqual(Array(3).fill('Load could not be shed: The plane does not answer.'));
  });
});

describe('nothing flaps', () => {
  test('what was resumed too soon stays paused twice as long the next time, and as long as at first after a quiet time', async () => {
    const it = await world(async (machine) => {
      for (let round = 0; round < 4; round += 1) {
        await machine.seconds(50, () => late);
        await machine.seconds(15 * minute, () => onTime);
      }
      await machine.seconds(hour, () => onTime);
      await machine.seconds(50, () => late);
      await machine.seconds(5 * minute, () => onTime);
    });
    const held = it.changes.flatMap(({ step, atMs }, index) =>
      step === 'restore' ? [Math.round((atMs - (it.changes[index - 1]?.atMs ?? 0)) / 1_000)] : [],
    );
    expect(held).toEqual([60, 120, 240, 480, 60]);
  });

  test('whatever the weather: few changes in an hour, each with its reason, no more levels than there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1_000_000 }), async (seed) => {
        const it = await world((machine) => machine.seconds(2 * hour, weatherOf(seed)));
        expectCalm(it);
      }),
      { numRuns: 12 },
    );
  });

  test('also when the weather waits for each resume', async () => {
    const it = await world((machine) =>
      machine.seconds(4 * hour, () => (machine.load.level() === 0 ? late : onTime)),
    );
    expect(it.changes.length).toBeGreaterThan(8);
    expectCalm(it);
  });

  /** Spells of good and bad weather, of any length and in any mix. */
  function weatherOf(seed: number): (second: number) => Partial<Machine> {
    const random = seeded(seed);
    let until = 0;
    let share = 0;
    return (second) => {
      if (second >= until) {
        until = second + 1 + Math.floor(random() ** 3 * 20 * minute);
        share = [0, 0.04, 0.2, 0.5, 0.8, 1][Math.floor(random() * 6)] ?? 0;
      }
      return random() < share ? late : onTime;
    };
  }

  function expectCalm({ changes, decisions }: GovernorWorld): void {
    expect(decisions).toHaveLength(changes.length);
    let level = 0;
    let restoredAtMs = -Infinity;
    let changedAtMs = -Infinity;
    for (const [index, change] of changes.entries()) {
      expect(change.level).toBe(level + (change.step === 'shed' ? 1 : -1));
      expect(change.level).toBeGreaterThanOrEqual(0);
      expect(change.level).toBeLessThanOrEqual(2);
      if (change.step === 'restore') expect(change.atMs - changedAtMs).toBeGreaterThanOrEqual(60_000);
      else expect(decisions[index]?.evidence.length).toBeGreaterThan(0);
      const inHour = changes.filter(({ atMs }) => atMs > change.atMs - hour * 1_000 && atMs <= change.atMs);
      expect(inHour.length).toBeLessThanOrEqual(16);
      level = change.level;
      changedAtMs = change.atMs;
      if (change.step === 'restore') restoredAtMs = change.atMs;
    }
    expect(restoredAtMs).toBeLessThan(Infinity);
  }
});

describe('the rate at which a budget burns', () => {
  test('is what counting each moment gives', () => {
    const spans = fc.array(fc.record({ lengthMs: fc.integer({ min: 1, max: 40 }), isBad: fc.boolean() }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 300 }), (told, windowMs) => {
        const burn = createBurn(300);
        const moments: boolean[] = [];
        for (const { lengthMs, isBad } of told) {
          burn.add(moments.length, moments.length + lengthMs, isBad);
          moments.push(...Array<boolean>(lengthMs).fill(isBad));
        }
        const bad = moments.slice(-windowMs).filter(Boolean).length;
        expect(burn.rate(moments.length, windowMs)).toBeCloseTo(bad / windowMs / 0.05, 6);
      }),
    );
  });
});

describe('the governor', () => {
  test('lets less start and run at once while something is paused', async () => {
    await world(async (machine) => {
      expect(machine.governor.startingMax()).toBe(8);
      expect(machine.governor.tools.limit()).toBe(4);
      await machine.seconds(50, () => late);
      expect(machine.governor.pressure()).toMatchObject({ level: 1, measured: { delayMs: 400 } });
      expect(machine.governor.startingMax()).toBe(1);
      for (let count = 0; count < 40; count += 1)
        await machine.governor.tools.run('tsc', () => Promise.resolve(), signal);
      expect(machine.governor.tools.limit()).toBe(1);
    });
  });

  test('goes on from the level that another one left', async () => {
    const it = await world(async (machine) => {
      await machine.load.shed();
      await machine.seconds(2 * minute, () => onTime);
    });
    expect(it.changes.map(({ step, level }) => `${step} ${level}`)).toEqual(['shed 1', 'restore 0']);
  });

  test('as a kernel measures, moves with each sample, and ends without a trace', async () => {
    const machine = new GovernorWorld();
    await machine.close();
    const lifetime = createLifetime({ clock: machine.clock, onFailure: () => undefined });
    const running = await governorKernel.start(machine.options(), lifetime);
    expect(await running.isReady(signal)).toBe('ready');
    expect(await running.beat(signal)).toEqual({ moved: 0, owed: 0 });
    await machine.clock.advance(3_000);
    expect(await running.beat(signal)).toEqual({ moved: 3, owed: 0 });
    expect(await running.stop()).toEqual({ leftBehind: [] });
    await machine.clock.advance(3_000);
    // Nobody measures any more, and that is owed.
    expect(await running.beat(signal)).toEqual({ moved: 3, owed: 1 });
    expect(machine.clock.sleeping).toBe(0);
  });

  test('as a kernel is not ready where nothing can be measured', async () => {
    const machine = new GovernorWorld();
    await machine.close();
    machine.machine.residentBytes = undefined;
    const lifetime = createLifetime({ clock: machine.clock, onFailure: () => undefined });
    const running = await governorKernel.start(machine.options(), lifetime);
    expect(await running.isReady(signal)).toMatchObject({ kind: 'refusal' });
    await running.stop();
  });
});
