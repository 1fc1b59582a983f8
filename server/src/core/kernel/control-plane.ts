import {
  bug,
  isCancelled,
  isRefusal,
  messageOf,
  refused,
  throwIfCancelled,
  type Clock,
  type Refusal,
} from '../../base/index.ts';
import { kernelIds, kernelTiers, type KernelId, type KernelState, type Tier } from '../../protocol/index.ts';
import type { BoundKernel, ServiceOf } from './bind.ts';
import type { KernelEvent } from './events.ts';
import type { Beat, Kernel } from './kernel.ts';
import { selfTest } from './launch.ts';
import { limits, type Bounds } from './limits.ts';
import { shedKinds } from './pausing.ts';
import { createRetryBook, type RetryBook, type RetryMemory } from './retry-book.ts';
import { Slot } from './slot.ts';
import { Slots } from './slots.ts';
import { dependantsOf } from './waves.ts';

export interface ControlPlaneOptions {
  readonly kernels: readonly BoundKernel[];
  readonly clock: Clock;
  /** Numbers from 0 to below 1. */
  readonly random: () => number;
  readonly memory: RetryMemory;
  /** Told everything that happens, at once and in order; must not throw. */
  readonly announce: (event: KernelEvent) => void;
  readonly note: (message: string) => void;
  /** How many kernels may start at the same time now. */
  readonly startingMax?: () => number;
  /** Told every beat of every kernel. */
  readonly onBeat?: (id: KernelId, beat: Beat) => void;
  /** Tests and benchmarks bring others. */
  readonly bounds?: Partial<Bounds>;
}

export interface KernelStatus {
  readonly id: KernelId;
  readonly tier: Tier;
  readonly state: KernelState;
  /** How long its last start took, self-test included; absent before there was one. */
  readonly readyMs?: number;
  readonly restarts: number;
  /** What it has to do without now, as a sentence, while it runs. */
  readonly lacks?: string;
}

/** Starts the kernels, keeps them running, and stops them. What it cannot do it refuses with a sentence. */
export interface ControlPlane {
  /**
   * Starts these in dependency waves. Resolves when each of them is ready, or has failed so often, or waits for one that has,
   * that boot goes on without it; it is tried further all the same.
   */
  start(ids: readonly KernelId[], signal: AbortSignal): Promise<readonly KernelStatus[]>;
  /** Stops everything, in reverse, for good. */
  stop(): Promise<void>;
  /** All twenty, in the order of the registry. */
  statuses(): readonly KernelStatus[];
  /** The service of a kernel that runs, as it is now. */
  service<Service>(kernel: Kernel<never, Service>): Service | Refusal;
  /** It gives its service, whatever it has to do without. */
  isUp(id: KernelId): boolean;
  /** Its self-test, now; what it says changes nothing. */
  testKernel(id: KernelId, signal: AbortSignal): Promise<'ready' | Refusal>;
  restartKernel(id: KernelId): Promise<KernelStatus | Refusal>;
  /** What stands on it stops as well, and comes back with it. */
  stopKernel(id: KernelId): Promise<KernelStatus | Refusal>;
  startKernel(id: KernelId): KernelStatus | Refusal;
  /** Resolves to the size the pool has then. */
  scaleWorkers(id: KernelId, size: number, signal: AbortSignal): Promise<number | Refusal>;
  /** One level more is paused: first what only observes, then what learns. Resolves to the level. */
  shedLoad(): Promise<number>;
  restoreLoad(): Promise<number>;
}

/** Opens a plane with what is known of earlier failures. Nothing is started yet. */
export async function createControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const book = createRetryBook(options.memory, options.note);
  await book.load();
  return new Plane(options, book);
}

class Plane implements ControlPlane {
  readonly #options: ControlPlaneOptions;
  readonly #bounds: Bounds;
  readonly #book: RetryBook;
  readonly #slots: Slots;
  readonly #end = new AbortController();
  #shedLevel = 0;
  #beating: Promise<void> | undefined;

