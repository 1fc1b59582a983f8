import { Cancelled, type Clock } from '../../../server/src/base/index.ts';
import {
  openLog,
  type Log,
  type LogEntry,
  type LogOptions,
  type Projection,
} from '../../../server/src/core/log/index.ts';
import type { DiskPort } from '../../../server/src/core/ports/index.ts';
import type { PayloadOf } from '../../../server/src/protocol/index.ts';

export const folder = '/state/log';
export const signal = new AbortController().signal;

/** Time that passes by being looked at; sleeping is over at once. */
export function hurriedClock(): Clock {
  let nowMs = 1_800_000_000_000;
  return {
    now: () => nowMs++,
    monotonic: () => nowMs,
    sleep: (_delayMs, stop) => (stop.aborted ? Promise.reject(new Cancelled()) : Promise.resolve()),
  };
}

export interface LogWorld {
  readonly log: Log;
  readonly ledger: Ledger;
}

export function openOn(disk: DiskPort, options: Partial<LogOptions> = {}): LogWorld {
  const ledger = createLedger();
  let salts = 0;
  const log = openLog({
    folder,
    disk,
    clock: hurriedClock(),
    randomBytes: (lengthBytes) => Buffer.alloc(lengthBytes, (salts += 1)),
    projections: [ledger],
    ...options,
  });
  return { log, ledger };
}

/** A payload that is told from every other by its number; `filler` makes it long. */
export function numbered(n: number, filler = ''): PayloadOf<'tools.approved'> {
  return { commands: [{ gate: 'types', argv: [wordOf(n), filler], cwd: '' }] };
}

/** Found on the disk as long as the payload is. */
export function wordOf(n: number): string {
  return `number-${n}-`;
}

/** Which number each record carries, kept beyond retirement, gone with erasure. */
export interface Ledger extends Projection {
  readonly numbers: ReadonlyMap<number, number>;
  lastSeq: number;
}

function createLedger(): Ledger {
  const numbers = new Map<number, number>();
  const ledger: Ledger = {
    name: 'numbers',
    numbers,
    lastSeq: 0,
    fold(entry) {
      if (entry.seq !== ledger.lastSeq + 1 && ledger.lastSeq !== 0)
        throw new Error(`Record ${entry.seq} was folded behind ${ledger.lastSeq}.`);
      ledger.lastSeq = entry.seq;
      const erased = erasedSeq(entry);
      if (erased !== undefined) numbers.delete(erased);
      const number = numberOf(entry);
      if (number !== undefined) numbers.set(entry.seq, number);
    },
    snapshot: () => [...numbers],
    restore(state) {
      ledger.reset();
      for (const [seq, n] of state as [number, number][]) numbers.set(seq, n);
      return true;
    },
    reset() {
      numbers.clear();
      ledger.lastSeq = 0;
    },
  };
  return ledger;
}

export function numberOf({ topic, payload }: LogEntry): number | undefined {
  if (topic !== 'tools.approved' || payload === undefined) return undefined;
  const { commands } = payload as PayloadOf<'tools.approved'>;
  return Number(commands[0]?.argv[0]?.split('-')[1]);
}

function erasedSeq({ topic, payload }: LogEntry): number | undefined {
  return topic === 'log.erased' ? (payload as PayloadOf<'log.erased'>).seq : undefined;
}

export async function entriesOf(log: Log, afterSeq = 0): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  await log.read({ afterSeq }, (some) => void entries.push(...some), signal);
  return entries;
}
