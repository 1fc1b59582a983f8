import { dirname } from 'node:path';
import { isRefusal, refused, type Refusal } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import type { ChangeSet, FileChange } from '../../protocol/index.ts';
import { limits } from './limits.ts';
import { inParallel } from './parallel.ts';
import { findPlace, type Place } from './place.ts';
import type { PlannedFile } from './plan.ts';
import type { Content } from './store.ts';

const anyWrite = 0o222;

/** Whether the disk must hold `before`, or an editor may have unsaved text over it. */
export type Strictness = 'disk-is-before' | 'unsaved-allowed';

/**
 * Looks at everything an apply is about to touch, before anything is written. Files that the change leaves as they are
 * are dropped.
 */
export async function preflight(
  change: ChangeSet,
  realRoot: string,
  disk: DiskPort,
  strictness: Strictness,
): Promise<readonly PlannedFile[] | Refusal> {
  const changed = change.files.filter((file) => file.before !== file.after);
  if (changed.length === 0)
    return refused('There is nothing to write: every file already is as the change wants it.');
  if (changed.length > limits.filesPerChangeMax)
    return refused(
      `This change touches ${changed.length} files, more than the ${limits.filesPerChangeMax} that Grace applies at once: apply it in parts.`,
    );
  const looked = await inParallel(changed, (file) => lookAt(file, realRoot, disk, strictness));
  const planned: PlannedFile[] = [];
  for (const file of looked) {
    if (isRefusal(file)) return file;
    planned.push(file);
  }
  return sameTarget(planned) ?? planned;
}

/** Why the file or its folder cannot be replaced, judged by their modes: also where the system would let root do it. */
export async function whyReadOnly(place: Place, disk: DiskPort): Promise<Refusal | undefined> {
  if (place.stat && (place.stat.mode & anyWrite) === 0)
    return refused(
      `Grace does not write ${place.path}: the file is read-only. Make it writable and try again.`,
    );
  if (place.missingFolders.length > 0) return undefined;
  const folder = await disk.stat(dirname(place.target));
  if (folder && (folder.mode & anyWrite) === 0)
    return refused(
      `Grace does not write ${place.path}: its folder is read-only. Make it writable and try again.`,
    );
  return undefined;
}

async function lookAt(
  file: FileChange,
  realRoot: string,
  disk: DiskPort,
  strictness: Strictness,
): Promise<PlannedFile | Refusal> {
  const before = encode(file.before);
  const after = encode(file.after);
  if (before === undefined || after === undefined)
    return refused(
      `Grace does not write ${file.path}: its text holds half a character, which UTF-8 cannot express.`,
    );
  const size = Math.max(before?.length ?? 0, after?.length ?? 0);
  if (size > limits.fileBytesMax)
    return refused(
      `Grace does not write ${file.path}: it is larger than ${limits.fileBytesMax / 1024 / 1024} MB.`,
    );
  const place = await findPlace(file.path, realRoot, disk);
  if (isRefusal(place)) return place;
  const why = (await whyReadOnly(place, disk)) ?? whyScripts(file);
  if (why) return why;

  const onDisk = place.stat ? ((await disk.read(place.target)) ?? null) : null;
  const mode = place.stat?.mode;
  const content = (bytes: Buffer | null): Content | null =>
    bytes && (mode === undefined ? { bytes } : { bytes, mode: mode & 0o7777 });
  const planned = { place, before: content(before), after: content(after) };
  if (same(onDisk, before)) return planned;
  if (strictness === 'unsaved-allowed' && before !== null) return { ...planned, disk: content(onDisk) };
  return refused(whyDifferent(file, onDisk));
}

function whyDifferent(file: FileChange, onDisk: Buffer | null): string {
  if (onDisk === null) return `${file.path} no longer exists: run the refactor again.`;
  if (file.before === null)
    return `${file.path} already exists and Grace would overwrite it: rename or remove it, then run the refactor again.`;
  if (!onDisk.equals(Buffer.from(onDisk.toString('utf8'), 'utf8')))
    return `${file.path} is not valid UTF-8, so Grace cannot write it without losing bytes: convert it to UTF-8 first.`;
  return `${file.path} changed on disk since this change was made: run the refactor again.`;
}

/** UTF-8 bytes; `undefined` when the text holds a lone surrogate, which encoding would silently replace. */
function encode(text: string | null): Buffer | null | undefined {
  if (text === null) return null;
  const bytes = Buffer.from(text, 'utf8');
  return bytes.toString('utf8') === text ? bytes : undefined;
}

export function same(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}

/** Package scripts are commands that others run: Grace never writes them on its own. */
function whyScripts(file: FileChange): Refusal | undefined {
  if (file.path.split('/').at(-1)?.toLowerCase() !== 'package.json') return undefined;
  if (scriptsOf(file.before) === scriptsOf(file.after)) return undefined;
  return refused(
    `Grace does not change the scripts of ${file.path}, which are commands: change them by hand.`,
  );
}

function scriptsOf(text: string | null): string {
  if (text === null) return '{}';
  try {
    const manifest: unknown = JSON.parse(text);
    const scripts =
      typeof manifest === 'object' && manifest !== null && 'scripts' in manifest ? manifest.scripts : {};
    return JSON.stringify(scripts);
  } catch {
    // An unreadable manifest equals only itself, so that any change of it is refused.
    return text;
  }
}

function sameTarget(planned: readonly PlannedFile[]): Refusal | undefined {
  const seen = new Map<string, string>();
  for (const { place } of planned) {
    const key = place.target.normalize('NFC').toLowerCase();
    const other = seen.get(key);
    if (other === place.path) return refused(`The change names ${place.path} twice: run the refactor again.`);
    if (other !== undefined)
      return refused(
        `The change names ${other} and ${place.path}, which are one file, or would be on macOS and Windows: choose names that differ in more than case.`,
      );
    seen.set(key, place.path);
  }
  return undefined;
}
