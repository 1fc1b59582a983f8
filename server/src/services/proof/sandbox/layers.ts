import { dirname, join, posix } from 'node:path';
import { refused, throwIfCancelled, type Refusal } from '../../../base/index.ts';
import type { ChangeSet } from '../../../protocol/index.ts';
import { workspaceBoundary } from '../../workspace/index.ts';
import { mirrorsOf } from './mirrors.ts';
import type { SandboxPlace } from './place.ts';

/** What lies over the tree in the copy: the overlay of unsaved buffers, and the change under proof on top. */
export interface Layers {
  overlay(texts: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Refusal | undefined>;
  write(change: ChangeSet, signal: AbortSignal): Promise<Refusal | undefined>;
  reset(signal: AbortSignal): Promise<void>;
  /** Forgets the layers without writing: the caller has made the copy equal to the tree. */
  forget(): void;
  /** Content of every path a layer has touched; `undefined` where there is no file. */
  touched(): ReadonlyMap<string, Buffer | undefined>;
}

/** Mode of a file that a change creates. */
const newFileMode = 0o644;

interface Original {
  readonly content: Buffer | undefined;
  readonly mode: number;
}

export function createLayers(place: SandboxPlace): Layers {
  const { disk, pair } = place;
  const originals = new Map<string, Original>();
  let overlaid = new Map<string, Buffer>();
  let changed = new Map<string, Buffer | undefined>();
  let madeFolders: string[] = [];

  /** Puts content in place, everywhere the copy has that file; the original is kept the first time. */
  async function put(path: string, wanted: Buffer | 'nothing' | 'original'): Promise<void> {
    for (const target of [path, ...(await mirrorsOf(place, path))]) {
      const original = originals.get(target) ?? (await keepOriginal(target));
      const content = wanted === 'original' ? original.content : wanted;
      const absolute = join(pair.copy, target);
      await disk.remove(absolute);
      if (content === undefined || content === 'nothing') continue;
      await makeFolders(dirname(target));
      await disk.write(absolute, content, original.mode);
    }
  }

  async function keepOriginal(path: string): Promise<Original> {
    const absolute = join(pair.copy, path);
    const stat = await disk.stat(absolute);
    const original = { content: stat && (await disk.read(absolute)), mode: stat?.mode ?? newFileMode };
    originals.set(path, original);
    return original;
  }

  async function makeFolders(folder: string): Promise<void> {
    if (folder === '.' || (await disk.stat(join(pair.copy, folder)))) return;
    await makeFolders(dirname(folder));
    await disk.makeFolder(join(pair.copy, folder));
    madeFolders.push(folder);
  }

  async function removeEmptyFolders(): Promise<void> {
    const kept: string[] = [];
    for (const folder of madeFolders.reverse()) {
      const absolute = join(pair.copy, folder);
      const isEmpty = (await disk.stat(absolute)) !== undefined && (await disk.list(absolute)).length === 0;
      if (isEmpty) await disk.removeFolder(absolute);
      else kept.unshift(folder);
    }
    madeFolders = kept;
  }

  async function reset(): Promise<void> {
    for (const path of changed.keys()) await put(path, overlaid.get(path) ?? 'original');
    changed = new Map();
    if (overlaid.size === 0) originals.clear();
    await removeEmptyFolders();
  }

  return {
    async overlay(texts, signal) {
      await reset();
      for (const path of texts.keys()) {
        const problem = await whyNotWritable(place, path);
        if (problem) return problem;
      }
      for (const path of [...overlaid.keys()].filter((path) => !texts.has(path))) {
        await put(path, 'original');
        overlaid.delete(path);
      }
      for (const [path, text] of texts) {
        throwIfCancelled(signal);
        const content = Buffer.from(text);
        if (overlaid.get(path)?.equals(content) !== true) await put(path, content);
        overlaid.set(path, content);
      }
      await removeEmptyFolders();
      return undefined;
    },
    async write(change, signal) {
      for (const file of change.files) {
        throwIfCancelled(signal);
        const problem =
          (await whyNotWritable(place, file.path)) ?? (await whyNotBefore(place, file.path, file.before));
        if (problem) return problem;
      }
      for (const { path, after } of change.files) {
        const content = after === null ? undefined : Buffer.from(after);
        // Noted before it is written, so that a reset after a failure takes it out as well.
        changed.set(path, content);
        await put(path, content ?? 'nothing');
      }
      return undefined;
    },
    reset,
    forget() {
      originals.clear();
      overlaid = new Map();
      changed = new Map();
      madeFolders = [];
    },
    touched: () => new Map<string, Buffer | undefined>([...overlaid, ...changed]),
  };
}

async function whyNotWritable(place: SandboxPlace, path: string): Promise<Refusal | undefined> {
  const parts = path.split('/');
  const isPlain =
    path !== '' && posix.normalize(path) === path && !posix.isAbsolute(path) && parts[0] !== '..';
  if (!isPlain || path.includes('\\')) {
    return refused(
      `${JSON.stringify(path)} is not a path inside the workspace, so nothing was written there.`,
    );
  }
  if (parts.includes('.git') || parts.includes('node_modules')) {
    return refused(`${path} belongs to git or to an installed package, which Grace does not change.`);
  }
  const located = await workspaceBoundary(place.pair.copy, place.disk).locate(path);
  if (located === undefined) {
    return refused(`${path} leads out of the workspace through a link, so nothing was written there.`);
  }
  const stat = await place.disk.stat(join(place.pair.copy, path));
  if (stat && stat.kind !== 'file')
    return refused(`${path} is a ${stat.kind}, not a regular file; Grace changes files only.`);
  return undefined;
}

async function whyNotBefore(
  place: SandboxPlace,
  path: string,
  before: string | null,
): Promise<Refusal | undefined> {
  const content = await place.disk.read(join(place.pair.copy, path));
  const isSame = before === null ? content === undefined : content?.equals(Buffer.from(before)) === true;
  if (isSame) return undefined;
  if (before === null)
    return refused(`${path} exists already, so the change that creates it does not fit any more.`);
  if (!content) return refused(`${path} does not exist any more, so the change does not fit. Make it again.`);
  return refused(`${path} is not what it was when the change was made. Make the change again.`);
}
