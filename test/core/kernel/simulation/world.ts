import { refused, type Refusal } from '../../../../server/src/base/index.ts';
import {
  bind,
  defineKernel,
  type BoundKernel,
  type KernelEvent,
  type Lifetime,
  type Started,
} from '../../../../server/src/core/kernel/index.ts';
import { kernelIds, kernelTiers, type KernelId } from '../../../../server/src/protocol/index.ts';
import type { Random } from '../../../support/unreliable-disk.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** Bounds of the product, about ten times faster: a schedule is minutes of its time and not hours. */
export const bounds = {
  startMsMax: 5_000,
  selfTestMsMax: 1_000,
  drainMsMax: 400,
  disposeMsMax: 400,
  pauseMsMax: 400,
  bootAttemptsMax: 3,
  startingMax: 3,
  startsPerWindowMax: 10,
  startsWindowMs: 10_000,
  backoffMinMs: 50,
  backoffMaxMs: 3_000,
  healthyMs: 8_000,
  failuresMax: 3,
  failureWindowMs: 8_000,
  escalationWindowMs: 20_000,
  quarantineMinMs: 4_000,
  quarantineMaxMs: 16_000,
  goodProbesMin: 3,
  probeMs: 500,
  beatMs: 500,
  beatsMissedMax: 3,
  selfTestMs: 5_000,
  selfTestsFailedMax: 3,
  stallMs: 2_000,
};

/** What a self-test says that fails. */
export const unready = 'It does not work at the moment.';
const never = new AbortController().signal;
const kernelsMin = 4;
const kernelsMax = 11;
const dependencyShare = 0.35;
/** A kernel that is not stuck does something this often. */
const workMs = 200;
const endlessMs = 1e9;

/** What is wrong with one kernel at the moment; times are on the monotonic clock. */
export interface Ailment {
  refusesUntilMs: number;
  slowUntilMs: number;
  flapsUntilMs: number;
  unreadyUntilMs: number;
  deafUntilMs: number;
}

export interface Instance {
  readonly number: number;
  readonly id: KernelId;
  readonly lifetime: Lifetime;
  exit: (reason: string) => void;
  hangs: boolean;
  /** Since when it has not moved; `undefined` while all is well. */
  stuckAtMs: number | undefined;
}

/** One line of what happened in a world. */
export interface Happening {
  readonly atMs: number;
  readonly event?: KernelEvent;
  /** An instance took hold of its resource, or let go of it. */
  readonly started?: KernelId;
  readonly ended?: KernelId;
  /** A new plane takes over, which knows of the quarantines of these. */
  readonly rebooted?: readonly KernelId[];
  readonly said?: string;
}

/** Kernels that do nothing but be there, and write down what is done to them. */
export class World {
  readonly clock = new VirtualClock();
  readonly happened: Happening[] = [];
  readonly wrong: string[] = [];
  /** Instances that hold their resource. */
  readonly open = new Map<KernelId, Instance>();
  /** Loops that run, with the instance they belong to. */
  readonly loops = new Set<Instance>();
  readonly ailments = new Map<KernelId, Ailment>();
  readonly kernels: readonly BoundKernel[];
  readonly workers = new Map<KernelId, number>();
  readonly paused = new Set<string>();
  /** Until when nothing but a person's wish may start it: a quarantine that an earlier plane had written down. */
  readonly forbiddenUntilMs = new Map<KernelId, number>();
  diskFullUntilMs = 0;
  kept: Readonly<Record<string, { quarantinedUntilMs?: number } | undefined>> = {};
  #instances = 0;

  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
    const chosen = this.#chosen();
    this.kernels = chosen.map((id) => this.#kernel(id, chosen));
    for (const id of chosen)
      this.ailments.set(id, {
        ...{ refusesUntilMs: 0, slowUntilMs: 0, flapsUntilMs: 0, unreadyUntilMs: 0, deafUntilMs: 0 },
      });
  }

  get ids(): readonly KernelId[] {
    return this.kernels.map(({ id }) => id);
  }

  now(): number {
    return this.clock.monotonic();
  }

  between(min: number, max: number): number {
    return min + Math.floor(this.random() * (max - min + 1));
  }

