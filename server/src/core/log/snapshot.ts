import { z } from 'zod';
import { sha256 } from '../../base/index.ts';
import type { LogFiles } from './log-files.ts';
import { encodePrelude, isPrelude, preludeBytes } from './prelude.ts';
import { hashBytes } from './record.ts';

const letters = 'GRSN';
const bodyAt = preludeBytes + hashBytes;

const snapshotSchema = z.object({
  /** The record it was taken behind: the last of a segment. */
  seq: z.number().int().nonnegative(),
  /** Hash of that record, in hex. */
  hash: z.string(),
  /** State of each projection, by its name. */
  states: z.record(z.string(), z.unknown()),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Durable when resolved; replaces an older one of the same place. */
export async function writeSnapshot(snapshot: Snapshot, { layout, disk }: LogFiles): Promise<void> {
  const path = layout.snapshot(snapshot.seq + 1);
  const body = Buffer.from(JSON.stringify(snapshot), 'utf8');
  await disk.write(
    `${path}.new`,
    Buffer.concat([encodePrelude(letters), Buffer.from(sha256(body), 'hex'), body]),
    0o600,
  );
  await disk.sync(`${path}.new`);
  await disk.rename(`${path}.new`, path);
  await disk.syncFolder(layout.folder);
}

/** `undefined` when it is missing or damaged: an older one, or the log itself, says the same. */
export async function readSnapshot(
  firstSeq: number,
  { layout, disk }: LogFiles,
): Promise<Snapshot | undefined> {
  const bytes = await disk.read(layout.snapshot(firstSeq));
  if (!bytes || !isPrelude(bytes, letters)) return undefined;
  const body = bytes.subarray(bodyAt);
  if (sha256(body) !== bytes.toString('hex', preludeBytes, bodyAt)) return undefined;
  const parsed = snapshotSchema.safeParse(JSON.parse(body.toString('utf8')));
  return parsed.success && parsed.data.seq === firstSeq - 1 ? parsed.data : undefined;
}
