/** One entry of a folder; links are not followed. */
export interface DiskEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export interface DiskStat {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly mode: number;
  readonly inode: number;
  readonly hardLinks: number;
}

/**
 * The disk as a port. Paths are absolute. Every method rejects with the system's error (`code` is its errno);
 * a missing file is `undefined` where the type says so. Data is durable only after `sync`, names only after `syncFolder`.
 */
export interface DiskPort {
  read(path: string): Promise<Buffer | undefined>;
  /** `lengthBytes` bytes from `offset`, fewer where the file ends. */
  readRange(path: string, offset: number, lengthBytes: number): Promise<Buffer | undefined>;
  /** Writes a whole new or existing file. Not durable, not atomic: see `core/ports` users for write-sync-rename. */
  write(path: string, content: Uint8Array, mode?: number): Promise<void>;
  append(path: string, content: Uint8Array): Promise<void>;
  /** Overwrites a part of an existing file, which grows where the part reaches past its end. Not atomic. */
  writeAt(path: string, offset: number, content: Uint8Array): Promise<void>;
  /** Cuts an existing file to its first `sizeBytes` bytes. */
  truncate(path: string, sizeBytes: number): Promise<void>;
  /** fsync of one file. */
  sync(path: string): Promise<void>;
  /** fdatasync of one file: its content and length are durable, its times and mode may not be. */
  syncData(path: string): Promise<void>;
  /** fsync of a folder, so that names created, renamed or removed in it are durable. */
  syncFolder(path: string): Promise<void>;
  /** Atomic within one file system; replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  /** Removes one file or link; never a folder; a missing one is fine. */
  remove(path: string): Promise<void>;
  /** Removes a tree without ever following a link. `path` itself must be a real folder; a missing one is fine. */
  removeTree(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Removes one folder; rejects with `ENOTEMPTY` when anything is in it; a missing one is fine. */
  removeFolder(path: string): Promise<void>;
  /** Does not follow links. */
  stat(path: string): Promise<DiskStat | undefined>;
  list(path: string): Promise<readonly DiskEntry[]>;
  /** Canonical path, links resolved; `undefined` when it does not exist or its links go in a circle. */
  realPath(path: string): Promise<string | undefined>;
  readLink(path: string): Promise<string>;
  link(target: string, path: string): Promise<void>;
  setMode(path: string, mode: number): Promise<void>;
  /**
   * Private copy of one file with its mode and modification time: a reflink where the file system can, else a byte
   * copy; never a hard link. An existing `to` is replaced, not written through.
   */
  copy(from: string, to: string): Promise<void>;
  freeBytes(path: string): Promise<number>;
}
