import type { FileStamp, ResidentDisk } from './observed-files.ts';

/** Everything below a folder, looked at again and again; installs and hidden folders are left out. */
export interface ObservedTree {
  /** Absolute paths of the files as they were last looked at. */
  readonly files: ReadonlyMap<string, unknown>;
  /** What became of the files since the last look. */
  look(): TreeDifference;
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

interface SeenFile {
  readonly stamp: FileStamp;
  readonly seenAtMs: number;
  /** Kept while the stamp is too young to be trusted. */
  readonly text: string | undefined;
}

/** `undefined` when the tree is too large to be walked. */
export function observeTree(root: string, disk: ResidentDisk): ObservedTree | undefined {
  let files = walk();
  if (!files) return undefined;

  function walk(): Map<string, SeenFile> | undefined {
    const found = new Map<string, SeenFile>();
    const folders = [root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const { name, kind } of disk.entries(folder)) {
        if (kind === 'folder' && (name === 'node_modules' || name.startsWith('.'))) continue;
        const path = `${folder}/${name}`;
        if (kind === 'folder') folders.push(path);
        const seen = kind === 'file' ? see(path) : undefined;
        if (seen) found.set(path, seen);
        if (found.size > filesMax) return undefined;
      }
    }
    return found;
  }

  function see(path: string): SeenFile | undefined {
    const seenAtMs = disk.now();
    const stamp = disk.stamp(path);
    if (!stamp) return undefined;
    const isYoung = stamp.changedMs >= seenAtMs - racyMs;
    return { stamp, seenAtMs, text: isYoung ? disk.text(path) : undefined };
  }

  function isSame(path: string, before: SeenFile, now: SeenFile): boolean {
    if (before.stamp.identity !== now.stamp.identity)
      return before.text !== undefined && before.text === (now.text ?? disk.text(path));
    return before.text === undefined || before.text === (now.text ?? disk.text(path));
  }

  return {
    get files() {
      return files ?? new Map();
    },
    look() {
      const before = files ?? new Map<string, SeenFile>();
      const now = walk() ?? new Map<string, SeenFile>();
      files = now;
      const changed: string[] = [];
      const moved = [...before.keys()].filter((path) => !now.has(path));
      for (const [path, seen] of now) {
        const known = before.get(path);
        if (!known) moved.push(path);
        else if (!isSame(path, known, seen)) changed.push(path);
      }
      return { changed, moved };
    },
  };
}
