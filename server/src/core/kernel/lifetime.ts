import { bug, Cancelled, type Clock } from '../../base/index.ts';
import { withDeadline } from './deadline.ts';
import { limits } from './limits.ts';
import type { Stopped } from './kernel.ts';

/** What a kernel holds and does between its start and its stop. */
export interface Lifetime {
  /** Fires when the kernel is stopped, or its start is given up. */
  readonly signal: AbortSignal;
  /** Keeps a resource until the end, on the line that makes it. Disposed in reverse order. */
  own<Resource extends Releasable>(name: string, resource: Resource): Resource;
  /** Work that is cancelled at the end and waited for before any resource goes. Its failure belongs to who awaits it. */
  run<T>(name: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Cancels, waits, disposes. Twice is once. */
  end(): Promise<Stopped>;
}

export interface Releasable {
  dispose(): void | Promise<void>;
}

export interface LifetimePorts {
  readonly clock: Pick<Clock, 'sleep'>;
  /** Told what a `dispose` threw: the others are disposed all the same. */
  readonly onFailure: (name: string, thrown: unknown) => void;
  /** Tests bring others. */
  readonly bounds?: Partial<LifetimeBounds>;
}

export interface LifetimeBounds {
  /** How long cancelled work may take to end. */
  readonly drainMsMax: number;
  /** How long one resource may take to be disposed of. */
  readonly disposeMsMax: number;
}

interface Running {
  readonly name: string;
  readonly settled: Promise<void>;
}

export function createLifetime(ports: LifetimePorts): Lifetime {
  const { clock } = ports;
  const { drainMsMax, disposeMsMax } = { ...limits, ...ports.bounds };
  const controller = new AbortController();
  const { signal } = controller;
  const owned: { readonly name: string; readonly resource: Releasable }[] = [];
  const running = new Set<Running>();
  let ended: Promise<Stopped> | undefined;

  async function end(): Promise<Stopped> {
    controller.abort();
    const leftBehind: string[] = [];
    await withDeadline(() => Promise.all([...running].map(({ settled }) => settled)), drainMsMax, clock);
    leftBehind.push(...[...running].map(({ name }) => name));
    for (const { name, resource } of owned.reverse()) {
      const done = await withDeadline(() => released(name, resource), disposeMsMax, clock);
      if (done === 'late') leftBehind.push(name);
    }
    return { leftBehind };
  }

  async function released(name: string, resource: Releasable): Promise<void> {
    try {
      await resource.dispose();
    } catch (thrown) {
      ports.onFailure(name, thrown);
    }
  }

  return {
    signal,
    own(name, resource) {
      if (ended === undefined) {
        if (owned.length >= limits.ownedMax) bug(`a kernel owns more than ${limits.ownedMax} resources`);
        owned.push({ name, resource });
        return resource;
      }
      // The stop came between making and keeping it: nobody else would release it.
      void released(name, resource);
      throw new Cancelled();
    },
    async run(name, work) {
      if (signal.aborted) throw new Cancelled();
      const result = work(signal);
      const over = () => void running.delete(entry);
      const entry: Running = { name, settled: result.then(over, over) };
      running.add(entry);
      return result;
    },
    end: () => (ended ??= end()),
  };
}
