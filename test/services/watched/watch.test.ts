import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ServicePlan } from '../../../server/src/services/watched/index.ts';
import { ServiceWorld } from './service-world.ts';

const url: ServicePlan['probe'] = { kind: 'url', url: 'http://localhost:1/', msMax: 10_000 };
const port: ServicePlan['probe'] = { kind: 'port', port: 1, msMax: 10_000 };
const line: ServicePlan['probe'] = { kind: 'line', text: 'listening on', msMax: 10_000 };

async function stopped(world: ServiceWorld): Promise<void> {
  await world.service.stop();
  expect(world.alive).toEqual([]);
  await world.clock.settle();
  expect(world.clock.sleeping).toBe(0);
}

async function ready(plan: Partial<ServicePlan> = {}): Promise<ServiceWorld> {
  const world = new ServiceWorld(plan);
  await world.passes(2_000);
  expect(world.service.state().name).toBe('ready');
  return world;
}

test('one without a probe is ready when it has run for a second', async () => {
  const world = new ServiceWorld();
  await world.passes(900);
  expect(world.names()).toEqual(['starting']);
  await world.passes(200);
  expect(world.service.state()).toEqual({ name: 'ready', pid: 101, ms: 1_000 });
  await stopped(world);
});

const comesUp: Readonly<Record<string, (world: ServiceWorld) => void>> = {
  answers(world) {
    world.status = 204;
  },
  opens(world) {
    world.isOpen = true;
  },
  prints(world) {
    world.program.print('is listening on 1\n');
  },
  'prints in pieces'(world) {
    for (const piece of 'listening on\n') world.program.print(piece);
  },
};

test.each([
  ['an address that', 'answers', url],
  ['a port that', 'opens', port],
  ['a line that it', 'prints', line],
  ['a line that it', 'prints in pieces', line],
])('it is ready by %s %s, and not before', async (_what, way, probe) => {
  const world = new ServiceWorld({ probe });
  await world.passes(5_000);
  expect(world.names()).toEqual(['starting']);
  comesUp[way]?.(world);
  await world.passes(200);
  expect(world.service.state()).toMatchObject({ name: 'ready', pid: 101 });
  await stopped(world);
});

test.each([
  ['another status', { ...url, status: 204 } as const, 200],
  ['an error', url, 500],
])('an address that answers %s makes nothing ready', async (_what, probe, status) => {
  const world = new ServiceWorld({ probe });
  world.status = status;
  await world.passes(5_000);
  expect(world.names()).toEqual(['starting']);
  await stopped(world);
});

test('one that is not ready in time is ended, and started again', async () => {
  const world = new ServiceWorld({ probe: url });
  await world.passes(10_050);
  expect(world.failures).toEqual(['It was not ready within 10 s.']);
  expect(world.alive).toEqual([]);
  await world.passes(100);
  expect(world.names()).toEqual(['starting', 'resting', 'starting']);
  expect(world.programs).toHaveLength(2);
  await stopped(world);
});

test.each([
  ['never', { exitCode: 1 }, 'failed'],
  ['never', { exitCode: 0 }, 'ended'],
  ['on_failure', { exitCode: 1 }, 'resting'],
  ['on_failure', { signal: 'SIGSEGV' }, 'resting'],
  ['on_failure', { exitCode: 0 }, 'ended'],
  ['always', { exitCode: 0 }, 'resting'],
] as const)('with `%s`, one that ends with %j is then %s', async (restart, how, name) => {
  const world = await ready({ restart });
  world.program.exit(how);
  await world.clock.settle();
  expect(world.service.state().name).toBe(name);
  await stopped(world);
});

test('what cannot be started is not tried again, and says why', async () => {
  const world = new ServiceWorld();
  world.isThere = false;
  expect(await world.service.over).toEqual({ name: 'failed', reason: 'node was not found.' });
  expect(world.failures).toEqual(['node was not found.']);
});

test('one that falls over again and again waits longer each time, then is left alone, then tried again', async () => {
  const world = await ready();
  const waits: number[] = [];
  for (let time = 1; time <= 6; time += 1) {
    world.program.exit({ exitCode: 1 });
    await world.clock.settle();
    const state = world.service.state();
    if (state.name !== 'resting') throw new Error(state.name);
    expect(state.tooOften).toBe(time === 6);
    waits.push(state.untilMs - world.clock.now());
    await world.passes(state.untilMs - world.clock.now() + 1_100);
    expect(world.service.state().name).toBe('ready');
  }
  expect(waits).toEqual([100, 200, 400, 800, 1_600, 60_000]);
  expect(world.service.restarts()).toBe(6);
  await stopped(world);
});

