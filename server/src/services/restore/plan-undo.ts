import { isRefusal, refused, type Refusal } from '../../base/index.ts';
import { limits } from './limits.ts';
import { mergeLines, type MergeConflict } from './merge.ts';
import { inParallel } from './parallel.ts';
import { findPlace, type Place } from './place.ts';
import type { Plan, PlannedFile } from './plan.ts';
import { settledFiles, type Point } from './points.ts';
import { same, whyReadOnly } from './preflight.ts';
import { isImage } from './put-back.ts';
import { mergeRenamed } from './renamed.ts';
import type { FileRecord } from './record.ts';
import { named } from './sentences.ts';
import type { Content } from './store.ts';
import type { WritePorts } from './write-ports.ts';

export interface UndoPlan {
  readonly plan: Plan;
  readonly merged: readonly string[];
}

/**
 * What has to be written so that the files are as before the point, with what was edited since kept. The plan carries the
 * present, so that the undo is a restore point of its own. Refused as a whole when one file cannot be taken back.
 */
export async function planUndo(point: Point, id: string, ports: WritePorts): Promise<UndoPlan | Refusal> {
  const steps = await inParallel(settledFiles(point), (file) => planFile(file, ports));
  const planned: PlannedFile[] = [];
  const merged: string[] = [];
  for (const step of steps) {
    if (isRefusal(step)) return step;
    if (step.kind === 'already') continue;
    planned.push(step.file);
    if (step.kind === 'merged') merged.push(step.file.place.path);
  }
  const removed = planned.filter((file) => file.after === null).map((file) => file.place.path);
  const empties = point.intent.creates.filter((folder) =>
    removed.some((path) => path.startsWith(`${folder}/`)),
  );
  const plan: Plan = {
    id,
    title: `Undo: ${point.intent.title}`,
    by: 'undo',
    undoes: point.intent.id,
    files: planned,
    empties: empties.reverse(),
  };
  return { plan, merged };
}

type Step =
  { readonly kind: 'already' } | { readonly kind: 'restored' | 'merged'; readonly file: PlannedFile };

async function planFile(record: FileRecord, ports: WritePorts): Promise<Step | Refusal> {
  const place = await findPlace(record.path, ports.realRoot, ports.disk);
  if (isRefusal(place)) return place;
  const step = await stepAt(place, record, ports);
  if (isRefusal(step) || step.kind === 'already') return step;
  // What has nothing to be written may be as read-only as it likes.
  return (await whyReadOnly(place, ports.disk)) ?? step;
}

async function stepAt(place: Place, record: FileRecord, ports: WritePorts): Promise<Step | Refusal> {
  const target = record.before ? await ports.store.read(record.before) : null;
  const present = await presentContent(place, ports);
  if (same(present?.bytes ?? null, target?.bytes ?? null) && present?.mode === target?.mode)
    return { kind: 'already' };
  // The editor never saved this file, so on disk there is nothing to take back.
  if (record.disk !== undefined && isImage(present?.bytes ?? null, record.disk)) return { kind: 'already' };
  if (isImage(present?.bytes ?? null, record.after))
    return {
      kind: 'restored',
      file: { place, before: present, after: target && withMode(target, present, record) },
    };
  if (same(present?.bytes ?? null, target?.bytes ?? null)) return { kind: 'already' };
  return mergeFile(record, place, present, target, ports);
}

/** A mode that the person changed since stays; otherwise the old one comes back. */
function withMode(target: Content, present: Content | null, record: FileRecord): Content {
  const changedSince =
    present !== null && record.after?.mode !== undefined && present.mode !== record.after.mode;
  return changedSince && present.mode !== undefined ? { bytes: target.bytes, mode: present.mode } : target;
}

async function mergeFile(
  record: FileRecord,
  place: Place,
  present: Content | null,
  target: Content | null,
  ports: WritePorts,
): Promise<Step | Refusal> {
  const { path } = record;
  if (present === null)
    return refused(
      `${path} was removed since: bring it back first, or restore it from your version control.`,
    );
  if (record.after === null)
    return refused(
      `${path} was deleted by this change and created anew since: rename or remove the new one first.`,
    );
  if (target === null)
    return refused(
      `${path} was created by this change and edited since, so Grace does not remove it: remove it yourself if you no longer need it.`,
    );
  const base = await ports.store.read(record.after);
  const texts = [present, base, target].map(({ bytes }) => decode(bytes));
  const [presentText, baseText, targetText] = texts;
  if (presentText === undefined || baseText === undefined || targetText === undefined)
    return refused(
      `${path} was edited since and is not valid UTF-8, so Grace cannot merge it: undo your edit first.`,
    );
  const outcome = mergeLines(presentText, baseText, targetText);
  const text = 'text' in outcome ? outcome.text : mergeRenamed(presentText, baseText, targetText);
  if (text === undefined)
    return refused(conflictSentence(path, 'conflicts' in outcome ? outcome.conflicts : []));
  const after = withMode({ ...target, bytes: Buffer.from(text, 'utf8') }, present, record);
  if (same(after.bytes, present.bytes)) return { kind: 'already' };
  const kind = 'conflicts' in outcome && text === targetText ? 'restored' : 'merged';
  return { kind, file: { place, before: present, after } };
}

function conflictSentence(path: string, conflicts: readonly MergeConflict[]): string {
  const places = conflicts.map(({ line, lineCount }) =>
    lineCount > 1 ? `lines ${line} to ${line + lineCount - 1}` : `line ${line}`,
  );
  return `${path} was edited since where the undo has to change it (${named(places, limits.conflictsNamedMax)}): undo your edit there first, or change it by hand.`;
}

async function presentContent(place: Place, { disk }: WritePorts): Promise<Content | null> {
  if (!place.stat) return null;
  const bytes = await disk.read(place.target);
  return bytes ? { bytes, mode: place.stat.mode & 0o7777 } : null;
}

function decode(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}
