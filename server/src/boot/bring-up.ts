import { isCancelled, refusedForNow, withCancel, type Clock, type Refusal } from '../base/index.ts';
import type { BoundKernel, ControlPlane } from '../core/kernel/index.ts';
import type { KernelId } from '../protocol/index.ts';
import type { Fitness } from './fitness.ts';
import { limits } from './limits.ts';
import type { RelayState } from './relay.ts';
import { whyNotRunning } from './why-not-running.ts';

export interface BringingUp {
  /** Starts these, and what they need; resolves when they are up or boot goes on without them. What was stopped stays so. */
  bringUp(ids: readonly KernelId[], signal: AbortSignal): Promise<void>;
  /** Waits for a kernel's service, and starts it where nobody did yet; resolves to why it does not come. */
  arrival(id: KernelId, relay: RelayState): Promise<Refusal | undefined>;
}

/** Starts kernels when somebody needs them, each once; from then on they are the plane's. */
export function createBringingUp(ports: {
  readonly kernels: readonly BoundKernel[];
  readonly plane: () => ControlPlane;
  readonly fitness: Fitness;
  readonly clock: Clock;
  /** Fires when the workspace is closed. */
  readonly ending: AbortSignal;
  /** Told when a service may have arrived. */
  readonly onArrival: (listener: () => void) => { dispose(): void };
  /** In safe mode these may be started on demand, and no others. */
  readonly whyNotNow: (id: KernelId) => Refusal | undefined;
}): BringingUp {
  const { kernels, plane, clock, ending } = ports;
  const begun = new Set<KernelId>();

  function withNeeds(ids: readonly KernelId[], found = new Set<KernelId>()): ReadonlySet<KernelId> {
    for (const id of ids) {
      if (found.has(id)) continue;
      found.add(id);
      withNeeds(kernels.find((kernel) => kernel.id === id)?.dependsOn ?? [], found);
    }
    return found;
  }

  async function bringUp(ids: readonly KernelId[], signal: AbortSignal): Promise<void> {
    const all = [...withNeeds(ids)];
    const stopped = new Set(
      plane()
        .statuses()
        .filter(({ id, state }) => state.name === 'stopped' && begun.has(id))
        .map(({ id }) => id),
    );
    for (const id of all) begun.add(id);
    await plane().start(
      all.filter((id) => !stopped.has(id)),
      signal,
    );
  }

  const isOver = () => ending.aborted;

  return {
    bringUp,
    async arrival(id, relay) {
      if (isOver()) return refusedForNow('This folder is closed: open it again.');
      const why = ports.whyNotNow(id);
      if (why) return why;
      const end = new AbortController();
      const signal = AbortSignal.any([ending, end.signal]);
      const arrived = new Promise<void>((resolve) => {
        const listening = ports.onArrival(() => {
          if (relay.isThere()) resolve();
        });
        signal.addEventListener('abort', () => listening.dispose(), { once: true });
      });
      try {
        const late = clock.sleep(relay.wasThere() ? limits.restartWaitMsMax : limits.firstWaitMsMax, signal);
        await withCancel(Promise.race([arrived, bringUp([id], ending), late]), ending);
      } catch (thrown) {
        if (!isCancelled(thrown)) throw thrown;
      } finally {
        end.abort();
      }
      if (relay.isThere()) return undefined;
      if (isOver()) return refusedForNow('This folder is closed: open it again.');
      return refusedForNow(`${id} does not run now. ${whyNotRunning(plane(), id)} Try again in a moment.`);
    },
  };
}
