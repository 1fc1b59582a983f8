import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LoopStall } from '../../../server/src/core/ports/index.ts';
import { createLoopGuard } from '../../../server/src/core/watchdog/index.ts';

const bounds = { beatMs: 250, hungMs: 10_000 };
const lookMs = 125;

/** A main loop, and a thread that looks at it, on a clock of their own. */
function world(stack: readonly string[] | 'never' = ['standStill (a.js:1:1)']) {
  const stalls: LoopStall[] = [];
  const hung: LoopStall[] = [];
  let atMs = 0;
  let turns = 0;
  let cpuMs = 0;
  let asked = 0;
  const state = { isDebugged: false };
  const guard = createLoopGuard(
    {
      now: () => atMs,
      turns: () => turns,
      isDebugged: () => state.isDebugged,
      cpuMs: () => cpuMs,
      takeStack(signal) {
        asked += 1;
        if (stack !== 'never') return Promise.resolve(stack);
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve([])));
      },
      onStall: (stall) => void stalls.push(stall),
      onHung: (stall) => void hung.push(stall),
    },
    bounds,
  );
  async function pass(ms: number, loop: 'turns' | 'stands still', each = lookMs): Promise<void> {
    for (const untilMs = atMs + ms; atMs < untilMs;) {
      atMs += each;
      cpuMs += loop === 'turns' ? 0 : each;
      if (loop === 'turns' && atMs % bounds.beatMs === 0) turns += 1;
      guard.look(atMs);
      await Promise.resolve();
    }
  }
  return { ...{ guard, state, stalls, hung, pass }, asked: () => asked };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a loop that turns is left alone, and its stack is never asked for', async () => {
  const { pass, stalls, asked } = world();
  await pass(60_000, 'turns');
  expect([stalls, asked()]).toEqual([[], 0]);
});

test('a loop that stood still is told of once, with its stack and what it used', async () => {
  const { pass, stalls, asked } = world();
  await pass(5_000, 'turns');
  await pass(2_000, 'stands still');
  await pass(5_000, 'turns');
  await settled();
  expect(stalls).toEqual([{ sinceMs: 5_000, ms: 2_250, cpuMs: 2_000, stack: ['standStill (a.js:1:1)'] }]);
  expect(asked()).toBe(1);
});

test('its stack is asked for within three beats, whenever it stops', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (beats) => {
      const { pass, asked } = world();
      await pass(beats * bounds.beatMs, 'turns');
      await pass(3 * bounds.beatMs, 'stands still');
      expect(asked()).toBe(1);
    }),
  );
});

test('what it did could not be seen: it is told of all the same', async () => {
  const { pass, stalls } = world('never');
  await pass(1_000, 'turns');
  await pass(3_000, 'stands still');
  await pass(1_000, 'turns');
  await settled();
  expect(stalls).toMatchObject([{ stack: [], ms: 3_250 }]);
});

test('a process that was held up as a whole has no stall', async () => {
  const { pass, stalls, hung, asked } = world();
  await pass(1_000, 'turns');
  await pass(3_600_000, 'turns', 3_600_000);
  await pass(1_000, 'turns');
  await settled();
  expect([stalls, hung, asked()]).toEqual([[], [], 0]);
});

test('nobody who debugs it is disturbed', async () => {
  const { pass, state, stalls, hung, asked } = world();
  await pass(1_000, 'turns');
  state.isDebugged = true;
  await pass(60_000, 'stands still');
  state.isDebugged = false;
  await pass(1_000, 'turns');
  await settled();
  expect([stalls, hung, asked()]).toEqual([[], [], 0]);
});

test('one that does not come back is given up, once, with what it was doing', async () => {
  const { pass, hung } = world();
  await pass(1_000, 'turns');
  await pass(30_000, 'stands still');
  expect(hung).toEqual([{ sinceMs: 1_000, ms: 10_000, cpuMs: 10_000, stack: ['standStill (a.js:1:1)'] }]);
});
