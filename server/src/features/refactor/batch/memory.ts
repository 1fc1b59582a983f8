import { z } from 'zod';
import { messageOf, sha256, type Clock } from '../../../base/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import type { ProofMemory } from '../../../services/proof/index.ts';
import { openMemoryLog } from './memory-log.ts';

/** What is older than this is not used any more. */
const ageMaxMs = 30 * 24 * 60 * 60 * 1_000;

/**
 * What batch runs found out about a workspace, so that a run that is given again goes on where it was interrupted, and
 * a place that was refused is not tried again. Everything is filed under hashes of what it was found out from, so what
 * is stale is never found. It may vanish at any time: then it is found out again.
 */
export interface RunMemory {
  place(key: string): KnownPlace | undefined;
  keepPlace(key: string, place: Omit<KnownPlace, 'timeMs'>): Promise<void>;
  /** An edit that was made, as `keepEdit` was given it. */
  edit(key: string): unknown;
  keepEdit(key: string, edit: unknown): Promise<void>;
  readonly proofs: ProofMemory;
  /** The last run under this key; `ended` is false while it is under way, and stays so when it is interrupted. */
  run(key: string): KnownRun | undefined;
  keepRun(key: string, run: Omit<KnownRun, 'timeMs'>): Promise<void>;
}

const placeSchema = z.object({
  timeMs: z.number(),
  /** The run that looked at it. */
  run: z.string(),
  /** `refused`: no edit could be made. The others are verdicts of its proof. */
  verdict: z.enum(['refused', 'failed', 'checked']),
  reason: z.string(),
  title: z.string(),
  /** How it was proven; what was refused before its proof is refused however it would be proven. */
  options: z.string(),
});
export type KnownPlace = z.infer<typeof placeSchema>;

const runSchema = z.object({
  timeMs: z.number(),
  id: z.string(),
  ended: z.boolean(),
  /** Restore points of the rounds that were applied. */
  points: z.array(z.string()),
});
export type KnownRun = z.infer<typeof runSchema>;

const recordSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('place'), key: z.string(), place: placeSchema }),
  z.object({ kind: z.literal('run'), key: z.string(), run: runSchema }),
  z.object({ kind: z.literal('edit'), key: z.string(), timeMs: z.number(), edit: z.unknown() }),
  z.object({ kind: z.literal('proof'), key: z.string(), timeMs: z.number(), proof: z.unknown() }),
]);
type MemoryRecord = z.infer<typeof recordSchema>;

export interface MemoryPorts {
  /** Absolute path of the file. */
  readonly file: string;
  readonly disk: DiskPort;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
}

/** Opens the memory of one workspace. A disk that will not keep it costs the memory, not the run. */
export async function openRunMemory({ file, disk, clock, warn }: MemoryPorts): Promise<RunMemory> {
  const log = openMemoryLog(file, disk);
  const places = new Map<string, KnownPlace>();
  const edits = new Map<string, unknown>();
  const proofs = new Map<string, unknown>();
  const runs = new Map<string, KnownRun>();
  let isDead = false;

  const guarded = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (thrown) {
      if (!isDead) warn(`What this run finds out is not remembered: ${messageOf(thrown)}.`);
      isDead = true;
      return undefined;
    }
  };
  const take = (record: MemoryRecord): void => {
    if (record.kind === 'place') places.set(record.key, record.place);
    else if (record.kind === 'run') runs.set(record.key, record.run);
    else if (record.kind === 'edit') edits.set(record.key, record.edit);
    else proofs.set(record.key, record.proof);
  };
  const keep = async (record: MemoryRecord, loss: 'durable' | 'bearable') => {
    take(record);
    if (!isDead) await guarded(() => log.append([record], loss));
  };

  for (const read of (await guarded(() => log.read())) ?? []) {
    const { success, data } = recordSchema.safeParse(read);
    // Written by another version: what it says is found out again.
    if (!success) continue;
    const timeMs =
      data.kind === 'place' ? data.place.timeMs : data.kind === 'run' ? data.run.timeMs : data.timeMs;
    if (clock.now() - timeMs <= ageMaxMs) take(data);
  }

  return {
    place: (key) => places.get(key),
    keepPlace: (key, place) =>
      keep({ kind: 'place', key, place: { ...place, timeMs: clock.now() } }, 'durable'),
    edit: (key) => edits.get(key),
    keepEdit: (key, edit) => keep({ kind: 'edit', key, timeMs: clock.now(), edit }, 'bearable'),
    proofs: {
      recall: (key) => proofs.get(key),
      keep: (key, proof) => keep({ kind: 'proof', key, timeMs: clock.now(), proof }, 'durable'),
    },
    run: (key) => runs.get(key),
    keepRun: (key, run) => keep({ kind: 'run', key, run: { ...run, timeMs: clock.now() } }, 'durable'),
  };
}

/** The name of a thing by all that it depends on. */
export function keyOf(...parts: readonly unknown[]): string {
  return sha256(JSON.stringify(parts));
}
