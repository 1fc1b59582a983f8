import { isRefusal } from '../../base/index.ts';
import type { RestorePoint } from '../../protocol/index.ts';
import { eventsOf } from './ledger.ts';
import { inParallel } from './parallel.ts';
import { findPlace } from './place.ts';
import { imagesOf, pointsOf, restorePoint } from './points.ts';
import { isImage, putBack } from './put-back.ts';
import type { FileRecord, IntentRecord } from './record.ts';
import { recordRolledBack } from './record-rolled-back.ts';
import type { Content } from './store.ts';
import { syncPlaces } from './sync-places.ts';
import type { WritePorts } from './write-ports.ts';

/**
 * Ends an apply that an editor performed. `applied`: what its save made of a file (formatting) becomes part of the restore
 * point; files that it did not save yet are left to it. `abandoned`: files it wrote already are put back.
 */
export async function settlePending(
  intent: IntentRecord,
  outcome: 'applied' | 'abandoned',
  ports: WritePorts,
): Promise<RestorePoint> {
  const end = { id: intent.id, timeMs: ports.clock.now() };
  if (outcome === 'abandoned') {
    await putBack(intent, ports);
    await recordRolledBack(intent, ports);
  } else {
    const settled = await keepSettled(intent, ports);
    await syncPlaces(intent, ports);
    await ports.journal.append({ kind: 'committed', ...end, ...(settled.length > 0 ? { settled } : {}) });
  }
  const points = pointsOf(await ports.journal.read());
  const point = points.find((other) => other.intent.id === intent.id);
  await ports.ledger?.record(eventsOf(points));
  return restorePoint(point ?? { intent, overtaken: false }, points);
}

/** Keeps the files whose saved content is neither before nor the planned one. */
async function keepSettled(intent: IntentRecord, ports: WritePorts) {
  const looked = await inParallel(intent.files, async (file) => ({
    file,
    saved: await savedOtherwise(file, ports),
  }));
  const found = looked.flatMap(({ file, saved }) => (saved ? [{ path: file.path, saved }] : []));
  if (found.length === 0) return [];
  const points = pointsOf(await ports.journal.read());
  const contents = found.map(({ saved }) => saved);
  const { images } = await ports.store.add(`${intent.id}-settled`, contents, imagesOf(points));
  return found.flatMap(({ path }, index) => {
    const after = images[index];
    return after ? [{ path, after }] : [];
  });
}

async function savedOtherwise(
  file: FileRecord,
  { realRoot, disk }: WritePorts,
): Promise<Content | undefined> {
  if (!file.after) return undefined;
  const place = await findPlace(file.path, realRoot, disk);
  if (isRefusal(place) || !place.stat) return undefined;
  const bytes = await disk.read(place.target);
  const expected = [file.before, file.after, file.disk ?? null];
  if (!bytes || expected.some((image) => isImage(bytes, image))) return undefined;
  return { bytes, mode: place.stat.mode & 0o7777 };
}
