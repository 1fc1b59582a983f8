import type { LogEntry, Projection } from './log.ts';
import { decodePayload } from './payload.ts';
import type { Scanned } from './scan.ts';
import type { Snapshot } from './snapshot.ts';

/** All projections of a log, which are always at the same record. */
export interface Folding {
  fold(records: readonly Scanned[]): void;
  states(): Snapshot['states'];
  /** False when a projection lacks a state or does not understand it: then all are reset. */
  restore(states: Snapshot['states']): boolean;
  reset(): void;
}

export function createFolding(projections: readonly Projection[]): Folding {
  const reset = () => {
    for (const projection of projections) projection.reset();
  };
  return {
    reset,
    fold(records) {
      if (projections.length === 0) return;
      for (const scanned of records) {
        const entry = entryOf(scanned);
        for (const projection of projections) projection.fold(entry);
      }
    },
    states: () =>
      Object.fromEntries(projections.map((projection) => [projection.name, projection.snapshot()])),
    restore(states) {
      const understood = projections.every(
        (projection) => projection.name in states && projection.restore(states[projection.name]),
      );
      if (!understood) reset();
      return understood;
    },
  };
}

export function entryOf({ record, payload }: Scanned): LogEntry {
  return {
    seq: record.seq,
    timeMs: record.timeMs,
    topic: record.topic,
    payloadHash: record.payloadHash,
    prev: record.prev,
    hash: record.hash,
    payloadBytes: record.payloadBytes,
    ...(payload ? { payload: decodePayload(payload) } : {}),
  };
}
