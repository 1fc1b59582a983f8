import type { FileStamp, ResidentDisk } from './observed-files.ts';

/** Everything below a folder, looked at again and again; installs and hidden folders are left out. */
export interface ObservedTree {
  /** Absolute paths of the files as they were last looked at. */
  readonly files: ReadonlyMap<string, unknown>;
  /** What became of the files since the last look; a source that was written again as it was is the same. */
  look(): TreeDifference;
  /**
   * Files that were written since the last look, while somebody may have read them, count as changed at the next one,
   * whatever they hold then: which of their contents was read is not known.
   */
  doubtWritten(): void;
}

export interface TreeDifference {
  readonly changed: readonly string[];
  /** Files that appeared or vanished. */
  readonly moved: readonly string[];
}

/** Two writes within so many milliseconds may carry one time stamp. */
const racyMs = 200;
/** A tree with more files is not walked for every question. */
const filesMax = 50_000;
/** Sources of a tree whose bytes are compared; in a larger one the rest counts as changed as soon as it is written again. */
const digestsMax = 5_000;

interface SeenFile {
  readonly stamp: FileStamp;
  /** The stamp is too young to be trusted. */
  readonly isYoung: boolean;
  /** Of the bytes of a source, and of whatever is young; `undefined` where they were not looked at. */
  readonly digest: string | undefined;
}

/** `undefined` when the tree is too large to be walked. */
export function observeTree(root: string, disk: ResidentDisk): ObservedTree | undefined {
  let files = walk(new Map());
  if (!files) return undefined;

  function walk(before: ReadonlyMap<string, SeenFile>): Map<string, SeenFile> | undefined {
    const found = new Map<string, SeenFile>();
    let digests = 0;
    for (const path of pathsBelow(root, disk)) {
      const seen = see(path, before.get(path), digests < digestsMax);
      if (!seen) continue;
      found.set(path, seen);
      if (isSource(path)) digests += 1;
      if (found.size > filesMax) return undefined;
    }
    return found;
  }

  function see(path: string, before: SeenFile | undefined, mayDigest: boolean): SeenFile | undefined {
    const seenAtMs = disk.now();
    const stamp = disk.stamp(path);
    if (!stamp) return undefined;
    if (before && !before.isYoung && before.stamp.identity === stamp.identity) return before;
    const isYoung = stamp.changedMs >= seenAtMs - racyMs;
    const isCompared = isYoung || before?.digest !== undefined || (mayDigest && isSource(path));
    return { stamp, isYoung, digest: isCompared ? disk.digest(path) : undefined };
  }

  return {
    get files() {
      return files ?? new Map();
    },
    look() {
      const before = files ?? new Map<string, SeenFile>();
      const now = walk(before) ?? new Map<string, SeenFile>();
      files = now;
      const changed: string[] = [];
      const moved = [...before.keys()].filter((path) => !now.has(path));
      for (const [path, seen] of now) {
        const known = before.get(path);
        if (!known) moved.push(path);
        else if (known !== seen && !isSameContent(known, seen)) changed.push(path);
      }
      return { changed, moved };
    },
    doubtWritten() {
      for (const [path, seen] of files ?? [])
        if (disk.stamp(path)?.identity !== seen.stamp.identity)
          files?.set(path, { ...seen, isYoung: false, digest: undefined });
    },
  };
}

function isSameContent(before: SeenFile, now: SeenFile): boolean {
  return before.digest !== undefined && before.digest === now.digest;
}

function* pathsBelow(root: string, disk: ResidentDisk): Generator<string> {
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const { name, kind } of disk.entries(folder)) {
      if (kind === 'folder' && (name === 'node_modules' || name.startsWith('.'))) continue;
      const path = `${folder}/${name}`;
      if (kind === 'folder') folders.push(path);
      if (kind === 'file') yield path;
    }
  }
}

function isSource(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}
