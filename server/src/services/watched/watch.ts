import { Cancelled, Emitter, isCancelled, type Clock } from '../../base/index.ts';
import { afterFailure, cleanHistory, kernelLimits } from '../../core/kernel/index.ts';
import type { ProbePort, Program, ProgramExit, ProgramPort } from '../../core/ports/index.ts';
import { limits } from './limits.ts';
import { createLines } from './lines.ts';
import { becomesReady, keepAsking } from './readiness.ts';
import type { ServiceFailure, ServicePlan, ServiceState, WatchedService } from './service.ts';

export interface WatchPorts {
  readonly programs: ProgramPort;
  readonly probes: ProbePort;
  readonly clock: Clock;
  /** Numbers from 0 to below 1. */
  readonly random: () => number;
  /** Absolute path of the folder a service runs in. */
  readonly folderOf: (plan: ServicePlan) => string;
}

/** Starts a service and keeps it running, under the same rules for restarts as Grace's own parts. */
export function watchService(plan: ServicePlan, ports: WatchPorts): WatchedService {
  return new Watched(plan, ports);
}

/** How one run of a service ended. */
type End =
  | { readonly kind: 'asked' }
  | { readonly kind: 'as_it_should' }
  | { readonly kind: 'failed'; readonly reason: string; readonly isFinal?: boolean };

class Watched implements WatchedService {
  readonly plan: ServicePlan;
  readonly #ports: WatchPorts;
  readonly #states = new Emitter<ServiceState>();
  readonly #printed = new Emitter<string>();
  readonly #failures = new Emitter<ServiceFailure>();
  readonly onState = this.#states.event;
  readonly onLine = this.#printed.event;
  readonly onFailure = this.#failures.event;
  readonly over: Promise<ServiceState>;
  #state: ServiceState = { name: 'starting' };
  #history = cleanHistory;
  #starts = 0;
  /** Of the run or the rest that goes on now; it is replaced with the next. */
  #turn = new AbortController();
  #isWanted = true;

