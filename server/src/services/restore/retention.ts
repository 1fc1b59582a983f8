import { join } from 'node:path';
import { imagesOf, type Point } from './points.ts';
import type { JournalRecord } from './record.ts';
import { rescuedFolder } from './rescue.ts';
import type { WritePorts } from './write-ports.ts';

/** Starts the names of damaged journals that were kept. */
export const asidePrefix = 'journal.damaged-';

/** The limits of the same names in `limits.ts`; tests bring smaller ones. */
export interface RetentionLimits {
  readonly pointsMax: number;
  readonly storeBytesMax: number;
  readonly pointAgeMaxMs: number;
  readonly pruneToShare: number;
}

/**
 * Lets the oldest restore points go when there are too many, too large or too old ones. The newest and everything
 * unfinished always stay. Contents are removed only after the journal no longer speaks of them.
 */
export async function prune(
  points: readonly Point[],
  ports: WritePorts,
  bounds: RetentionLimits,
): Promise<void> {
  const kept = keptPoints(points, ports.clock.now(), bounds);
  if (kept.length === points.length) return;
  await ports.journal.rewrite(recordsOf(kept));
  await sweep(kept, ports, bounds);
}

/** Removes contents and copies that nothing speaks of any more; those of a damaged journal stay as long as its copy does. */
export async function sweep(
  points: readonly Point[],
  ports: WritePorts,
  bounds: RetentionLimits,
): Promise<void> {
  const { disk, folder } = ports;
  const isOld = async (path: string) =>
    ((await disk.stat(path))?.modifiedMs ?? Infinity) < ports.clock.now() - bounds.pointAgeMaxMs;
  let damagedKept = false;
  for (const { name, kind } of await disk.list(folder)) {
    if (kind !== 'file' || !name.startsWith(asidePrefix)) continue;
    if (await isOld(join(folder, name))) await disk.remove(join(folder, name));
    else damagedKept = true;
  }
  if (!damagedKept) await ports.store.sweep(imagesOf(points));
  const rescued = join(folder, rescuedFolder);
  if (!(await disk.stat(rescued))) return;
  for (const { name, kind } of await disk.list(rescued)) {
    if (kind === 'folder' && (await isOld(join(rescued, name)))) await disk.removeTree(join(rescued, name));
  }
}

export function recordsOf(points: readonly Point[]): JournalRecord[] {
  return points.flatMap(({ intent, end }) => (end ? [intent, end] : [intent]));
}

function keptPoints(points: readonly Point[], nowMs: number, bounds: RetentionLimits): readonly Point[] {
  const newest = points.at(-1);
  const isHeld = (point: Point) => point === newest || !point.end;
  const young = points.filter(
    (point) => isHeld(point) || point.intent.timeMs >= nowMs - bounds.pointAgeMaxMs,
  );
  if (young.length <= bounds.pointsMax && storedBytes(young) <= bounds.storeBytesMax) return young;
  const pointsGoal = bounds.pointsMax * bounds.pruneToShare;
  const bytesGoal = bounds.storeBytesMax * bounds.pruneToShare;
  const kept = [...young];
  for (const point of young) {
    if (kept.length <= pointsGoal && storedBytes(kept) <= bytesGoal) break;
    if (!isHeld(point)) kept.splice(kept.indexOf(point), 1);
  }
  return kept;
}

/** What the packs of these points take on disk. */
function storedBytes(points: readonly Point[]): number {
  const packEnds = new Map<string, number>();
  for (const image of imagesOf(points)) {
    const end = image.offset + image.storedBytes;
    if (end > (packEnds.get(image.pack) ?? 0)) packEnds.set(image.pack, end);
  }
  return [...packEnds.values()].reduce((sum, bytes) => sum + bytes, 0);
}
