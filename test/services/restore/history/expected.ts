import { isUtf8 } from 'node:buffer';
import type { FileChange } from '../../../../server/src/protocol/index.ts';
import { expectedMerge } from './expected-merge.ts';
import { newFileMode, newFolderMode } from './new-modes.ts';
import type { Entry, FileEntry, Tree } from './tree.ts';

/** A version of a file; without a mode it gets what the system gives new files. */
export interface Version {
  readonly bytes: Buffer;
  readonly mode?: number;
}

export interface KnownFile {
  readonly path: string;
  readonly before: Version | null;
  readonly after: Version | null;
}

/** A restore point as this side of the test knows it. */
export interface KnownPoint {
  readonly id: string;
  readonly undoes?: string;
  readonly files: readonly KnownFile[];
  /** Folders it made, shallow first. */
  readonly creates: readonly string[];
  readonly end: 'committed' | 'rolled-back' | 'needs-you';
}

export interface Expected {
  readonly tree: Tree;
  readonly files: readonly KnownFile[];
  readonly creates: readonly string[];
  readonly merged: readonly string[];
}

const writeBits = 0o222;

/** What an apply has to make of the tree; `undefined` when it has to be refused. */
export function expectedApply(changes: readonly FileChange[], tree: Tree): Expected | undefined {
  const files: KnownFile[] = [];
  for (const { path, before, after } of changes) {
    if (before === after) continue;
    const place = placeOf(path, tree);
    if (!place || isReadOnly(place.file)) return undefined;
    if (before === null ? place.file : !place.file?.bytes.equals(Buffer.from(before))) return undefined;
    const mode = place.file && { mode: place.file.mode };
    const version = (text: string | null) => (text === null ? null : { bytes: Buffer.from(text), ...mode });
    files.push({ path, before: version(before), after: version(after) });
  }
  return files.length === 0 ? undefined : written(files, [], [], tree);
}

/** What an undo has to make of the tree; `undefined` when it has to be refused as a whole. */
export function expectedUndo(point: KnownPoint, tree: Tree): Expected | undefined {
  const files: KnownFile[] = [];
  const merged: string[] = [];
  for (const file of point.files) {
    const place = placeOf(file.path, tree);
    if (!place) return undefined;
    const present = place.file ?? null;
    const step = takenBack(file, present);
    if (step === 'refused') return undefined;
    if (step === 'already') continue;
    if (isReadOnly(place.file)) return undefined;
    files.push({ path: file.path, before: present, after: step.after });
    if (step.isMerged) merged.push(file.path);
  }
  const removed = files.filter(({ after }) => after === null).map(({ path }) => path);
  const empties = point.creates.filter((folder) => removed.some((path) => path.startsWith(`${folder}/`)));
  return written(files, merged, empties.reverse(), tree);
}

/** An undo that was undone no longer counts. */
export function isUndone(id: string, points: readonly KnownPoint[]): boolean {
  return points.some(
    (other) => other.undoes === id && other.end === 'committed' && !isUndone(other.id, points),
  );
}

/** Where a path leads through the link `alias`; `undefined` where nothing may be written. */
export function placeOf(path: string, tree: Tree): { real: string; file?: FileEntry } | undefined {
  let real = path;
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count++) {
    const folder = realOf(parts.slice(0, count).join('/'), tree);
    if (folder === undefined) return undefined;
    const entry = tree.get(folder);
    if (entry && entry.kind !== 'folder') return undefined;
    real = `${folder}/${parts.slice(count).join('/')}`;
  }
  const entry = tree.get(real);
  if (entry && entry.kind !== 'file') return undefined;
  return entry ? { real, file: entry } : { real };
}

/** The only link that leads into the workspace folder is `alias`; it is never the last part here. */
function realOf(folder: string, tree: Tree): string | undefined {
  const [first = '', ...rest] = folder.split('/');
  const entry = tree.get(first);
  if (first === '.git') return undefined;
  if (entry?.kind !== 'link') return folder;
  return first === 'alias' ? [entry.to, ...rest].join('/') : undefined;
}

type TakenBack = 'already' | 'refused' | { readonly after: Version | null; readonly isMerged: boolean };

function takenBack({ before: target, after: base }: KnownFile, present: FileEntry | null): TakenBack {
  const isTarget = equal(present, target);
  if (isTarget && present?.mode === target?.mode) return 'already';
  if (equal(present, base)) return { after: target && withMode(target, present, base), isMerged: false };
  if (isTarget) return 'already';
  if (!present || !base || !target || ![present, base, target].every(({ bytes }) => isUtf8(bytes)))
    return 'refused';
  const [now, then, wanted] = [present, base, target].map(({ bytes }) => bytes.toString());
  const text = expectedMerge(now ?? '', then ?? '', wanted ?? '');
  if (text === undefined) return 'refused';
  const bytes = Buffer.from(text);
  if (bytes.equals(present.bytes)) return 'already';
  return { after: withMode({ ...target, bytes }, present, base), isMerged: true };
}

/** A mode that the person changed since stays. */
function withMode(target: Version, present: FileEntry | null, base: Version | null): Version {
  const isChanged = present && base?.mode !== undefined && base.mode !== present.mode;
  return isChanged ? { bytes: target.bytes, mode: present.mode } : target;
}

function equal(one: Version | null, other: Version | null): boolean {
  return one === null || other === null ? one === other : one.bytes.equals(other.bytes);
}

function isReadOnly(file: FileEntry | undefined): boolean {
  return file !== undefined && (file.mode & writeBits) === 0;
}

function written(
  files: readonly KnownFile[],
  merged: readonly string[],
  empties: readonly string[],
  tree: Tree,
): Expected {
  const next = new Map<string, Entry>(tree);
  const creates = new Set<string>();
  for (const { path, after } of files) {
    const real = placeOf(path, tree)?.real ?? path;
    if (after === null) next.delete(real);
    else {
      for (const folder of foldersOf(real)) {
        if (tree.has(folder)) continue;
        creates.add(folder);
        next.set(folder, { kind: 'folder', mode: newFolderMode });
      }
      next.set(real, { kind: 'file', bytes: after.bytes, mode: after.mode ?? newFileMode });
    }
  }
  for (const folder of empties) {
    if (![...next.keys()].some((path) => path.startsWith(`${folder}/`))) next.delete(folder);
  }
  const shallowFirst = [...creates].sort((a, b) => a.split('/').length - b.split('/').length);
  return { tree: next, files, creates: shallowFirst, merged };
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