  oneOf<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)]!;
  }

  write(happening: Omit<Happening, 'atMs'>): void {
    this.happened.push({ atMs: this.now(), ...happening });
  }

  blame(sentence: string): void {
    this.wrong.push(`at ${this.now()} ms: ${sentence}`);
    this.write({ said: `WRONG ${sentence}` });
  }

  announce(event: KernelEvent): void {
    this.write({ event });
  }

  memory = {
    read: () => Promise.resolve(this.kept),
    write: (book: unknown) => {
      if (this.now() < this.diskFullUntilMs) return Promise.reject(new Error('the disk is full'));
      this.kept = JSON.parse(JSON.stringify(book)) as World['kept'];
      return Promise.resolve();
    },
  };

  /** What a plane that begins now has to respect. */
  reboot(): void {
    const known = new Map(this.ids.map((id) => [id, this.kept[id]?.quarantinedUntilMs]));
    for (const { id, optional } of this.kernels) {
      const untilMs = known.get(id);
      if (optional && untilMs !== undefined)
        this.forbiddenUntilMs.set(id, this.now() + untilMs - this.clock.now());
    }
    this.write({ rebooted: this.ids.filter((id) => known.get(id) !== undefined) });
  }

  #chosen(): readonly KernelId[] {
    const count = this.between(kernelsMin, kernelsMax);
    const drawn = new Set<KernelId>(['immutable_log']);
    while (drawn.size < count) drawn.add(this.oneOf(kernelIds));
    return kernelIds.filter((id) => drawn.has(id));
  }

  #kernel(id: KernelId, chosen: readonly KernelId[]): BoundKernel {
    const before = chosen.slice(0, chosen.indexOf(id));
    const dependsOn = before.filter(() => this.random() < dependencyShare);
    // Ids come in the order of their tiers, so these are of its own tier or below.
    const kernel = defineKernel({
      id,
      dependsOn: dependsOn as never[],
      bounds: { startMsMax: bounds.startMsMax, stallMs: bounds.stallMs },
      start: (world: World, lifetime) => world.start(id, dependsOn, lifetime),
    });
    return bind(kernel, () => this);
  }

  async start(
    id: KernelId,
    dependsOn: readonly KernelId[],
    lifetime: Lifetime,
  ): Promise<Started<number> | Refusal> {
    const ailment = this.ailments.get(id)!;
    const instance: Instance = {
      ...{ id, lifetime, number: (this.#instances += 1), hangs: false, stuckAtMs: undefined },
      exit: () => undefined,
    };
    this.write({ started: id });
    const forbiddenUntilMs = this.forbiddenUntilMs.get(id) ?? 0;
    if (this.now() < forbiddenUntilMs)
      this.blame(`quarantine: ${id} is started ${forbiddenUntilMs - this.now()} ms before its end`);
    const other = this.open.get(id);
    if (other) this.blame(`${id} is started while its instance ${other.number} is there`);
    this.open.set(id, instance);
    lifetime.own('resource', { dispose: () => this.#closed(instance) });
    for (const needed of dependsOn)
      if (!this.open.has(needed)) this.blame(`${id} is started without ${needed}, which it needs`);
    const slow = this.now() < ailment.slowUntilMs;
    await this.clock.sleep(
      slow ? this.between(1_000, 2 * bounds.startMsMax) : this.between(1, 20),
      lifetime.signal,
    );
    if (this.now() < ailment.refusesUntilMs) return refused('It does not want to.');
    if (this.now() < this.diskFullUntilMs && kernelTiers[id] === 0) return refused('The disk is full.');
    void lifetime.run('loop', (signal) => this.#loop(instance, signal)).catch(() => undefined);
    if (this.now() < ailment.flapsUntilMs)
      void lifetime
        .run('flap', (signal) =>
          this.clock.sleep(this.between(10, 1_500), signal).then(() => instance.exit('It ended by itself.')),
        )
        .catch(() => undefined);
    return this.#started(instance, ailment);
  }

  #started(instance: Instance, ailment: Ailment): Started<number> {
    const { id } = instance;
    return {
      service: instance.number,
      isReady: async () =>
        this.now() < ailment.unreadyUntilMs || (this.now() < this.diskFullUntilMs && kernelTiers[id] === 0)
          ? refused(unready)
          : Promise.resolve('ready' as const),
      beat: () =>
        instance.hangs
          ? new Promise(() => undefined)
          : Promise.resolve({
              moved: Math.floor((instance.stuckAtMs ?? this.now()) / workMs),
              owed: instance.stuckAtMs === undefined ? 0 : 1,
            }),
      onExit: (listener) => {
        instance.exit = listener;
        return { dispose: () => (instance.exit = () => undefined) };
      },
      pool: {
        sizeMax: 4,
        size: () => this.workers.get(id) ?? 1,
        scale: async (size, signal) => {
          await this.clock.sleep(5, signal);
          this.workers.set(id, size);
          return size;
        },
      },
      ...(kernelTiers[id] === 3 ? { pausable: [this.#pausable(id, 'observing')] } : {}),
      ...(id === 'self_healing' ? { pausable: [this.#pausable(id, 'learning')] } : {}),
    };
  }

  #pausable(id: KernelId, kind: 'observing' | 'learning') {
    return {
      kind,
      pause: async (signal: AbortSignal) => {
        await this.clock.sleep(2, signal);
        this.paused.add(id);
      },
      resume: async (signal: AbortSignal) => {
        await this.clock.sleep(2, signal);
        this.paused.delete(id);
      },
    };
  }

  async #loop(instance: Instance, signal: AbortSignal): Promise<void> {
    this.loops.add(instance);
    try {
      await this.clock.sleep(endlessMs, signal);
    } catch {
      // Stopped; one that is deaf goes on for a while.
      const deafMs = this.ailments.get(instance.id)!.deafUntilMs - this.now();
      if (deafMs > 0) await this.clock.sleep(deafMs, never);
    } finally {
      this.loops.delete(instance);
    }
  }

  #closed(instance: Instance): void {
    this.write({ ended: instance.id });
    if (this.open.get(instance.id) === instance) this.open.delete(instance.id);
    for (const { id, dependsOn } of this.kernels)
      if (dependsOn.includes(instance.id) && this.open.has(id))
        this.blame(`${instance.id} ends while ${id} still stands on it`);
  }
}
