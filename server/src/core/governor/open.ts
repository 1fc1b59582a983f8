import { Emitter, isCancelled, messageOf, type Clock } from '../../base/index.ts';
import type { Decision } from '../../protocol/index.ts';
import type { DiskPort, EventLoopWatch, ResourcePort } from '../ports/index.ts';
import { createAdaptiveLimit } from './adaptive-limit.ts';
import type { Governor, Pressure } from './governor.ts';
import { alerts, limits, type GovernorBounds } from './limits.ts';
import { restoreDecision, shedDecision } from './load-decisions.ts';
import { createSampler } from './sampler.ts';
import { createShedding } from './shedding.ts';
import type { Measured } from './signals.ts';
import { watchSignals } from './watch-signals.ts';

/** Who can pause what can wait, one level at a time; each resolves to the level there is then. */
export interface LoadPort {
  readonly levelMax: number;
  /** As it is now: it outlives the governor. */
  level(): number;
  shed(): Promise<number>;
  restore(): Promise<number>;
}

export interface GovernorOptions {
  readonly resources: ResourcePort;
  readonly disk: Pick<DiskPort, 'freeBytes'>;
  readonly clock: Clock;
  /** Whose disk is looked at: the state folder. */
  readonly folder: string;
  readonly load: LoadPort;
  readonly decide: (decision: Decision) => Promise<unknown>;
  readonly warn: (message: string) => void;
  /** Tests bring others. */
  readonly bounds?: Partial<GovernorBounds>;
}

export function createGovernor(options: GovernorOptions, eventLoop: EventLoopWatch): Governor {
  const { clock, load, decide, warn, resources } = options;
  const bounds: GovernorBounds = { ...limits, alerts, ...options.bounds };
  const sampler = createSampler({ ...options, bounds }, eventLoop);
  const signals = watchSignals(bounds);
  const shedding = createShedding(bounds);
  const changed = new Emitter<Pressure>();
  let measured: Measured | undefined;
  let moved = 0;
  let sampledMs = clock.monotonic();

  function pressure(): Pressure {
    const own = sampler.own();
    return {
      level: load.level(),
      signals: signals.states(measured?.toMs ?? 0),
      ...(measured ? { measured } : {}),
      ...(own ? { own } : {}),
    };
  }

  async function act(nowMs: number): Promise<void> {
    const now = pressure();
    const isBurning = now.signals.some((signal) => signal.isBurning);
    const weather = { nowMs, isBurning, isCalm: signals.isCalm(nowMs) };
    const step = shedding.step(weather, load.level(), load.levelMax);
    if (step === undefined) return;
    let level: number;
    try {
      level = await (step === 'shed' ? load.shed() : load.restore());
    } catch (thrown) {
      // Tried again with the next sample.
      warn(`Load could not be ${step === 'shed' ? 'shed' : 'restored'}: ${messageOf(thrown)}.`);
      return;
    }
    const heldMs = shedding.holdMs();
    shedding.done(step, nowMs);
    changed.fire(pressure());
    // Nothing is measured while it is waited for, and measuring is more urgent.
    const decision =
      step === 'shed' ? shedDecision(level, now, bounds.alerts) : restoreDecision(level, heldMs);
    void decide(decision).catch((thrown: unknown) => warn(messageOf(thrown)));
  }

  async function sample(lateMs: number): Promise<Measured> {
    measured = await sampler.take(lateMs);
    signals.see(measured);
    moved += 1;
    sampledMs = clock.monotonic();
    await act(measured.toMs);
    return measured;
  }

  const cores = Math.max(1, resources.cores());
  const limitOf = () =>
    createAdaptiveLimit({ clock, initial: cores, max: 2 * cores, isPressed: () => load.level() > 0 });
  return {
    pressure,
    onDidChange: changed.event,
    tools: limitOf(),
    analysis: limitOf(),
    // A start waits for the disk and for processes most of its time.
    startingMax: () => (load.level() > 0 ? 1 : 2 * cores),
    sample: () => sample(0),
    run: (signal) => forever(sample, { ...options, sampleMs: bounds.sampleMs }, signal),
    progress: () => ({ moved, owed: clock.monotonic() > sampledMs + 2 * bounds.sampleMs ? 1 : 0 }),
  };
}

/** A measurement that fails is said, and the next one is taken all the same. */
async function forever(
  sample: (lateMs: number) => Promise<unknown>,
  { clock, warn, sampleMs }: Pick<GovernorOptions, 'clock' | 'warn'> & { readonly sampleMs: number },
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    const askedMs = clock.monotonic();
    await clock.sleep(sampleMs, signal);
    try {
      await sample(clock.monotonic() - askedMs - sampleMs);
    } catch (thrown) {
      if (isCancelled(thrown)) throw thrown;
      warn(`The use of the machine could not be measured: ${messageOf(thrown)}.`);
    }
  }
}
