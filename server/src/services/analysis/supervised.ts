import {
  isCancelled,
  messageOf,
  refused,
  refusedForNow,
  type Clock,
  type Disposable,
  type Refusal,
} from '../../base/index.ts';
import type { AnalysisLimits } from './limits.ts';
import { ProcessGone, RequestFailed, type Departure, type Link, type RequestOptions } from './link.ts';
import type { Lost, ProcessEvent } from './process-events.ts';
import type { Methods } from './wire.ts';

export interface SupervisedPorts {
  /** What the process looks at, for sentences: `the syntax process`, `packages/api/tsconfig.json`. */
  readonly name: string;
  readonly clock: Clock;
  readonly limits: AnalysisLimits;
  /** Starts a process and tells it what the others know. */
  start(): Link;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
  readonly onEvent: (event: ProcessEvent) => void;
  /** Asks a successor for something small at once, where nobody should wait for one that was lost while it was idle. */
  readonly revive?: (supervised: Supervised, signal: AbortSignal) => Promise<unknown>;
}

/**
 * An analysis process that is started on the first request and again after it died. What it owed is asked once more; when
 * that fails too, or when it dies all the time, the answer is a refusal that says so.
 */
export class Supervised implements Disposable {
  readonly #ports: SupervisedPorts;
  #link: Link | undefined;
  #deathsAtMs: number[] = [];
  /** Requests that are not answered yet. */
  #asked = 0;
  /** It was lost, and no other has answered since. */
  #loss: { readonly id: string; readonly sinceMs: number } | undefined;
  #isReviving = false;
  readonly #end = new AbortController();

  constructor(ports: SupervisedPorts) {
    this.#ports = ports;
  }

  /** The process as it is now, if there is one. */
  get link(): Link | undefined {
    return this.#link?.alive === true ? this.#link : undefined;
  }

  /** Throws `Cancelled`; everything else that goes wrong is a refusal. */
  async request<Name extends keyof Methods>(
    method: Name,
    params: Methods[Name]['params'],
    signal: AbortSignal,
    options: RequestOptions,
  ): Promise<Methods[Name]['answer'] | Refusal> {
    this.#asked += 1;
    try {
      return await this.#request(method, params, signal, options);
    } finally {
      this.#asked -= 1;
    }
  }

  dispose(): void {
    this.#end.abort();
    this.#link?.dispose();
    this.#link = undefined;
  }

  async #request<Name extends keyof Methods>(
    method: Name,
    params: Methods[Name]['params'],
    signal: AbortSignal,
    options: RequestOptions,
  ): Promise<Methods[Name]['answer'] | Refusal> {
    const { limits, name, log } = this.#ports;
    for (let attempt = 0; ; attempt += 1) {
      const resting = this.#resting();
      if (resting) return resting;
      try {
        const answer = await this.#started().request(method, params, signal, options);
        this.#regained('Another process answers since.');
        return answer;
      } catch (thrown) {
        if (thrown instanceof RequestFailed) return this.#failed(thrown, method);
        if (!(thrown instanceof ProcessGone)) throw thrown;
        log('warn', `The analysis of ${name} ${verbs[thrown.departure]} during ${method}.`);
        // What grew too large once would grow too large again.
        if (thrown.departure === 'memory' || thrown.departure === 'disposed' || attempt >= limits.retriesMax)
          return this.#gone(thrown.departure);
      }
    }
  }

  #started(): Link {
    if (this.#link?.alive) return this.#link;
    const link = this.#ports.start();
    this.#link = link;
    link.onGone((departure) => {
      if (departure === 'disposed') return;
      this.#deathsAtMs.push(this.#ports.clock.monotonic());
      this.#lost(departure, link.pid);
    });
    return link;
  }

  #lost(departure: Lost, pid: number): void {
    const { name, clock, onEvent } = this.#ports;
    if (!this.#loss) {
      this.#loss = { id: `analysis-${clock.now()}-${pid}`, sinceMs: clock.monotonic() };
      onEvent({ kind: 'lost', id: this.#loss.id, process: name, departure, owed: this.#asked });
    }
    // What it owed is asked again by whoever waits for it.
    if (this.#asked === 0) this.#missed(departure);
  }

  #missed(departure: Lost): void {
    const { revive, log } = this.#ports;
    // What grew too large once is not started before it is needed.
    if (!revive || departure === 'memory')
      this.#regained('It owed nothing: the next question starts another.');
    else if (!this.#isReviving) {
      this.#isReviving = true;
      revive(this, this.#end.signal)
        .catch((thrown: unknown) => {
          if (!isCancelled(thrown)) log('warn', messageOf(thrown));
        })
        .finally(() => void (this.#isReviving = false));
    }
  }

  #regained(detail: string): void {
    if (!this.#loss) return;
    const { id, sinceMs } = this.#loss;
    this.#loss = undefined;
    const { name, clock, onEvent } = this.#ports;
    onEvent({ kind: 'replaced', id, process: name, detail, ms: clock.monotonic() - sinceMs });
  }

  #resting(): Refusal | undefined {
    const { clock, limits, name } = this.#ports;
    const since = clock.monotonic() - limits.deathWindowMs;
    this.#deathsAtMs = this.#deathsAtMs.filter((atMs) => atMs > since);
    const first = this.#deathsAtMs[0];
    if (first === undefined || this.#deathsAtMs.length < limits.deathsMax) return undefined;
    const waitMs = first - since;
    return refusedForNow(
      `The analysis of ${name} stopped ${this.#deathsAtMs.length} times in a row; ` +
        `Grace tries again in ${Math.ceil(waitMs / 1000)} s. Its log says more.`,
    );
  }

  #failed(thrown: RequestFailed, method: keyof Methods): Refusal {
    const { name, log } = this.#ports;
    if (thrown.code === 'timed_out')
      return refusedForNow(`The analysis of ${name} was given up: ${thrown.message} Nothing was changed.`);
    log('error', `The analysis of ${name} failed at ${method}: ${thrown.message}`);
    const first = thrown.message.split('\n', 1)[0] ?? '';
    return refused(
      `The analysis of ${name} failed (${first}), which is a bug of Grace. Nothing was changed.`,
    );
  }

  #gone(departure: Departure): Refusal {
    const { name } = this.#ports;
    const advice: Readonly<Record<Departure, string>> = {
      exited: 'It was started again and ended again. Its log says why; nothing was changed.',
      hung: 'It was started again and gave no sign of life again. Nothing was changed.',
      memory: 'Such a project is too large for a check by Grace; nothing was changed.',
      disposed: 'Grace is shutting down or starts it anew: try again in a moment. Nothing was changed.',
    };
    return refusedForNow(`The analysis of ${name} ${verbs[departure]}. ${advice[departure]}`);
  }
}

const verbs: Readonly<Record<Departure, string>> = {
  exited: 'ended unexpectedly',
  hung: 'gave no sign of life and was killed',
  memory: 'needed more memory than it may have and was killed',
  disposed: 'was closed',
};
