import { isCancelled, isRefusal, messageOf, type Refusal } from '../../base/index.ts';
import type { KernelId, KernelState } from '../../protocol/index.ts';
import type { BoundKernel } from './bind.ts';
import type { Failure } from './events.ts';
import { judgeFailure, type Rest } from './judge-failure.ts';
import type { RunningKernel } from './kernel.ts';
import { launch } from './launch.ts';
import { createLifetime, type Lifetime } from './lifetime.ts';
import { pauseTo } from './pausing.ts';
import { afterQuarantine, cleanHistory } from './restart-policy.ts';
import type { SlotPorts } from './slot-ports.ts';
import { judgeSelfTest, stateOf, type Phase } from './slot-state.ts';
import { StartBudget } from './start-budget.ts';
import { watchVitalSigns, type VitalSigns } from './vital-signs.ts';

/** One kernel under supervision: at most one instance of it is alive at any time. */
export class Slot {
  readonly kernel: BoundKernel;
  readonly #ports: SlotPorts;
  readonly #budget: StartBudget;
  #phase: Phase = { name: 'down' };
  #wanted = false;
  #restarts = -1;
  #failedStarts = 0;
  #readyMs: number | undefined;
  #told = '';

  constructor(kernel: BoundKernel, ports: SlotPorts) {
    this.kernel = kernel;
    this.#ports = ports;
    this.#budget = new StartBudget(ports.bounds);
  }

  get id(): KernelId {
    return this.kernel.id;
  }