test('one that was well for a minute has a clean record again', async () => {
  const world = await ready();
  for (const wait of [100, 200]) {
    world.program.exit({ exitCode: 1 });
    await world.passes(wait + 1_100);
  }
  await world.passes(60_000);
  world.program.exit({ exitCode: 1 });
  await world.clock.settle();
  const state = world.service.state();
  expect(state.name === 'resting' && state.untilMs - world.clock.now()).toBe(100);
  await stopped(world);
});

test('one that stops to answer is said to, left alone, and said to be back', async () => {
  const world = new ServiceWorld({ probe: url });
  world.status = 200;
  await world.passes(200);
  world.status = 'socket hang up';
  await world.passes(14_700);
  expect(world.names()).toEqual(['starting', 'ready']);
  await world.passes(400);
  expect(world.service.state()).toEqual({
    name: 'unresponsive',
    pid: 101,
    reason: 'It runs, and http://localhost:1/ does not answer: socket hang up.',
  });
  world.status = 200;
  await world.passes(5_000);
  expect(world.names()).toEqual(['starting', 'ready', 'unresponsive', 'ready']);
  expect(world.programs).toHaveLength(1);
  await stopped(world);
});

test.each([
  ['comes up', 500],
  ['runs', 5_000],
])('a person has one that %s started anew, which is no failure', async (_what, ms) => {
  const world = new ServiceWorld();
  await world.passes(ms);
  await world.service.restart();
  expect(world.alive.map(({ pid }) => pid)).toEqual([102]);
  expect(world.failures).toEqual([]);
  await stopped(world);
});

test('a person ends its rest', async () => {
  const world = await ready();
  world.program.exit({ exitCode: 1 });
  await world.clock.settle();
  expect(world.alive).toEqual([]);
  await world.service.restart();
  await world.clock.settle();
  expect(world.alive.map(({ pid }) => pid)).toEqual([102]);
  await stopped(world);
});

test('a failure comes with the last lines that were printed, begun ones as well', async () => {
  const world = await ready();
  const told: (readonly string[])[] = [];
  world.service.onFailure(({ output }) => void told.push(output));
  for (let count = 1; count <= 250; count += 1) world.program.print(`line ${count}\r\n`);
  world.program.print('Error: no', 'stderr');
  world.program.exit({ exitCode: 1 });
  await world.clock.settle();
  expect(told).toHaveLength(1);
  expect(told[0]).toHaveLength(200);
  expect(told[0]?.slice(-2)).toEqual(['line 250', 'Error: no']);
  await stopped(world);
});

test('whatever happens: never two at a time, no storm of starts, and nothing left after a stop', async () => {
  const deed = fc.oneof(
    fc.record({ kind: fc.constant('exit' as const), exitCode: fc.constantFrom(0, 1) }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
    fc.record({ kind: fc.constant('restart' as const) }),
    fc.record({ kind: fc.constant('probe' as const), status: fc.constantFrom(200, 500) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { maxLength: 40 }),
      fc.constantFrom('never' as const, 'on_failure' as const, 'always' as const),
      async (deeds, restart) => {
        const world = new ServiceWorld({ restart, probe: url });
        world.status = 200;
        const startsAtMs: number[] = [];
        let asked = 0;
        world.service.onState(({ name }) => {
          expect(world.alive.length).toBeLessThanOrEqual(1);
          if (name === 'starting') startsAtMs.push(world.clock.monotonic());
        });
        for (const each of deeds) {
          if (each.kind === 'exit') world.alive[0]?.exit({ exitCode: each.exitCode });
          else if (each.kind === 'probe') world.status = each.status;
          else if (each.kind === 'restart') {
            asked += 1;
            void world.service.restart();
          } else await world.passes(each.ms);
          await world.clock.settle();
        }
        await stopped(world);
        // Those that a person asked for are no storm.
        for (const fromMs of startsAtMs) {
          const within = startsAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + 60_000);
          expect(within.length - asked).toBeLessThanOrEqual(8);
        }
      },
    ),
    { numRuns: 200 },
  );
});
