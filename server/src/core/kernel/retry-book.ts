import { z } from 'zod';
import { messageOf } from '../../base/index.ts';
import { kernelIds, type KernelId } from '../../protocol/index.ts';
import { cleanHistory, historySchema, type History } from './restart-policy.ts';

/** Where the state of retries and quarantines outlives the process. */
export interface RetryMemory {
  /** What was written last; `undefined` when nothing was. */
  read(): Promise<unknown>;
  write(book: unknown): Promise<void>;
}

/** The histories of all kernels. Keeping them is never waited for, and never fails a kernel. */
export interface RetryBook {
  load(): Promise<void>;
  of(id: KernelId): History;
  set(id: KernelId, history: History): void;
  /** Resolves when everything is kept, or could not be. */
  settled(): Promise<void>;
}

const bookSchema = z.partialRecord(z.enum(kernelIds), historySchema);

export function createRetryBook(memory: RetryMemory, note: (message: string) => void): RetryBook {
  const histories = new Map<KernelId, History>();
  let writing: Promise<void> | undefined;
  let changed = false;
  let failing = false;

  async function writeAll(): Promise<void> {
    while (changed) {
      changed = false;
      try {
        await memory.write(Object.fromEntries(histories));
        failing = false;
      } catch (thrown) {
        // Said once, not with every failure of a disk that is full.
        if (!failing) note(`What is known of restarts could not be kept: ${messageOf(thrown)}.`);
        failing = true;
      }
    }
    writing = undefined;
  }

  return {
    async load() {
      try {
        const book = bookSchema.safeParse((await memory.read()) ?? {});
        if (!book.success)
          note('What was known of restarts cannot be read: every kernel starts with a clean record.');
        for (const [id, history] of Object.entries(book.data ?? {})) histories.set(id as KernelId, history);
      } catch (thrown) {
        note(`What was known of restarts cannot be read: ${messageOf(thrown)}.`);
      }
    },
    of: (id) => histories.get(id) ?? cleanHistory,
    set(id, history) {
      if (history === cleanHistory && !histories.delete(id)) return;
      if (history !== cleanHistory) histories.set(id, history);
      changed = true;
      writing ??= writeAll();
    },
    async settled() {
      await writing;
    },
  };
}
