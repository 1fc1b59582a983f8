import { join } from 'node:path';
import { isCancelled, throwIfCancelled, reasonOf } from '../../base/index.ts';
import { inParallel } from './parallel.ts';
import type { Point } from './points.ts';
import { putBack, removeIfEmpty, removeTemporaries, stateOnDisk } from './put-back.ts';
import type { EndRecord, FileRecord } from './record.ts';
import { recordRolledBack } from './record-rolled-back.ts';
import { keepPreImages } from './rescue.ts';
import type { Recovery } from './restore.ts';
import { files, named } from './sentences.ts';
import { DamagedImage } from './store.ts';
import { syncPlaces } from './sync-places.ts';
import type { WritePorts } from './write-ports.ts';

/**
 * Settles one apply that a crash interrupted, and says how. All files after: finished. Some before: the others are put
 * back. A file that is neither was edited in between: it is never overwritten, and its old content is laid out for the
 * person. Nothing is written when the journal cannot tell that this apply was the last thing to happen.
 */
export async function settleInterrupted(
  point: Point,
  ports: WritePorts,
  signal: AbortSignal,
): Promise<Recovery> {
  throwIfCancelled(signal);
  const { intent } = point;
  const byRecovery = true as const;
  const end = { id: intent.id, timeMs: ports.clock.now(), byRecovery };
  const about = { id: intent.id, title: intent.title, files: intent.files.map((file) => file.path) };
  try {
    await removeTemporaries(intent, ports);
    const look = await lookAt(intent.files, ports);
    if (look.before.length === 0 && look.neither.length === 0) {
      for (const folder of intent.empties) await removeIfEmpty(join(ports.realRoot, folder), ports.disk);
      await syncPlaces(intent, ports);
      await ports.journal.append({ kind: 'committed', ...end });
      return { ...about, outcome: 'finished', message: finished(point) };
    }
    if (look.neither.length === 0 && (look.after.length === 0 || !point.overtaken)) {
      await putBack(intent, ports);
      await recordRolledBack(intent, ports, { byRecovery });
      return { ...about, outcome: 'rolled-back', message: rolledBack(point, look) };
    }
    if (!point.overtaken && look.before.length > 0) await putBack(intent, ports);
    return await needsYou(point, look, end, ports);
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    if (thrown instanceof DamagedImage)
      await ports.journal.append({ kind: 'needs-you', ...end, files: about.files });
    const next =
      thrown instanceof DamagedImage
        ? `Compare ${named(about.files)} with your version control`
        : 'Then restart Grace, which tries again';
    const message = `“${intent.title}” was interrupted and could not be settled: ${reasonOf(thrown)}. Some of its files may be changed and others not. ${next}.`;
    return { ...about, outcome: 'needs-you', message };
  }
}

interface Look {
  readonly before: readonly FileRecord[];
  readonly after: readonly FileRecord[];
  readonly neither: readonly FileRecord[];
}

async function lookAt(records: readonly FileRecord[], ports: WritePorts): Promise<Look> {
  const states = await inParallel(records, (file) => stateOnDisk(file, ports));
  const being = (state: string) => records.filter((_, index) => states[index] === state);
  return { before: being('before'), after: being('after'), neither: being('neither') };
}

async function needsYou(
  { intent, overtaken }: Point,
  look: Look,
  end: Omit<EndRecord, 'kind'>,
  ports: WritePorts,
): Promise<Recovery> {
  const unsure = look.neither.length > 0 ? look.neither : look.after;
  const kept = await keepPreImages(intent.id, unsure, ports);
  const paths = unsure.map((file) => file.path);
  await ports.journal.append({ kind: 'needs-you', ...end, files: paths });
  const rest =
    overtaken || unsure.length === intent.files.length
      ? 'Nothing was written'
      : look.before.length > 0
        ? 'Every other file is as it was before'
        : 'Every other file is as the change wants it';
  return {
    id: intent.id,
    title: intent.title,
    outcome: 'needs-you',
    files: paths,
    message: `“${intent.title}” was interrupted, and ${named(paths)} is now neither as before nor as the change wants it, so it was left alone. ${rest}. The content from before lies in ${kept}: compare and keep what you need.`,
  };
}

function finished({ intent }: Point): string {
  return `“${intent.title}” was interrupted after its last file was written: all of it (${files(intent.files.length)}) is in place and can be undone.`;
}

function rolledBack({ intent }: Point, look: Look): string {
  if (look.after.length === 0)
    return `“${intent.title}” was interrupted before anything was written: ${files(intent.files.length)} unchanged.`;
  return `“${intent.title}” was interrupted when ${look.after.length} of ${files(intent.files.length)} were written: all are put back as they were before.`;
}
