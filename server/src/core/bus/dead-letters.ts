import { limits } from './limits.ts';
import type { DeadReason } from './run-handler.ts';

/** A message that its handler could not take, kept until it is delivered again or newer ones need the room. */
export interface DeadLetter {
  /** Names it for `redeliver`. */
  readonly id: string;
  readonly subscription: string;
  readonly topic: string;
  /** Absent where it is in the log, under its number. */
  readonly payload?: unknown;
  readonly number: number;
  readonly why: DeadReason;
  readonly error: string;
  readonly attempts: number;
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number;
}

interface Kept {
  readonly letter: DeadLetter;
  /** Delivers it again; a sentence when that cannot be. */
  readonly again: () => string | undefined;
}

/** The letters of messages that are not durable. */
export class DeadLetters {
  readonly #kept = new Map<string, Kept>();
  #last = 0;
  #dropped = 0;

  /** Letters that gave way to newer ones. */
  get dropped(): number {
    return this.#dropped;
  }

  add(letter: Omit<DeadLetter, 'id'>, again: Kept['again']): void {
    this.#last += 1;
    const id = `m${this.#last}`;
    this.#kept.set(id, { letter: { ...letter, id }, again });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= limits.deadLettersMax) break;
      this.#kept.delete(oldest);
      this.#dropped += 1;
    }
  }

  /** Newest first. */
  list(): readonly DeadLetter[] {
    return [...this.#kept.values()].map(({ letter }) => letter).reverse();
  }

  /** Why it could not be delivered again; `undefined` when it is on its way. */
  redeliver(id: string): string | undefined {
    const kept = this.#kept.get(id);
    if (!kept) return `There is no dead letter ${id}: list them again.`;
    const why = kept.again();
    if (why === undefined) this.#kept.delete(id);
    return why;
  }
}
