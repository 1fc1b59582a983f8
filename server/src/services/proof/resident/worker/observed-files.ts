import type { CompilerSystem } from './compiler.ts';

/** The disk as a resident tool's entry gives it. */
export interface ResidentDisk {
  /** Everything that tells that a file was written again; `undefined` when there is none. */
  stamp(path: string): FileStamp | undefined;
  /** Names in a folder; `undefined` when there is none. */
  names(folder: string): readonly string[] | undefined;
  /** What a folder holds; nothing when there is none. Links count as what they lead to outside of folders. */
  entries(folder: string): readonly { readonly name: string; readonly kind: 'file' | 'folder' | 'other' }[];
  text(path: string): string | undefined;
  /** Equal where two files hold the same bytes; `undefined` where there is none to read. */
  digest(path: string): string | undefined;
  realPath(path: string): string | undefined;
  now(): number;
}

export interface FileStamp {
  readonly identity: string;
  readonly changedMs: number;
}

/** What became of the files that a compiler looked at, since it looked. */
export type Difference =
  | { readonly kind: 'texts'; readonly paths: readonly string[] }
  /** Files appeared or vanished, or one that configures or is installed changed: nothing that was learned can be kept. */
  | { readonly kind: 'structure' };

/**
 * Remembers every file and folder that a compiler looked at, so that it can be told exactly what changed since: the
 * polling end of a watcher. Files whose stamp is too young to be trusted are compared by content.
 */
export interface ObservedFiles {
  /** The system as the compiler is to see it. */
  readonly system: Pick<
    CompilerSystem,
    'readFile' | 'fileExists' | 'directoryExists' | 'getDirectories' | 'readDirectory'
  >;
  difference(): Difference;
}

/** Two writes within so many milliseconds may carry one time stamp. */
const racyMs = 200;

interface SeenFile {
  stamp: FileStamp | undefined;
  seenAtMs: number;
  text: string | undefined;
}

export function observeFiles(sys: CompilerSystem, disk: ResidentDisk, root: string): ObservedFiles {
  const files = new Map<string, SeenFile>();
  const folders = new Map<string, string>();
  const hidden = new Set<string>();

  const absolute = (path: string) => (isAbsolute(path) ? path : `${root}/${path}`);

  function lookInto(folder: string): void {
    if (folders.has(folder) || !isOurs(folder, root)) return;
    folders.set(folder, listing(folder));
  }

  function askedFor(path: string): void {
    const whole = absolute(path);
    const name = nameOf(whole);
    if (name.startsWith('.')) hidden.add(whole);
    lookInto(folderOf(whole));
  }

  /** Hidden names that nobody asked for are caches of other tools, which no pattern of a compiler matches. */
  function listing(folder: string): string {
    const names = disk.names(folder);
    if (!names) return noFolder;
    return names
      .filter((name) => !name.startsWith('.') || hidden.has(`${folder}/${name}`))
      .sort()
      .join('/');
  }

  function isSame(path: string, seen: SeenFile): boolean {
    const stamp = disk.stamp(path);
    if (stamp?.identity !== seen.stamp?.identity) return sys.readFile(path) === seen.text && renew();
    const isSettled = stamp === undefined || stamp.changedMs < seen.seenAtMs - racyMs;
    return isSettled || (sys.readFile(path) === seen.text && renew());

    function renew(): true {
      seen.stamp = stamp;
      seen.seenAtMs = disk.now();
      return true;
    }
  }

  return {
    system: {
      readFile(path, encoding) {
        const whole = absolute(path);
        askedFor(path);
        const seenAtMs = disk.now();
        const stamp = disk.stamp(whole);
        const text = sys.readFile(path, encoding);
        files.set(whole, { stamp, seenAtMs, text });
        return text;
      },
      fileExists(path) {
        askedFor(path);
        return sys.fileExists(path);
      },
      directoryExists(path) {
        askedFor(path);
        lookInto(absolute(path));
        return sys.directoryExists(path);
      },
      getDirectories(path) {
        lookInto(absolute(path));
        return sys.getDirectories(path);
      },
      readDirectory(path, ...filters) {
        lookInto(absolute(path));
        return sys.readDirectory(path, ...filters);
      },
    },
    difference() {
      for (const [folder, before] of folders) {
        if (listing(folder) !== before) return { kind: 'structure' };
      }
      const paths: string[] = [];
      for (const [path, seen] of files) {
        if (isSame(path, seen)) continue;
        if (!isOurs(folderOf(path), root) || !isSource(path)) return { kind: 'structure' };
        paths.push(path);
      }
      return { kind: 'texts', paths };
    },
  };
}

const noFolder = '\0none';

/** A folder of the copy itself, or a list of installed packages; not what is inside of a package. */
function isOurs(folder: string, root: string): boolean {
  if (folder !== root && !folder.startsWith(`${root}/`)) return false;
  const inside = folder.slice(root.length);
  return !/\/node_modules\/(?!@[^/]+$)/.test(inside);
}

function isSource(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
