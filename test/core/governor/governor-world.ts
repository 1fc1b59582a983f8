import { createGovernor, keepLevel, type Governor } from '../../../server/src/core/governor/index.ts';
import type { GovernorOptions } from '../../../server/src/core/governor/index.ts';
import type { ResourcePort } from '../../../server/src/core/ports/index.ts';
import { decisionSchema, type Decision } from '../../../server/src/protocol/index.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const gibibyte = 1024 ** 3;

/** What the machine shows at each sample; a test changes it as time passes. */
export interface Machine {
  delayMs: number;
  /** Of one core. */
  serverCpu: number;
  availableBytes: number;
  residentBytes: number | undefined;
  diskFreeBytes: number | undefined;
}

export interface Change {
  readonly atMs: number;
  readonly step: 'shed' | 'restore';
  readonly level: number;
}

/** A governor on a machine and a clock that only the test moves. */
export class GovernorWorld {
  readonly clock = new VirtualClock();
  #sleptMs = 0;
  readonly machine: Machine = {
    ...{ delayMs: 0, serverCpu: 0.1, availableBytes: 8 * gibibyte },
    ...{ residentBytes: gibibyte / 8, diskFreeBytes: 100 * gibibyte },
  };
  readonly changes: Change[] = [];
  readonly decisions: Decision[] = [];
  readonly warnings: string[] = [];
  readonly governor: Governor;
  /** Set to have the control plane fail. */
  planeFails = false;
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>;
  readonly load = keepLevel({
    levelMax: 2,
    shedLoad: () => this.#change('shed'),
    restoreLoad: () => this.#change('restore'),
  });

  constructor() {
    this.governor = createGovernor(this.options(), this.resources().watchEventLoop());
    this.#running = this.governor.run(this.#stop.signal).catch(() => undefined);
  }

  options(): GovernorOptions {
    return {
      ...{ resources: this.resources(), folder: '/state', load: this.load },
      clock: {
        now: () => this.clock.now(),
        monotonic: () => this.clock.monotonic() + this.#sleptMs,
        sleep: (delayMs, signal) => this.clock.sleep(delayMs, signal),
      },
      disk: {
        freeBytes: () =>
          this.machine.diskFreeBytes === undefined
            ? Promise.reject(Object.assign(new Error('no'), { code: 'ENOSYS' }))
            : Promise.resolve(this.machine.diskFreeBytes),
      },
      decide: (decision) => Promise.resolve(void this.decisions.push(decisionSchema.parse(decision))),
      warn: (message) => void this.warnings.push(message),
    };
  }

  resources(): ResourcePort {
    let cpuMs = 0;
    let askedMs = this.clock.monotonic();
    return {
      watchEventLoop: () => ({
        take: () => ({ maxMs: this.machine.delayMs }),
        dispose: () => undefined,
      }),
      ownProcesses: () =>
        Promise.resolve({
          processes: [
            {
              ...{ pid: 1, name: 'server' },
              ...(this.machine.residentBytes === undefined
                ? {}
                : { residentBytes: this.machine.residentBytes }),
            },
          ],
          isComplete: this.machine.residentBytes !== undefined,
        }),
      cpuMs: () => {
        const nowMs = this.clock.monotonic();
        cpuMs += (nowMs - askedMs) * this.machine.serverCpu;
        askedMs = nowMs;
        return cpuMs;
      },
      memory: () => ({ availableBytes: this.machine.availableBytes, totalBytes: 16 * gibibyte }),
      cores: () => 4,
    };
  }

  /** The laptop is closed: time has passed, and no timer rang. */
  sleepMs(ms: number): void {
    this.#sleptMs += ms;
  }

  /** Lets seconds pass, each with a machine of its own. */
  async seconds(count: number, each: (second: number) => Partial<Machine> = () => ({})): Promise<void> {
    for (let second = 0; second < count; second += 1) {
      Object.assign(this.machine, each(second));
      await this.clock.advance(1_000);
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #change(step: 'shed' | 'restore'): Promise<number> {
    if (this.planeFails) throw new Error('The plane does not answer');
    const level = Math.max(0, Math.min(2, this.load.level() + (step === 'shed' ? 1 : -1)));
    this.changes.push({ atMs: this.clock.monotonic(), step, level });
    return Promise.resolve(level);
  }
}

export const late = { delayMs: 400 };
export const onTime = { delayMs: 3 };
