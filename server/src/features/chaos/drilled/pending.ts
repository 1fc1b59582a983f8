import type { Clock } from '../../../base/index.ts';

/** A question that is asked again when it was answered, and never twice at once: who does not answer is not asked more. */
export class Pending<T> {
  readonly #ask: () => Promise<T>;
  #asked: Promise<T | undefined> | undefined;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  /** The answer, when it comes within the time. */
  async within(ms: number, clock: Clock, signal: AbortSignal): Promise<T | undefined> {
    const asked = (this.#asked ??= this.#ask().catch(() => undefined));
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    const late = clock.sleep(ms, until).then(
      () => 'late' as const,
      () => 'late' as const,
    );
    const answer = await Promise.race([asked, late]);
    over.abort();
    if (answer === 'late') return undefined;
    this.#asked = undefined;
    return answer;
  }

  /** The next question does not wait for the answer to the last one. */
  forget(): void {
    this.#asked = undefined;
  }
}
