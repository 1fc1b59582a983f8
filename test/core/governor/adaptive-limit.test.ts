import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAdaptiveLimit, type AdaptiveLimit } from '../../../server/src/core/governor/adaptive-limit.ts';
import { governRuns } from '../../../server/src/core/governor/index.ts';
import type { ProcessPort } from '../../../server/src/core/ports/index.ts';
import { seeded, type Random } from '../../support/unreliable-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const signal = new AbortController().signal;

interface Setting {
  /** How long one piece of work takes while `running` are at work. */
  readonly takesMs: (running: number) => number;
  readonly isPressed?: () => boolean;
  readonly initial?: number;
  readonly max?: number;
}

/** People who always want more than may run. */
async function busy(seconds: number, clock: VirtualClock, limit: AdaptiveLimit, { takesMs }: Setting) {
  const stop = new AbortController();
  let running = 0;
  let over = 0;
  const seen: number[] = [];
  const person = async () => {
    while (!stop.signal.aborted)
      await limit.run(
        'tsc',
        async () => {
          running += 1;
          if (running > limit.limit()) over += 1;
          seen.push(limit.limit());
          await clock.sleep(takesMs(running), signal);
          running -= 1;
        },
        signal,
      );
  };
  const people = Array.from({ length: 12 }, person);
  await clock.advance(seconds * 1_000);
  stop.abort();
  await clock.advance(3_600_000);
  await Promise.all(people);
  return { seen, over };
}

function limitOn(
  clock: VirtualClock,
  { isPressed = () => false, initial = 4, max = 8 }: Partial<Setting> = {},
) {
  return createAdaptiveLimit({ clock, initial, max, isPressed });
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** Most take about as long as usual, and some take several times that: runs of tests do. */
function heavyTailed(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return 1_000 * Math.exp(0.6 * normal);
}

describe('how much runs at once', () => {
  test('rises to its ceiling while work takes its usual time, however much that varies', async () => {
    for (const seed of [1, 2, 3]) {
      const random = seeded(seed);
      const clock = new VirtualClock();
      const limit = limitOn(clock);
      const { seen } = await busy(600, clock, limit, { takesMs: () => heavyTailed(random) });
      expect(mean(seen.slice(100))).toBeGreaterThan(6.5);
    }
  });

  test('falls when work becomes slower, and rises again when it is over', async () => {
    const clock = new VirtualClock();
    const limit = limitOn(clock);
    await busy(120, clock, limit, { takesMs: () => 1_000 });
    expect(limit.limit()).toBe(8);
    const slow = await busy(40, clock, limit, { takesMs: () => 4_000 });
    expect(Math.min(...slow.seen)).toBeLessThanOrEqual(4);
    await busy(120, clock, limit, { takesMs: () => 1_000 });
    expect(limit.limit()).toBe(8);
  });

  test('is one while the machine is under pressure, whatever the latency says', async () => {
    const clock = new VirtualClock();
    let isPressed = false;
    const limit = limitOn(clock, { isPressed: () => isPressed });
    await busy(60, clock, limit, { takesMs: () => 1_000 });
    isPressed = true;
    await busy(60, clock, limit, { takesMs: () => 1_000 });
    expect(limit.limit()).toBe(1);
    isPressed = false;
    await busy(60, clock, limit, { takesMs: () => 1_000 });
    expect(limit.limit()).toBe(8);
  });

  test('stays as it is where hardly anything runs: that says nothing of how much may', async () => {
    const clock = new VirtualClock();
    const limit = limitOn(clock);
    for (let count = 0; count < 50; count += 1) {
      const run = limit.run('tsc', () => clock.sleep(1_000, signal), signal);
      await clock.advance(1_000);
      await run;
    }
    expect(limit.limit()).toBe(4);
  });

  test('is never more than the ceiling nor less than one, and never more run than may be started', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 8 }), async (seed, capacity) => {
        const random = seeded(seed);
        const clock = new VirtualClock();
        const limit = limitOn(clock, { isPressed: () => random() < 0.05 });
        const takesMs = (running: number) => heavyTailed(random) * Math.max(1, running / capacity);
        const { seen, over } = await busy(200, clock, limit, { takesMs });
        expect(Math.min(...seen)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...seen)).toBeLessThanOrEqual(8);
        // What ran already when the limit fell is not called off.
        expect(over).toBeLessThan(seen.length / 4);
        expect(limit.load()).toEqual({ running: 0, waiting: 0 });
      }),
      { numRuns: 20 },
    );
  });
});

describe('work that waits', () => {
  test('goes in order, one that is called off leaves its place, and one that fails gives up its turn', async () => {
    const clock = new VirtualClock();
    const limit = limitOn(clock, { initial: 1, max: 1 });
    const done: string[] = [];
    const work =
      (name: string, fails = false) =>
      async () => {
        await clock.sleep(10, signal);
        done.push(name);
        if (fails) throw new Error(name);
      };
    const stop = new AbortController();
    const first = limit.run('x', work('first', true), signal);
    const gone = limit.run('x', work('gone'), stop.signal);
    const last = limit.run('x', work('last'), signal);
    const failed = expect(first).rejects.toThrow('first');
    const cancelled = expect(gone).rejects.toThrow('Cancelled');
    stop.abort();
    await clock.advance(100);
    await Promise.all([failed, cancelled, last]);
    expect(done).toEqual(['first', 'last']);
    await expect(limit.run('x', work('never'), AbortSignal.abort())).rejects.toThrow('Cancelled');
    expect(limit.load()).toEqual({ running: 0, waiting: 0 });
  });

  test('is bounded: what is too much is told so at once', async () => {
    const limit = limitOn(new VirtualClock(), { initial: 1, max: 1 });
    const stop = new AbortController();
    const waiting = Array.from({ length: 1_025 }, () =>
      limit.run('x', () => new Promise((resolve) => setImmediate(resolve)), stop.signal).catch(() => 'gone'),
    );
    expect(await limit.run('x', () => Promise.resolve(1), signal)).toBe('full');
    stop.abort();
    await Promise.all(waiting);
  });
});

test('tools run through it, each kind with a usual time of its own', async () => {
  const clock = new VirtualClock();
  const limit = limitOn(clock, { initial: 1, max: 1 });
  const ran: string[] = [];
  const bare = {
    async run({ argv }: { argv: readonly string[] }) {
      ran.push(`+${argv.join(' ')}`);
      await clock.sleep(10, signal);
      ran.push(`-${argv.join(' ')}`);
      return { ok: true };
    },
    isAlive: () => true,
  } as unknown as ProcessPort;
  const processes = governRuns(bare, limit);
  const run = (...argv: [string, ...string[]]) =>
    processes.run({ argv, cwd: '/', deadlineMs: 1_000 }, signal);
  const both = Promise.all([run('node', 'tsc', '-p', '.'), run('node', 'eslint')]);
  await clock.advance(50);
  expect(await both).toEqual([{ ok: true }, { ok: true }]);
  expect(ran).toEqual(['+node tsc -p .', '-node tsc -p .', '+node eslint', '-node eslint']);
  expect(processes.isAlive(1)).toBe(true);
});
