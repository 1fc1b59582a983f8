import { setImmediate } from 'node:timers/promises';
import type { Log, LogEntry } from '../log/index.ts';
import type { Base } from './base.ts';
import { Damaged, nothingApplied, type Applied, type Change, type StoreEngine } from './engine.ts';
import { limits } from './limits.ts';
import { changesOf } from './tables.ts';

/** What the log holds does not follow on what was applied: another one lies there, or a part of it is gone. */
export class Discontinued extends Error {
  override readonly name = 'Discontinued';
}

/** The log cannot be read to its end, as a sentence. */
export class LogDamaged extends Error {
  override readonly name = 'LogDamaged';
}

/** The base cannot be read: it has to do without. */
export class BaseDamaged extends Damaged {}

/** Applies records, a bounded number in each transaction. */
export async function applyEntries(
  entries: readonly LogEntry[],
  applied: Applied,
  engine: StoreEngine,
): Promise<Applied> {
  let last = applied;
  for (let start = 0; start < entries.length; start += limits.changesPerTransactionMax) {
    const part = entries.slice(start, start + limits.changesPerTransactionMax);
    const end = part.at(-1) ?? { seq: last.seq, hash: last.hash };
    const erasing = part.findLast(({ topic }) => topic === 'log.erased');
    last = { seq: end.seq, hash: end.hash, erasedBy: erasing?.seq ?? last.erasedBy };
    await engine.apply(part.flatMap(changesOf), last);
    // Whatever else the process has to do goes first.
    await setImmediate();
  }
  return last;
}

/** Reads on behind what is applied, which has to be there still as it was. */
export async function applyLog(
  from: Applied,
  engine: StoreEngine,
  log: Pick<Log, 'read'>,
  onApplied: (applied: Applied, records: number) => void,
  signal: AbortSignal,
): Promise<Applied> {
  let applied = from;
  let isFirst = true;
  // The last record that was applied is read again: it tells whether this is the log that it came from.
  const { damage, lastSeq } = await log.read(
    { afterSeq: Math.max(0, from.seq - 1) },
    async (entries) => {
      if (isFirst) mustContinue(entries[0], from);
      isFirst = false;
      const fresh = entries.filter(({ seq }) => seq > applied.seq);
      applied = await applyEntries(fresh, applied, engine);
      onApplied(applied, fresh.length);
    },
    signal,
  );
  if (lastSeq < from.seq) throw new Discontinued(`The log ends before record ${from.seq}.`);
  if (damage !== undefined) throw new LogDamaged(damage);
  return applied;
}

/** Fills an empty engine with what is not in the log any more. */
export async function applyBase(
  base: Base | undefined,
  engine: StoreEngine,
  onFilled: (rows: number) => void,
): Promise<Applied> {
  if (!base) return nothingApplied;
  const isWhole = await base.read(async (changes: readonly Change[]) => {
    for (let start = 0; start < changes.length; start += limits.changesPerTransactionMax) {
      await engine.apply(changes.slice(start, start + limits.changesPerTransactionMax), nothingApplied);
      onFilled(changes.length);
      await setImmediate();
    }
  });
  if (!isWhole) throw new BaseDamaged('what it is built from beside the log is damaged');
  await engine.apply([], base.applied);
  return base.applied;
}

function mustContinue(entry: LogEntry | undefined, from: Applied): void {
  if (!entry || from.seq === 0) return;
  const isSame =
    (entry.seq === from.seq && entry.hash === from.hash) ||
    (entry.seq === from.seq + 1 && entry.prev === from.hash);
  if (!isSame) throw new Discontinued(`Record ${from.seq} is not the one that was applied.`);
}