  constructor(options: ControlPlaneOptions, book: RetryBook) {
    this.#options = options;
    this.#bounds = { ...limits, ...options.bounds };
    this.#book = book;
    this.#slots = new Slots({
      kernels: options.kernels,
      slotOf: (kernel) => this.#slotOf(kernel),
      startingMax: options.startingMax ?? (() => this.#bounds.startingMax),
      bootAttemptsMax: this.#bounds.bootAttemptsMax,
    });
  }

  async start(ids: readonly KernelId[], signal: AbortSignal): Promise<readonly KernelStatus[]> {
    const slots = ids.flatMap((id) => this.#slots.at(id) ?? []);
    for (const slot of slots) {
      if (slot.wanted) continue;
      slot.want(true);
      slot.resume();
    }
    this.#slots.changed();
    this.#beating ??= this.#beat();
    await this.#slots.settled(slots, signal);
    throwIfCancelled(signal);
    return this.statuses().filter(({ id }) => ids.includes(id));
  }

  async stop(): Promise<void> {
    this.#slots.end();
    for (const slot of this.#slots.all()) slot.want(false);
    await this.#slots.takeDown(kernelIds);
    this.#end.abort();
    await this.#beating;
    await this.#book.settled();
  }

  statuses(): readonly KernelStatus[] {
    return kernelIds.map((id) => this.#statusOf(id));
  }

  service<Service>({ id }: Kernel<never, Service>): Service | Refusal {
    const slot = this.#slotAt(id);
    if (isRefusal(slot)) return slot;
    // The kernel that is asked about is the one whose start gave it.
    return slot.running ? (slot.running.service as Service) : refused(notRunning(id, slot.state()));
  }

  isUp(id: KernelId): boolean {
    return this.#slots.at(id)?.running !== undefined;
  }

  async testKernel(id: KernelId, signal: AbortSignal): Promise<'ready' | Refusal> {
    const slot = this.#slotAt(id);
    if (isRefusal(slot)) return slot;
    if (!slot.running) return refused(notRunning(id, slot.state()));
    try {
      const msMax = slot.kernel.bounds.selfTestMsMax ?? this.#bounds.selfTestMsMax;
      return await selfTest(slot.running, msMax, this.#options.clock, signal);
    } catch (thrown) {
      if (isCancelled(thrown)) throw thrown;
      return refused(`Its self-test failed: ${messageOf(thrown)}`);
    }
  }

  async restartKernel(id: KernelId): Promise<KernelStatus | Refusal> {
    const slot = this.#slotAt(id);
    if (isRefusal(slot)) return slot;
    slot.want(true);
    await this.#slots.takeDown([id]);
    return this.#statusOf(id);
  }

  async stopKernel(id: KernelId): Promise<KernelStatus | Refusal> {
    const slot = this.#slotAt(id);
    if (isRefusal(slot)) return slot;
    slot.want(false);
    await this.#slots.takeDown([id]);
    return this.#statusOf(id);
  }

  startKernel(id: KernelId): KernelStatus | Refusal {
    const slot = this.#slotAt(id);
    if (isRefusal(slot)) return slot;
    slot.want(true);
    this.#slots.changed();
    return this.#statusOf(id);
  }

  async scaleWorkers(id: KernelId, size: number, signal: AbortSignal): Promise<number | Refusal> {
    const slot = this.#slotAt(id);
    if (isRefusal(slot)) return slot;
    if (!slot.running) return refused(notRunning(id, slot.state()));
    const { pool } = slot.running;
    if (!pool) return refused(`${id} has no workers to scale.`);
    if (!Number.isInteger(size) || size < 1 || size > pool.sizeMax)
      return refused(`${id} may have 1 to ${pool.sizeMax} workers, not ${size}.`);
    const from = pool.size();
    const to = await pool.scale(size, signal);
    this.#options.announce({ kind: 'scaled', id, from, to });
    return to;
  }

  shedLoad(): Promise<number> {
    return this.#shedTo(Math.min(shedKinds.length, this.#shedLevel + 1));
  }

  restoreLoad(): Promise<number> {
    return this.#shedTo(Math.max(0, this.#shedLevel - 1));
  }

  async #shedTo(level: number): Promise<number> {
    this.#shedLevel = level;
    const shed = async (slot: Slot) => ((await slot.applyShedding()) ? [slot.id] : []);
    const paused = (await Promise.all(this.#slots.all().map(shed))).flat();
    this.#options.announce({ kind: 'shed', level, paused });
    return level;
  }

  #slotOf(kernel: BoundKernel): Slot {
    const { clock, random, announce, note, kernels, onBeat } = this.#options;
    const { id, tier, dependsOn } = kernel;
    const isUp = (needed: KernelId) => this.#slots.at(needed)?.running !== undefined;
    return new Slot(kernel, {
      ...{ clock, random, announce, note, bounds: this.#bounds, book: this.#book },
      of: this.#serviceFor(kernel),
      missing: () => this.#slots.missingOf(kernel),
      ground: () => dependsOn.filter((needed) => kernelTiers[needed] === tier && isUp(needed)),
      shedLevel: () => this.#shedLevel,
      takeDown: (ids) => this.#slots.takeDown(ids),
      dependants: dependantsOf(id, kernels),
      onBeat: (beat) => onBeat?.(id, beat),
      changed: () => this.#slots.changed(),
    });
  }

  #serviceFor({ id, dependsOn }: BoundKernel): ServiceOf {
    return <Service>(needed: Kernel<never, Service>) => {
      if (!dependsOn.includes(needed.id))
        bug(`${id} uses ${needed.id} and does not say that it depends on it`);
      const running = this.#slots.at(needed.id)?.running;
      if (!running) bug(`${id} is started before ${needed.id}, which it depends on`);
      return running.service as Service;
    };
  }

  #slotAt(id: KernelId): Slot | Refusal {
    return this.#slots.at(id) ?? refused(`${id} is planned: this Grace does not have it yet.`);
  }

  #statusOf(id: KernelId): KernelStatus {
    const slot = this.#slots.at(id);
    const state = slot?.state() ?? { name: 'planned' as const };
    const status = { id, tier: kernelTiers[id], state, restarts: slot?.restarts ?? 0 };
    const lacks = slot?.running?.lacks?.();
    return {
      ...status,
      ...(slot?.readyMs === undefined ? {} : { readyMs: slot.readyMs }),
      ...(lacks === undefined ? {} : { lacks }),
    };
  }

  async #beat(): Promise<void> {
    const { clock, note } = this.#options;
    try {
      while (!this.#end.signal.aborted) {
        await clock.sleep(this.#bounds.beatMs, this.#end.signal);
        for (const slot of this.#slots.all()) slot.tick();
      }
    } catch (thrown) {
      if (!isCancelled(thrown)) note(`The kernels are watched no longer: ${String(thrown)}`);
    }
  }
}

function notRunning(id: KernelId, state: KernelState): string {
  const reason = 'reason' in state ? ` ${state.reason}` : '';
  return `${id} does not run now (${state.name}).${reason} Try again in a moment.`;
}
