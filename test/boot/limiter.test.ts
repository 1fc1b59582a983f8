import { describe, expect, test } from 'vitest';
import { createBootLimiter } from '../../server/src/boot/limiter.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const minuteMs = 60_000;

/** Boots of one workspace, each in a process of its own that lives until a test says otherwise. */
function boots() {
  const clock = new VirtualClock();
  const alive = new Set<number>();
  const warnings: string[] = [];
  let kept: unknown;
  let isBroken = false;
  let last = 100;
  return {
    clock,
    alive,
    warnings,
    kept: () => kept,
    keep: (value: unknown) => void (kept = value),
    breakDisk: () => void (isBroken = true),
    boot(pid = (last += 1)) {
      alive.add(pid);
      const limiter = createBootLimiter({
        memory: {
          read: () => (isBroken ? Promise.reject(new Error('the disk is gone')) : Promise.resolve(kept)),
          // As a file, it holds what it was given and not what becomes of that.
          write: (value) => Promise.resolve(void (kept = JSON.parse(JSON.stringify(value)))),
        },
        ...{ clock, pid, id: `boot ${pid} ${clock.now()}` },
        isAlive: (asked) => alive.has(asked),
        warn: (message) => void warnings.push(message),
      });
      return { pid, ...limiter, killed: () => void alive.delete(pid) };
    },
  };
}

type Boots = ReturnType<typeof boots>;

/** As many boots that are killed before they say anything. */
async function killed(world: Boots, times: number, pid?: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const boot = world.boot(pid);
    expect(await boot.enter()).toBeUndefined();
    boot.killed();
    await world.clock.advance(1_000);
  }
}

describe('the next boot is careful', () => {
  test('after three that were killed, and says what to do', async () => {
    const world = boots();
    await killed(world, 3);
    const sentence = await world.boot().enter();
    expect(sentence).toMatch(/safe mode .* 3 times within 5 minutes .*10 seconds, then restart it/u);
  });

  test('also where the system gives all of them the same number, as in a container', async () => {
    const world = boots();
    await killed(world, 3, 7);
    expect(await world.boot(7).enter()).toContain('3 times');
  });

  test('also where something else has their numbers now', async () => {
    const world = boots();
    await killed(world, 3);
    for (const pid of [101, 102, 103]) world.alive.add(pid);
    const fine = world.boot();
    expect(await fine.enter()).toBeUndefined();
    await fine.clear();
    await world.clock.advance(2 * minuteMs);
    expect(await world.boot().enter()).toContain('3 times');
  });

  test('and so is each that follows, until one stays or ends in order', async () => {
    const world = boots();
    await killed(world, 3);
    const fourth = world.boot();
    expect(await fourth.enter()).toContain('3 times');
    fourth.killed();
    const fifth = world.boot();
    expect(await fifth.enter()).toContain('4 times');
    await fifth.clear();
    expect(await world.boot().enter()).toBeUndefined();
  });
});

describe('no crash loop', () => {
  test('is two that were killed', async () => {
    const world = boots();
    await killed(world, 2);
    expect(await world.boot().enter()).toBeUndefined();
  });

  test('are windows that come up at the same time', async () => {
    const world = boots();
    for (let window = 0; window < 5; window += 1) expect(await world.boot().enter()).toBeUndefined();
  });

  test('are crashes that are further apart than the window', async () => {
    const world = boots();
    await killed(world, 2);
    await world.clock.advance(5 * minuteMs);
    await killed(world, 2);
    expect(await world.boot().enter()).toBeUndefined();
  });

  test('is known where what was kept cannot be read or is damaged, which is said', async () => {
    const world = boots();
    for (const damaged of ['text', [{ id: 1 }], null, 7]) {
      world.keep(damaged);
      expect(await world.boot().enter()).toBeUndefined();
    }
    world.breakDisk();
    const boot = world.boot();
    expect(await boot.enter()).toBeUndefined();
    await boot.clear();
    expect(world.warnings).toEqual([
      'Whether Grace crashed before is not known: the disk is gone.',
      'That Grace came up well could not be written down: the disk is gone.',
    ]);
  });
});

test('a window that stays forgives what was before it, and not what another one is about to do', async () => {
  const world = boots();
  await killed(world, 2);
  const stays = world.boot();
  await stays.enter();
  const other = world.boot();
  await other.enter();
  await stays.clear();
  expect(world.kept()).toEqual([expect.objectContaining({ pid: other.pid })]);
  other.killed();
  await killed(world, 2);
  expect(await world.boot().enter()).toContain('3 times');
});

test('what is written down stays small', async () => {
  const world = boots();
  for (let boot = 0; boot < 50; boot += 1) await world.boot().enter();
  expect(world.kept()).toHaveLength(6);
});
