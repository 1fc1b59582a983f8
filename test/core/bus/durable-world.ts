import { createBus, Deliveries, type Bus } from '../../../server/src/core/bus/index.ts';
import type { Log, LogEntry, LogOptions, Projection } from '../../../server/src/core/log/index.ts';
import type { DiskPort } from '../../../server/src/core/ports/index.ts';
import {
  durableConsumers,
  passingTopics,
  refactorTaskSchema,
  type RefactorTask,
} from '../../../server/src/protocol/index.ts';
import { accepted } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { openOn } from '../log/log-world.ts';

export const signal = new AbortController().signal;
export const consumer = 'refactor_tasks';

export async function emptyDisk(): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/state');
  disk.settle();
  return disk;
}

/** One process that shares its log with others. */
export interface DurableProcess {
  readonly bus: Bus<typeof passingTopics>;
  readonly log: Log;
  readonly clock: VirtualClock;
  readonly notes: string[];
}

export interface ProcessOptions {
  readonly clock?: VirtualClock;
  readonly locks?: Locks;
  readonly log?: Partial<LogOptions>;
  /** Comes between the log and what is delivered of it. */
  readonly alter?: (entry: LogEntry) => LogEntry;
}

export function startProcess(disk: DiskPort, options: ProcessOptions = {}): DurableProcess {
  const { clock = new VirtualClock(), locks, alter } = options;
  const notes: string[] = [];
  const deliveries = new Deliveries(durableConsumers);
  const projection: Projection = alter
    ? {
        name: deliveries.name,
        fold: (entry) => deliveries.fold(alter(entry)),
        snapshot: () => deliveries.snapshot(),
        restore: (state) => deliveries.restore(state),
        reset: () => deliveries.reset(),
      }
    : deliveries;
  const { log } = openOn(disk, {
    ...{ clock, projections: [projection], neededFrom: () => deliveries.neededFrom(), ...options.log },
  });
  const bus = createBus({
    ...{ topics: passingTopics, clock },
    durable: {
      ...{ log, deliveries, note: (message) => void notes.push(message) },
      ...(locks ? { claim: (name) => locks.claim(name) } : {}),
    },
  });
  return { bus, log, clock, notes };
}

/** What keeps one process out while another handles. */
export class Locks {
  readonly #held = new Set<string>();

  claim(name: string) {
    if (this.#held.has(name)) return Promise.resolve({ kind: 'refusal' as const, message: 'Held.' });
    this.#held.add(name);
    return Promise.resolve({ release: () => Promise.resolve(void this.#held.delete(name)) });
  }

  /** Of a process that is gone. */
  breakAll(): void {
    this.#held.clear();
  }
}

export function taskOf(id: string, more: Partial<RefactorTask> = {}): RefactorTask {
  return refactorTaskSchema.parse({ id, intent: 'improve_logging', targets: ['.'], ...more });
}

export async function publishTask({ bus }: DurableProcess, id: string, more: Partial<RefactorTask> = {}) {
  return accepted(await bus.publish('task.code_refactor', taskOf(id, more), signal));
}

/** Consumes with a handler that keeps the ids of the tasks it got. */
export async function consumeInto(
  { bus }: DurableProcess,
  got: string[],
  handle: (id: string, signal: AbortSignal) => Promise<void> | void = () => undefined,
  options: Parameters<Bus<typeof passingTopics>['consume']>[1] = {},
) {
  return accepted(
    await bus.consume(consumer, options, async ({ payload }, handling) => {
      got.push(payload.id);
      await handle(payload.id, handling.signal);
    }),
  );
}

/** Lets a process go on until nothing moves any more. */
export async function settle({ clock }: Pick<DurableProcess, 'clock'>): Promise<void> {
  const enoughMs = 5_000;
  await turns();
  await clock.advance(enoughMs);
  await turns();
}

/** The disk in memory answers after a few promises: many of them are a few turns of the event loop. */
export async function turns(count = 40): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export function countTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
