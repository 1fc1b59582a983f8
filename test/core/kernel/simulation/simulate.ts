import { createControlPlane, type ControlPlane } from '../../../../server/src/core/kernel/index.ts';
import { seeded } from '../../../support/unreliable-disk.ts';
import { faults, heal, recoveryMs } from './faults.ts';
import { brokenEnds, brokenLaws } from './laws.ts';
import { bounds, World, type Happening } from './world.ts';

export interface Simulation {
  readonly seed: number;
  /** Everything that happened, in order. */
  readonly happened: readonly Happening[];
  /** What must not have happened. */
  readonly wrong: readonly string[];
}

const eventsMin = 4;
const eventsMax = 26;
/** How long the faults rain, and how long at least they are looked after. */
const stormMs = 20_000;
const stopMs = 10_000;
const never = new AbortController().signal;

/** Lives through one schedule of faults, down to the last instance, and judges it. */
export async function simulate(seed: number): Promise<Simulation> {
  const { stackTraceLimit } = Error;
  // Most errors here are cancellations that nobody reads; their stacks would take most of the time.
  Error.stackTraceLimit = 0;
  try {
    return await live(seed);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function live(seed: number): Promise<Simulation> {
  const world = new World(seeded(seed));
  let plane = await opened(world);
  const before = world.random() < rebootShare ? world.between(stormMs / 4, stormMs) : stormMs;
  await rain(world, plane, before);
  if (before < stormMs) {
    await stop(world, plane);
    world.reboot();
    plane = await opened(world);
    await rain(world, plane, world.now() + stormMs - before);
  }
  // Whoever was told to stop has not come back yet, and whoever starts is on its way.
  const settled = plane
    .statuses()
    .filter(({ id, state }) => world.ids.includes(id) && !['stopped', 'starting'].includes(state.name));
  world.wrong.push(...brokenEnds(settled, world.clock.now()));
  heal(world);
  await recoverAll(world, plane);
  await endOf(world, plane);
  world.wrong.push(...brokenLaws(world.happened, world.ids));
  return { seed, happened: world.happened, wrong: world.wrong };
}

const rebootShare = 0.4;

async function opened(world: World): Promise<ControlPlane> {
  const plane = await createControlPlane({
    ...{ kernels: world.kernels, clock: world.clock, random: world.random, memory: world.memory, bounds },
    announce: (event) => world.announce(event),
    note: (message) => world.write({ said: message }),
  });
  plane.start(world.ids, never).then(
    () => world.write({ said: 'booted' }),
    () => world.blame('boot failed'),
  );
  return plane;
}

/** Nothing is wrong any more: everything comes back, and nothing sick is left. */
async function recoverAll(world: World, plane: ControlPlane): Promise<void> {
  for (const id of world.ids) {
    world.forbiddenUntilMs.delete(id);
    plane.startKernel(id);
  }
  await world.clock.advance(recoveryMs);
  for (const { id, state } of plane.statuses())
    if (world.ids.includes(id) && state.name !== 'ready' && !isShed(state))
      world.blame(`given up: ${id} is ${JSON.stringify(state)} long after the last fault`);
  for (const { id, number, hangs, stuckAtMs } of world.open.values())
    if (hangs || stuckAtMs !== undefined) world.blame(`unnoticed: ${id} ${number} hangs`);
}

async function rain(world: World, plane: ControlPlane, untilMs: number): Promise<void> {
  const count = world.between(eventsMin, eventsMax);
  const times = Array.from({ length: count }, () => world.between(world.now(), untilMs)).sort(
    (a, b) => a - b,
  );
  // Faults that come together are the hard ones: now and then one kernel is hit again and again.
  const favourite = world.oneOf(world.ids);
  const names = Object.keys(faults);
  for (const atMs of times) {
    await world.clock.advance(Math.max(0, atMs - world.now()));
    const id = world.random() < favouriteShare ? favourite : world.oneOf(world.ids);
    const name = world.oneOf(names);
    world.write({ said: `fault ${name} ${id}` });
    faults[name]!(world, id, plane);
  }
  await world.clock.advance(Math.max(0, untilMs - world.now()));
}

const favouriteShare = 0.4;

function isShed(state: ReturnType<ControlPlane['statuses']>[number]['state']): boolean {
  return state.name === 'degraded' && state.reason.startsWith('A part of it is paused');
}

async function stop(world: World, plane: ControlPlane): Promise<void> {
  const before = world.happened.length;
  void plane.stop().then(() => world.write({ said: 'stopped' }));
  await world.clock.advance(stopMs);
  if (!world.happened.slice(before).some(({ said }) => said === 'stopped'))
    world.blame('orphan: the plane did not stop');
  for (const { id, number } of world.open.values()) world.blame(`orphan: ${id} ${number} is still there`);
}

async function endOf(world: World, plane: ControlPlane): Promise<void> {
  await stop(world, plane);
  for (const { id, number } of world.loops) world.blame(`orphan: the loop of ${id} ${number} still runs`);
  if (world.clock.sleeping > 0) world.blame(`orphan: ${world.clock.sleeping} sleepers`);
}
