import type { KernelId } from '../../protocol/index.ts';
import type { BoundKernel } from './bind.ts';
import type { Slot } from './slot.ts';
import { dependantsOf, wavesOf } from './waves.ts';

export interface SlotsPorts {
  readonly kernels: readonly BoundKernel[];
  readonly slotOf: (kernel: BoundKernel) => Slot;
  /** How many may start at the same time now. */
  readonly startingMax: () => number;
  readonly bootAttemptsMax: number;
}

/** All slots and the order among them: who may start, who waits for whom, who goes down with whom. */
export class Slots {
  readonly #ports: SlotsPorts;
  readonly #slots: ReadonlyMap<KernelId, Slot>;
  /** In the order of their start. */
  readonly #waves: readonly (readonly BoundKernel[])[];
  /** Kernels that are being taken down and must not come up meanwhile, with how many ask for it. */
  readonly #held = new Map<KernelId, number>();
  readonly #watchers = new Set<() => void>();
  #due = false;
  #ended = false;

  constructor(ports: SlotsPorts) {
    this.#ports = ports;
    this.#waves = wavesOf(ports.kernels);
    this.#slots = new Map(this.#waves.flat().map((kernel) => [kernel.id, ports.slotOf(kernel)]));
  }

  at(id: KernelId): Slot | undefined {
    return this.#slots.get(id);
  }

  all(): readonly Slot[] {
    return [...this.#slots.values()];
  }

  /** The first kernel that it depends on and cannot rely on now. What is planned is nothing to wait for. */
  missingOf({ dependsOn }: BoundKernel): KernelId | undefined {
    return dependsOn.find((needed) => this.#slots.get(needed)?.firm === false);
  }

  /** Looks once, soon, at who may start now: many changes of one moment are one look. */
  changed(): void {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#startWhatMay();
      for (const slot of this.#slots.values()) slot.tell();
      for (const watch of [...this.#watchers]) watch();
    });
  }

  /** Resolves when each of them is settled; at the latest when `signal` fires. */
  async settled(slots: readonly Slot[], signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    let watch: () => void = () => undefined;
    await new Promise<void>((resolve) => {
      watch = () => {
        if (slots.every((slot) => this.#isSettled(slot))) resolve();
      };
      this.#watchers.add(watch);
      signal.addEventListener('abort', () => resolve(), { signal: over.signal });
      watch();
    });
    // The signal may outlive everything here.
    over.abort();
    this.#watchers.delete(watch);
  }

  /** Nothing starts from now on. */
  end(): void {
    this.#ended = true;
  }

  /**
   * Stops kernels and all that stand on them, in the reverse of the order they are started in; none of them comes up before
   * all are down.
   */
  async takeDown(ids: Iterable<KernelId>): Promise<void> {
    const going = new Set([...ids].flatMap((id) => [id, ...dependantsOf(id, this.#ports.kernels)]));
    for (const id of going) this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    try {
      for (const wave of [...this.#waves].reverse())
        await Promise.all(
          wave.filter(({ id }) => going.has(id)).flatMap(({ id }) => this.at(id)?.down() ?? []),
        );
    } finally {
      for (const id of going) this.#letGo(id);
      this.changed();
    }
  }

  #letGo(id: KernelId): void {
    const holders = (this.#held.get(id) ?? 1) - 1;
    if (holders === 0) this.#held.delete(id);
    else this.#held.set(id, holders);
  }

  #startWhatMay(): void {
    if (this.#ended) return;
    const startingMax = Math.max(1, this.#ports.startingMax());
    let starting = this.all().filter(({ phase }) => phase.name === 'starting').length;
    for (const slot of this.#slots.values()) {
      if (starting >= startingMax) return;
      if (!slot.wanted || slot.phase.name !== 'down' || this.#held.has(slot.id)) continue;
      if (this.missingOf(slot.kernel) !== undefined) continue;
      if (slot.start() === 'starting') starting += 1;
    }
  }

  /** Up, or not to be waited for: failed too often, told to stop, or standing on such a one. */
  #isSettled(slot: Slot): boolean {
    if (slot.firm || !slot.wanted) return true;
    if (slot.phase.name === 'resting')
      return slot.phase.quarantinedUntilMs !== undefined || slot.failedStarts >= this.#ports.bootAttemptsMax;
    if (slot.phase.name !== 'down') return false;
    const missing = this.missingOf(slot.kernel);
    const needed = missing === undefined ? undefined : this.at(missing);
    return needed !== undefined && this.#isSettled(needed);
  }
}
