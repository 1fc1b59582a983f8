import { isCancelled, type Clock, type Disposable, type Refusal } from '../../base/index.ts';
import type { AnalysisLimits } from './limits.ts';
import type { Link } from './link.ts';
import type { ProcessEvent } from './process-events.ts';
import { Supervised } from './supervised.ts';
import type { SyntaxMethods, ToProcess } from './wire.ts';

export interface SyntaxPairPorts {
  readonly clock: Clock;
  readonly limits: AnalysisLimits;
  start(): Link;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
  readonly onEvent: (event: ProcessEvent) => void;
}

/**
 * The processes that parse and never check. Offers have one to themselves, so that no caret ever waits for a search or
 * for the facts of a proof; those have another, which is started when they come and unloaded when they are over.
 */
export class SyntaxPair implements Disposable {
  readonly #ports: SyntaxPairPorts;
  readonly #offers: Supervised;
  readonly #searches: Supervised;
  #searching = 0;
  #idle = new AbortController();

  constructor(ports: SyntaxPairPorts) {
    this.#ports = ports;
    const { clock, limits, log, onEvent } = ports;
    const shared = { clock, limits, log, onEvent, start: () => ports.start() };
    this.#offers = new Supervised({
      ...{ ...shared, name: 'the syntax of this workspace' },
      // No caret is to wait for it.
      revive: (offers, signal) => offers.request('intents', {}, signal, { deadlineMs: limits.startMs }),
    });
    this.#searches = new Supervised({ ...shared, name: 'the files of this workspace' });
  }

  /** Throws `Cancelled`; everything else that goes wrong is a refusal. */
  async request<Name extends keyof SyntaxMethods>(
    method: Name,
    params: SyntaxMethods[Name]['params'],
    signal: AbortSignal,
    deadlineMs: number,
  ): Promise<SyntaxMethods[Name]['answer'] | Refusal> {
    if (this.#isForOffers(method, params))
      return this.#offers.request(method, params, signal, { deadlineMs });
    this.#searching += 1;
    this.#idle.abort();
    try {
      return await this.#searches.request(method, params, signal, { deadlineMs });
    } finally {
      this.#searching -= 1;
      if (this.#searching === 0) this.#rest();
    }
  }

  notify(message: Exclude<ToProcess, { kind: 'request' }>): void {
    this.#offers.link?.notify(message);
    this.#searches.link?.notify(message);
  }

  links(): readonly { readonly name: string; readonly link: Link }[] {
    const all = [
      { name: 'syntax', link: this.#offers.link },
      { name: 'syntax of searches', link: this.#searches.link },
    ];
    return all.flatMap(({ name, link }) => (link ? [{ name, link }] : []));
  }

  dispose(): void {
    this.#idle.abort();
    this.#offers.dispose();
    this.#searches.dispose();
  }

  /** What takes no time is asked of the process that is there: without an editor, there are no offers. */
  #isForOffers<Name extends keyof SyntaxMethods>(
    method: Name,
    params: SyntaxMethods[Name]['params'],
  ): boolean {
    if (method === 'offers') return true;
    return this.#offers.link !== undefined && (quick.has(method) || this.#isTiny(params));
  }

  /** Facts of a line or two, such as those that a self-test asks for, are there before a process could be started. */
  #isTiny(params: SyntaxMethods[keyof SyntaxMethods]['params']): boolean {
    if (!('change' in params)) return false;
    const { files } = params.change;
    const { tinyFilesMax, tinyCharsMax } = this.#ports.limits;
    if (files.length > tinyFilesMax) return false;
    return files.every(({ before, after }) => (before?.length ?? 0) + (after?.length ?? 0) <= tinyCharsMax);
  }

  #rest(): void {
    if (!this.#searches.link) return;
    const { clock, limits } = this.#ports;
    this.#idle = new AbortController();
    clock.sleep(limits.searchIdleMs, this.#idle.signal).then(
      () => this.#searches.dispose(),
      (thrown: unknown) => {
        if (!isCancelled(thrown)) throw thrown;
      },
    );
  }
}

const quick: ReadonlySet<keyof SyntaxMethods> = new Set<keyof SyntaxMethods>(['intents', 'projects']);
