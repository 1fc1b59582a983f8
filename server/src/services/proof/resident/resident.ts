import { Cancelled, Emitter, isCancelled, type Clock, type Disposable } from '../../../base/index.ts';
import type { ChildProcess } from '../../../core/ports/index.ts';
import type { ResidentLimits } from './limits.ts';
import { isFromResident, type FromResident, type Question, type ToResident } from './wire.ts';

/** Why there was no answer. A resident that gave none is ended: nothing is known of the state it is in. */
export type Silence = 'exited' | 'hung' | 'memory' | 'unable';

export type Answer =
  | { readonly kind: 'said'; readonly stdout: string; readonly exitCode: number }
  /** It has loaded what is no longer there, and has to be started anew. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'silent'; readonly why: Silence; readonly reason: string };

export interface ResidentPorts {
  readonly child: ChildProcess;
  readonly clock: Clock;
  readonly limits: ResidentLimits;
}

/** The parent's end of one resident process. It is asked one question at a time. */
export class Resident implements Disposable {
  readonly #ports: ResidentPorts;
  readonly #heard = new Emitter<FromResident>();
  readonly #ended = new Emitter<void>();
  #nextId = 1;
  #alive = true;

  constructor(ports: ResidentPorts) {
    this.#ports = ports;
    ports.child.onMessage((message) => {
      if (isFromResident(message)) this.#heard.fire(message);
    });
    ports.child.onExit(() => {
      this.#alive = false;
      this.#ended.fire();
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Throws `Cancelled`, after the process was ended: a check cannot be called off from outside. */
  async ask(question: Question, deadlineMs: number, signal: AbortSignal): Promise<Answer> {
    const id = this.#nextId++;
    const settled = new AbortController();
    const answer = await new Promise<Answer | 'cancelled'>((resolve) => {
      const silent = (why: Silence, reason: string) => resolve({ kind: 'silent', why, reason });
      const onAbort = () => resolve('cancelled');
      signal.addEventListener('abort', onAbort, { signal: settled.signal });
      const heard = this.#heard.event((message) => {
        if (message.id !== id) return;
        if (message.kind === 'cannot') silent('unable', message.reason);
        else resolve(message);
      });
      const ended = this.#ended.event(() => silent('exited', 'It ended unexpectedly.'));
      settled.signal.addEventListener('abort', () => {
        heard.dispose();
        ended.dispose();
      });
      void this.#watch(deadlineMs, settled.signal, silent);
      if (signal.aborted) onAbort();
      else if (!this.#alive) silent('exited', 'It has ended.');
      else this.#ports.child.send({ id, question } satisfies ToResident);
    });
    settled.abort();
    if (answer === 'cancelled' || answer.kind !== 'said') this.dispose();
    if (answer === 'cancelled') throw new Cancelled();
    return answer;
  }

  /** Whether it holds more memory than it may keep. */
  async isFull(): Promise<boolean> {
    const { child, limits } = this.#ports;
    return ((await child.residentBytes()) ?? 0) > limits.memoryBytesMax;
  }

  dispose(): void {
    this.#alive = false;
    this.#ports.child.kill();
  }

  async #watch(
    deadlineMs: number,
    settled: AbortSignal,
    silent: (why: Silence, reason: string) => void,
  ): Promise<void> {
    const { clock, limits } = this.#ports;
    const startedMs = clock.monotonic();
    try {
      while (!settled.aborted) {
        const leftMs = startedMs + deadlineMs - clock.monotonic();
        if (leftMs <= 0) silent('hung', `It did not answer within ${Math.round(deadlineMs / 1000)} s.`);
        else await clock.sleep(Math.min(leftMs, limits.memoryPollMs), settled);
        if (await this.isFull()) silent('memory', 'It needed more memory than it may have.');
      }
    } catch (thrown) {
      // It was answered while it was watched.
      if (!isCancelled(thrown)) throw thrown;
    }
  }
}
