import type { LogEntry } from '../log/index.ts';
import { limits } from './limits.ts';

/** Records that became durable since the store looked, as long as they are few and follow each other. */
export class FreshEntries {
  #entries: LogEntry[] = [];
  /** Something was left out, or another log may lie there: only the log itself tells. */
  #isTrusted = false;

  get count(): number {
    return this.#entries.length;
  }

  add(entry: LogEntry): void {
    const last = this.#entries.at(-1);
    const follows = last === undefined || (entry.seq === last.seq + 1 && entry.prev === last.hash);
    if (follows && this.#entries.length < limits.freshEntriesMax) this.#entries.push(entry);
    else this.distrust();
  }

  distrust(): void {
    this.#entries = [];
    this.#isTrusted = false;
  }

  /** What follows directly on record `seq`; the log is read where that cannot be told. */
  takeBehind(seq: number, hash: string): readonly LogEntry[] | 'read the log' {
    // What was read from the log meanwhile is here once more.
    const entries = this.#entries.filter((entry) => entry.seq > seq);
    this.#entries = [];
    const wasTrusted = this.#isTrusted;
    this.#isTrusted = true;
    const [first] = entries;
    const follows = first === undefined || (first.seq === seq + 1 && first.prev === hash);
    return wasTrusted && follows ? entries : 'read the log';
  }
}