  constructor(plan: ServicePlan, ports: WatchPorts) {
    this.plan = plan;
    this.#ports = ports;
    // Whoever watches it hears of the first start as well.
    this.over = Promise.resolve().then(() => this.#keepRunning());
  }

  state(): ServiceState {
    return this.#state;
  }

  restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  restart(): Promise<void> {
    const started = new Promise<void>((resolve) => {
      const listening = this.onState(({ name }) => {
        if (name !== 'starting') return;
        listening.dispose();
        resolve();
      });
    });
    this.#turn.abort();
    return Promise.race([started, this.over.then(() => undefined)]);
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#turn.abort();
    await this.over;
  }

  async #keepRunning(): Promise<ServiceState> {
    for (;;) {
      const end = this.#isWanted ? await this.#run() : { kind: 'asked' as const };
      if (!this.#isWanted) return this.#tell({ name: 'stopped' });
      if (end.kind === 'asked') continue;
      const { restart } = this.plan;
      if (end.kind === 'as_it_should' && restart !== 'always') return this.#tell({ name: 'ended' });
      const reason = end.kind === 'failed' ? end.reason : 'It ended.';
      const isFinal = restart === 'never' || (end.kind === 'failed' && end.isFinal === true);
      if (isFinal) return this.#tell({ name: 'failed', reason });
      await this.#rest(reason);
    }
  }

  /** Once from its start to its end. */
  async #run(): Promise<End> {
    const { programs, folderOf } = this.#ports;
    this.#turn = new AbortController();
    const { signal } = this.#turn;
    this.#starts += 1;
    this.#tell({ name: 'starting' });
    const started = await programs.start({ argv: this.plan.argv, cwd: folderOf(this.plan) });
    // What cannot be started now cannot be started a second later either.
    if (!started.ok)
      return this.#failed({ kind: 'failed', reason: started.fault.message, isFinal: true }, []);
    const program = started.value;
    const lines = createLines((line) => this.#printed.fire(line));
    program.onOutput((output) => lines.add(output));
    const exit = new Promise<ProgramExit>((resolve) => program.onExit(resolve));
    const end = await this.#follow(program, exit, signal);
    await program.end(limits.graceMs);
    lines.end();
    return end.kind === 'failed' ? this.#failed(end, lines.kept()) : end;
  }

  async #follow(program: Program, exit: Promise<ProgramExit>, signal: AbortSignal): Promise<End> {
    const { clock } = this.#ports;
    const startedMs = clock.monotonic();
    // Ends with the run, whatever ends that.
    const running = new AbortController();
    const asked = new Promise<End>((resolve) => {
      const onAbort = () => resolve({ kind: 'asked' });
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
    });
    const ended = exit.then((how) => endOf(how));
    try {
      const coming = await Promise.race([asked, ended, this.#comesUp(running.signal)]);
      if (coming !== 'ready') return coming;
      const { pid } = program;
      const ready: ServiceState = { name: 'ready', pid, ms: clock.monotonic() - startedMs };
      this.#tell(ready);
      this.#forgiveWhenHealthy(running.signal);
      detached(
        keepAsking(
          this.plan.probe,
          this.#ports,
          (why) =>
            void this.#tell(
              why === undefined ? ready : { name: 'unresponsive', pid, reason: `It runs, and ${why}.` },
            ),
          running.signal,
        ),
      );
      return await Promise.race([asked, ended]);
    } finally {
      running.abort();
    }
  }

  /** A run that does not become ready in time has failed. */
  async #comesUp(signal: AbortSignal): Promise<'ready' | End> {
    const { clock, probes } = this.#ports;
    const { probe } = this.plan;
    const msMax = probe?.msMax ?? limits.readyMsMax;
    const printed = (text: string) =>
      new Promise<void>((resolve, reject) => {
        const listening = this.onLine((line) => {
          if (line.includes(text)) resolve();
        });
        signal.addEventListener('abort', () => {
          listening.dispose();
          reject(new Cancelled());
        });
      });
    const ready = becomesReady(probe, { clock, probes, printed }, signal).then(() => 'ready' as const);
    const late = clock.sleep(msMax, signal).then((): End => ({
      kind: 'failed',
      reason: `It was not ready within ${msMax / msPerSecond} s.`,
    }));
    // Whichever comes second is cancelled, which is no news.
    detached(ready);
    detached(late);
    return Promise.race([ready, late]);
  }

  async #rest(reason: string): Promise<void> {
    const { clock, random } = this.#ports;
    const nowMs = clock.now();
    const { history, verdict } = afterFailure(this.#history, {
      ...{ nowMs, random, bounds: kernelLimits, ground: [] },
    });
    this.#history = history;
    const tooOften = verdict.kind === 'quarantine';
    this.#turn = new AbortController();
    this.#tell({ name: 'resting', reason, untilMs: nowMs + verdict.delayMs, tooOften });
    try {
      await clock.sleep(verdict.delayMs, this.#turn.signal);
    } catch (thrown) {
      // A person has it started now, or stopped.
      if (!isCancelled(thrown)) throw thrown;
    }
  }

  #forgiveWhenHealthy(signal: AbortSignal): void {
    const forgiven = this.#ports.clock.sleep(kernelLimits.healthyMs, signal).then(() => {
      this.#history = cleanHistory;
    });
    detached(forgiven);
  }

  #failed(end: End & { kind: 'failed' }, output: readonly string[]): End {
    this.#failures.fire({ reason: end.reason, output });
    return end;
  }

  #tell(state: ServiceState): ServiceState {
    this.#state = state;
    this.#states.fire(state);
    return state;
  }
}

const msPerSecond = 1_000;

function endOf({ exitCode, signal }: ProgramExit): End {
  if (exitCode === 0) return { kind: 'as_it_should' };
  const how = signal === null ? `with exit code ${exitCode ?? 'unknown'}` : `by ${signal}`;
  return { kind: 'failed', reason: `It ended ${how}.` };
}

/** Work that nobody waits for. Its cancellation is no news. */
function detached(work: Promise<unknown>): void {
  work.catch((thrown: unknown) => {
    if (!isCancelled(thrown)) throw thrown;
  });
}
