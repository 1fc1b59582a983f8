import { z } from 'zod';
import { epochReasons } from '../../../protocol/index.ts';
import type { EpochBounds } from './limits.ts';
import { wholeFileSchema } from './whole-files.ts';

const epochFormat = 1;

/**
 * The state of one moment, over everything that Grace keeps: the database follows from the log up to its record, the code from
 * the restore points up to the one named, caches from the build; what follows from nothing else lies beside it as files.
 */
export const epochSchema = z.object({
  format: z.literal(epochFormat),
  id: z.string(),
  /** ISO 8601. */
  time: z.string(),
  /** `boot`: Grace was up and all that nothing holds without ran: a last good state. `rollback`: it was there right before one. */
  reason: z.enum(epochReasons),
  build: z.string(),
  /** The last record of the log; absent while nothing is recorded. */
  log: z.object({ seq: z.number().int().positive(), hash: z.string() }).optional(),
  /** The newest restore point; absent while nothing was applied. */
  restorePoint: z.string().optional(),
  /** Relative to the state folder, with `/`. */
  files: z.array(wholeFileSchema),
});
export type Epoch = z.infer<typeof epochSchema>;

/** Whether a newer Grace wrote it, whatever else it says. */
export function isNewer(json: unknown): boolean {
  const { success, data } = z.object({ format: z.number() }).safeParse(json);
  return success && data.format > epochFormat;
}

/** Which of these stay, newest first. The newest and the last good one always do. */
export function keptEpochs(epochs: readonly Epoch[], nowMs: number, bounds: EpochBounds): readonly Epoch[] {
  const newestFirst = [...epochs].sort((one, other) => (one.id < other.id ? 1 : -1));
  const held = new Set([newestFirst[0], newestFirst.find(({ reason }) => reason === 'boot')]);
  let bytes = [...held].reduce((sum, epoch) => sum + (epoch ? bytesOf(epoch) : 0), 0);
  let count = [...held].filter((epoch) => epoch !== undefined).length;
  const kept: Epoch[] = [];
  let isFull = false;
  for (const epoch of newestFirst) {
    if (held.has(epoch)) {
      kept.push(epoch);
      continue;
    }
    const isOld = Date.parse(epoch.time) < nowMs - bounds.ageMaxMs;
    isFull ||= count + 1 > bounds.countMax || bytes + bytesOf(epoch) > bounds.bytesMax;
    if (isOld || isFull) continue;
    kept.push(epoch);
    count += 1;
    bytes += bytesOf(epoch);
  }
  return kept;
}

function bytesOf({ files }: Epoch): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