  get phase(): Phase {
    return this.#phase;
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  get restarts(): number {
    return Math.max(0, this.#restarts);
  }

  /** How long the last start took, self-test included. */
  get readyMs(): number | undefined {
    return this.#readyMs;
  }

  /** Starts that failed since it was last up. */
  get failedStarts(): number {
    return this.#failedStarts;
  }

  /** Others may rely on it: it runs, and is not on trial. */
  get firm(): boolean {
    return this.#phase.name === 'up' && this.#phase.goodProbes === undefined;
  }

  get running(): RunningKernel | undefined {
    return this.#phase.name === 'up' ? this.#phase.running : undefined;
  }

  state(): KernelState {
    return stateOf(this.#phase, this.#wanted, this.#ports.missing(), this.#ports.bounds);
  }

  /** Says from now on whether it should run. A person's wish ends any rest. */
  want(wanted: boolean): void {
    this.#wanted = wanted;
    if (this.#phase.name !== 'resting') return;
    this.#phase.wake.abort();
    this.#phase = { name: 'down' };
  }

  /** Keeps it from being started before the end of a quarantine that an earlier process began. */
  resume(): void {
    const { book, clock, bounds } = this.#ports;
    const { quarantinedUntilMs } = book.of(this.id);
    if (quarantinedUntilMs === undefined || !this.kernel.optional) return;
    const restMs = Math.min(bounds.quarantineMaxMs, quarantinedUntilMs - clock.now());
    const reason = 'It failed too often before Grace was restarted.';
    if (restMs > 0) this.#rest({ delayMs: restMs, reason, kind: 'quarantine' });
  }

  /** Starts it now, unless it was started too often lately: then it waits. */
  start(): 'starting' | 'resting' {
    const { clock, bounds } = this.#ports;
    const nowMs = clock.monotonic();
    const waitMs = this.#budget.waitMs(nowMs);
    if (waitMs > 0) {
      this.#rest({ delayMs: waitMs, reason: 'It was started too often in a short while.', kind: 'retry' });
      return 'resting';
    }
    this.#budget.spend(nowMs);
    this.#restarts += 1;
    const lifetime = createLifetime({
      clock,
      bounds,
      onFailure: (name, thrown) =>
        this.#ports.note(`${this.id}: ${name} did not end well: ${messageOf(thrown)}.`),
    });
    this.#phase = { name: 'starting', lifetime };
    this.tell();
    this.#detached(this.#start(lifetime, nowMs));
    return 'starting';
  }

  /** Resolves when nothing of it runs. */
  down(): Promise<void> {
    const phase = this.#phase;
    if (phase.name === 'stopping') return phase.done;
    if (phase.name !== 'up' && phase.name !== 'starting') return Promise.resolve();
    const done = this.#release(phase.lifetime, undefined);
    return done.then(() => {
      if (this.#phase.name === 'stopping' && this.#phase.done === done) this.#phase = { name: 'down' };
      this.#ports.changed();
    });
  }

  /** Once per `beatMs`. */
  tick(): void {
    const { bounds } = this.#ports;
    if (this.#phase.name !== 'up') return;
    this.#phase.signs.tick(this.#phase.goodProbes === undefined ? bounds.selfTestMs : bounds.probeMs);
  }

  /** Pauses or resumes what the level says. Resolves to whether anything of it is paused then. */
  async applyShedding(): Promise<boolean> {
    const phase = this.#phase;
    if (phase.name !== 'up') return false;
    const { clock, bounds, note, shedLevel } = this.#ports;
    const ports = { clock, note, pauseMsMax: bounds.pauseMsMax };
    phase.paused = await pauseTo(shedLevel(), phase.running, phase.lifetime.signal, ports);
    this.tell();
    return phase.paused;
  }

  /** Announces its state when it is another one than the last. */
  tell(): void {
    const state = this.state();
    const text = JSON.stringify(state);
    if (text === this.#told) return;
    this.#told = text;
    this.#ports.announce({ kind: 'state', id: this.id, state });
  }

  async #start(lifetime: Lifetime, startedMs: number): Promise<void> {
    const { clock, bounds, of } = this.#ports;
    const isOurs = () => this.#phase.name === 'starting' && this.#phase.lifetime === lifetime;
    try {
      const running = await launch(this.kernel, lifetime, {
        of,
        clock,
        selfTestMsMax: bounds.selfTestMsMax,
        onExit: (reason) => this.#detached(this.#failed(lifetime, 'kernel_exit', reason)),
      });
      if (!isOurs()) return;
      if (isRefusal(running)) await this.#failed(lifetime, 'start_failed', running.message);
      else this.#isUp(running, lifetime, startedMs);
    } catch (thrown) {
      if (isOurs()) await this.#failed(lifetime, 'start_failed', messageOf(thrown));
    }
  }

  #isUp(running: RunningKernel, lifetime: Lifetime, startedMs: number): void {
    const { clock, book, changed } = this.#ports;
    this.#readyMs = clock.monotonic() - startedMs;
    this.#failedStarts = 0;
    const onTrial = book.of(this.id).quarantinedUntilMs !== undefined;
    this.#phase = {
      name: 'up',
      ...{ running, lifetime, ready: 'ready', paused: false, failedTests: 0 },
      ...(onTrial ? { goodProbes: 0 } : {}),
      signs: this.#watch(running, lifetime),
    };
    // At once: what is told later may come after what follows from it.
    this.tell();
    if (!onTrial) this.#forgiveWhenHealthy(lifetime.signal);
    if (this.#ports.shedLevel() > 0) this.#detached(this.applyShedding());
    changed();
  }

  #watch(running: RunningKernel, lifetime: Lifetime): VitalSigns {
    const { clock, bounds, onBeat } = this.#ports;
    return watchVitalSigns({
      ...{ running, bounds, clock, onBeat, signal: lifetime.signal, kernelBounds: this.kernel.bounds },
      onFailed: (failure, reason) => this.#detached(this.#failed(lifetime, failure, reason)),
      onTested: (outcome) => this.#tested(lifetime, outcome),
    });
  }

  #forgiveWhenHealthy(signal: AbortSignal): void {
    const { clock, bounds, book } = this.#ports;
    if (book.of(this.id) === cleanHistory) return;
    this.#detached(clock.sleep(bounds.healthyMs, signal).then(() => book.set(this.id, cleanHistory)));
  }

  #tested(lifetime: Lifetime, outcome: 'ready' | Refusal): void {
    const phase = this.#phase;
    if (phase.name !== 'up' || phase.lifetime !== lifetime) return;
    const judged = judgeSelfTest(phase, outcome, this.#ports.bounds);
    if (isRefusal(judged)) this.#detached(this.#failed(lifetime, 'readiness_lost', judged.message));
    if (judged === 'recovered') {
      const { announce, book } = this.#ports;
      book.set(this.id, afterQuarantine(book.of(this.id)));
      announce({ kind: 'recovered', id: this.id });
      this.#forgiveWhenHealthy(lifetime.signal);
    }
    this.#ports.changed();
  }

  /** Everything that stands on it goes first, then it goes itself; then it is decided when it comes back. */
  async #failed(lifetime: Lifetime, failure: Failure, reason: string): Promise<void> {
    const phase = this.#phase;
    if (phase.name !== 'up' && phase.name !== 'starting') return;
    if (phase.lifetime !== lifetime) return;
    const { announce, takeDown, dependants } = this.#ports;
    if (phase.name === 'starting') this.#failedStarts += 1;
    announce({ kind: 'failed', id: this.id, failure, reason });
    const done = this.#release(lifetime, reason, () => takeDown(dependants));
    this.tell();
    await done;
    const rest = this.#wanted ? await judgeFailure(this.kernel, reason, this.#ports) : undefined;
    // A stop may have come while others were taken down.
    if (rest && this.#wanted) this.#rest(rest);
    else this.#phase = { name: 'down' };
    this.#ports.changed();
  }

  #rest({ delayMs, reason, kind }: Rest): void {
    const { clock, changed } = this.#ports;
    const wake = new AbortController();
    const untilMs = clock.now() + delayMs;
    this.#phase = {
      name: 'resting',
      reason,
      wake,
      ...(kind === 'quarantine' ? { quarantinedUntilMs: untilMs } : {}),
    };
    this.tell();
    this.#detached(
      clock.sleep(delayMs, wake.signal).then(() => {
        this.#phase = { name: 'down' };
        changed();
      }),
    );
  }

  /** `done` resolves when what stands on it and itself are gone. */
  #release(
    lifetime: Lifetime,
    reason: string | undefined,
    first: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const release = async () => {
      await first();
      const { leftBehind } = await lifetime.end();
      if (leftBehind.length > 0) this.#ports.announce({ kind: 'left_behind', id: this.id, what: leftBehind });
    };
    // Not before the phase says so: what goes first may look at it.
    const done = Promise.resolve().then(release);
    this.#phase = { name: 'stopping', done, reason };
    return done;
  }

  /** Work that nobody waits for. Its cancellation is no news. */
  #detached(work: Promise<unknown>): void {
    work.catch((thrown: unknown) => {
      if (!isCancelled(thrown)) this.#ports.note(`${this.id}: ${messageOf(thrown)}`);
    });
  }
}
