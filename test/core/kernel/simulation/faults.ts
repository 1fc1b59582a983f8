import { isRefusal } from '../../../../server/src/base/index.ts';
import type { ControlPlane } from '../../../../server/src/core/kernel/index.ts';
import type { KernelId } from '../../../../server/src/protocol/index.ts';
import { bounds, type Ailment, type World } from './world.ts';

type Fault = (world: World, id: KernelId, plane: ControlPlane) => void;

const never = new AbortController().signal;

/** How long something stays wrong. */
const spell = (world: World) => world.now() + world.between(200, 20_000);

const ail =
  (name: keyof Ailment): Fault =>
  (world, id) => {
    const ailment = world.ailments.get(id)!;
    ailment[name] = spell(world);
  };

const toInstance =
  (harm: (instance: NonNullable<ReturnType<World['open']['get']>>) => void): Fault =>
  (world, id) => {
    const instance = world.open.get(id);
    if (instance) harm(instance);
  };

/** Everything that is done to the kernels, by name. */
export const faults: Readonly<Record<string, Fault>> = {
  kill: toInstance((instance) => instance.exit('It was killed.')),
  hang: toInstance((instance) => (instance.hangs = true)),
  stuck(world, id) {
    const instance = world.open.get(id);
    if (instance) instance.stuckAtMs = world.now();
  },
  slow_start: ail('slowUntilMs'),
  dependency_down(world, id) {
    ail('refusesUntilMs')(world, id, undefined as never);
    world.open.get(id)?.exit('It is gone.');
  },
  flapping(world, id) {
    ail('flapsUntilMs')(world, id, undefined as never);
    world.open.get(id)?.exit('It begins to flap.');
  },
  unready: ail('unreadyUntilMs'),
  deaf: ail('deafUntilMs'),
  disk_full: (world) => void (world.diskFullUntilMs = spell(world)),
  restart(world, id, plane) {
    world.forbiddenUntilMs.delete(id);
    void plane.restartKernel(id);
  },
  /** A person, or a repair, that does not stop trying. */
  restart_again_and_again(world, id, plane) {
    world.forbiddenUntilMs.delete(id);
    const again = async (times: number): Promise<void> => {
      await plane.restartKernel(id);
      await world.clock.sleep(world.between(10, 200), never);
      if (times > 1) await again(times - 1);
    };
    void again(2 * bounds.startsPerWindowMax);
  },
  stop_and_start(world, id, plane) {
    world.forbiddenUntilMs.delete(id);
    void plane.stopKernel(id).then(async () => {
      await world.clock.sleep(world.between(0, 3_000), never);
      plane.startKernel(id);
    });
  },
  shed: (_world, _id, plane) => void plane.shedLoad(),
  restore: (_world, _id, plane) => void plane.restoreLoad(),
  scale(world, id, plane) {
    const size = world.between(1, 4);
    plane.scaleWorkers(id, size, never).then(
      (answer) => {
        if (!isRefusal(answer) && answer !== size) world.blame(`${id} has ${answer} workers, not ${size}`);
      },
      // It was stopped meanwhile.
      () => undefined,
    );
  },
};

/** From now on nothing is wrong any more. */
export function heal(world: World): void {
  world.diskFullUntilMs = 0;
  for (const ailment of world.ailments.values())
    Object.assign(ailment, {
      refusesUntilMs: 0,
      slowUntilMs: 0,
      flapsUntilMs: 0,
      unreadyUntilMs: 0,
      deafUntilMs: 0,
    });
}

/** After this without faults, whatever can recover has: the longest rest, its trial, and the waits of all that stand on it. */
export const recoveryMs =
  bounds.quarantineMaxMs + 2 * bounds.goodProbesMin * bounds.probeMs + bounds.startsWindowMs + 15_000;
