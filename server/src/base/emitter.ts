import { toDisposable, type Disposable } from './disposable.ts';

export type Listen<T> = (listener: (value: T) => void) => Disposable;

/** A synchronous event source: listeners run in the order they were added. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Listen<T> = (listener) => {
    this.#listeners.add(listener);
    return toDisposable(() => void this.#listeners.delete(listener));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
