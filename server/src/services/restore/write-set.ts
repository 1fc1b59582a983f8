import { dirname, join } from 'node:path';
import { codeOf, isCancelled, refused, throwIfCancelled, type Refusal, reasonOf } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import { inParallel } from './parallel.ts';
import type { Plan, PlannedFile } from './plan.ts';
import { imagesOf, type Point } from './points.ts';
import { same } from './preflight.ts';
import { putBack, removeIfEmpty } from './put-back.ts';
import type { FileRecord, Image, IntentRecord } from './record.ts';
import { recordRolledBack } from './record-rolled-back.ts';
import { named } from './sentences.ts';
import { syncPlaces } from './sync-places.ts';
import type { WritePorts } from './write-ports.ts';
import { writeTemporary } from './write-temporary.ts';

/**
 * Writes every file of a plan or none. The order is what makes it survive a crash at any point: contents kept and synced;
 * intent synced; temporary files synced; then the renames; their folders synced; then the commit record. Without a commit
 * record everything is put back. Not cancellable once the first file has been replaced.
 *
 * A file with several hard links is replaced, never written through: its other names keep their content.
 */
export async function writeSet(
  plan: Plan,
  points: readonly Point[],
  ports: WritePorts,
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  throwIfCancelled(signal);
  let intent: IntentRecord;
  try {
    intent = await recordIntent(plan, points, ports);
  } catch (thrown) {
    return refused(`${plan.title} was not applied, nothing was written: ${reasonOf(thrown)}.`);
  }
  const replaced = new Set<string>();
  try {
    await writeFiles(plan, intent, ports, replaced, signal);
    await ports.journal.append({ kind: 'committed', id: intent.id, timeMs: ports.clock.now() });
    return undefined;
  } catch (thrown) {
    const answer = await takeBack(intent, thrown, replaced, ports);
    if (isCancelled(thrown)) throw thrown;
    return answer;
  }
}

/** Keeps all contents and says in the journal what is about to happen; both are durable when it resolves. */
export async function recordIntent(
  plan: Plan,
  points: readonly Point[],
  ports: WritePorts,
): Promise<IntentRecord> {
  const contents = plan.files.flatMap((file) =>
    [file.before, file.after, file.disk ?? null].filter((content) => content !== null),
  );
  const { images } = await ports.store.add(plan.id, contents, imagesOf(points));
  const queue = [...images];
  const next = (content: unknown): Image | null => (content === null ? null : (queue.shift() ?? null));
  const files = plan.files.map((file, index): FileRecord => {
    const before = next(file.before);
    const after = next(file.after);
    const temporary = `.grace-${plan.id}-${index}.tmp`;
    if (file.disk === undefined) return { path: file.place.path, before, after, temporary };
    return { path: file.place.path, before, after, disk: next(file.disk), temporary };
  });
  const creates = new Set(plan.files.flatMap((file) => (file.after ? file.place.missingFolders : [])));
  const intent: IntentRecord = {
    kind: 'intent',
    id: plan.id,
    timeMs: ports.clock.now(),
    title: plan.title,
    by: plan.by,
    ...(plan.undoes === undefined ? {} : { undoes: plan.undoes }),
    files,
    creates: [...creates].sort((a, b) => a.split('/').length - b.split('/').length),
    empties: [...plan.empties],
  };
  try {
    await ports.journal.append(intent);
    return intent;
  } catch (thrown) {
    await withdraw(intent, ports);
    throw thrown;
  }
}

/** An intent that could not be made durable may still be readable: it must not look like an interrupted apply. */
async function withdraw(intent: IntentRecord, ports: WritePorts): Promise<void> {
  try {
    const { records } = await ports.journal.read();
    const isThere = records.some(({ record }) => record.kind === 'intent' && record.id === intent.id);
    if (isThere) await recordRolledBack(intent, ports);
  } catch (thrown) {
    // The disk takes nothing more. Nothing of the change is written, which is what the next start will find and say.
    if (codeOf(thrown) === 'unknown') throw thrown;
  }
}

async function writeFiles(
  plan: Plan,
  intent: IntentRecord,
  ports: WritePorts,
  replaced: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  const { disk, realRoot } = ports;
  for (const folder of intent.creates) await disk.makeFolder(join(realRoot, folder));
  const steps = plan.files.map((file, index) => ({
    file,
    temporary: join(dirname(file.place.target), intent.files[index]?.temporary ?? ''),
  }));
  await inParallel(steps, async ({ file, temporary }) => {
    throwIfCancelled(signal);
    if (file.after) await writeTemporary(temporary, file.after, disk);
  });
  throwIfCancelled(signal);
  await inParallel(steps, ({ file }) => mustStillBe(file, disk));
  for (const { file, temporary } of steps) {
    await mustStillBe(file, disk);
    replaced.add(file.place.path);
    if (file.after) await disk.rename(temporary, file.place.target);
    else await disk.remove(file.place.target);
  }
  for (const folder of intent.empties) await removeIfEmpty(join(realRoot, folder), disk);
  await syncPlaces(intent, ports);
}

async function mustStillBe({ place, before }: PlannedFile, disk: DiskPort): Promise<void> {
  const stat = await disk.stat(place.target);
  const now = stat?.kind === 'file' ? ((await disk.read(place.target)) ?? null) : null;
  if ((stat === undefined) === (before === null) && same(now, before?.bytes ?? null)) return;
  throw new Error(`${place.path} changed while the change was being written`);
}

/** Puts everything back after a failure, in the same process; what it cannot, the next start does. */
async function takeBack(
  intent: IntentRecord,
  failure: unknown,
  replaced: ReadonlySet<string>,
  ports: WritePorts,
): Promise<Refusal> {
  const why = `${intent.title} was not applied: ${reasonOf(failure)}.`;
  try {
    const { untouched } = await putBack(intent, ports);
    const edited = untouched.filter((path) => replaced.has(path));
    if (edited.length === 0) {
      // A file that somebody else wrote before Grace came to it was never ours to put back.
      await recordRolledBack(intent, ports);
      return refused(`${why} Grace left every file as it was.`);
    }
    await ports.journal.append({
      kind: 'needs-you',
      id: intent.id,
      timeMs: ports.clock.now(),
      files: edited,
    });
    return refused(
      `${why} ${named(edited)} was edited meanwhile and is left as it is now; every other file is as it was. Undo ${intent.id} to take Grace's part out.`,
    );
  } catch (thrown) {
    return refused(
      `${why} Putting the files back failed as well (${reasonOf(thrown)}): remove what stands in the way and restart Grace, which then settles it.`,
    );
  }
}
