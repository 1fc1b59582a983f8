import { Cancelled, throwIfCancelled } from './cancel.ts';

/** Wakes whoever waits, and whoever comes to wait after it was rung. */
export class Bell {
  #isRung = false;
  readonly #waiting = new Set<() => void>();

  ring(): void {
    this.#isRung = true;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the next ring, or at once when it was rung since the last wait. One waits at a time. */
  async wait(signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    if (!this.#isRung)
      await new Promise<void>((resolve, reject) => {
        const onAbort = () => {
          this.#waiting.delete(wake);
          reject(new Cancelled());
        };
        const wake = () => {
          this.#waiting.delete(wake);
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    this.#isRung = false;
  }
}
