import { dirname, join, resolve } from 'node:path';
import type { DiskEntry, DiskPort, DiskStat } from '../../server/src/core/ports/index.ts';

/** Thrown by the operation during which the power goes, and by every one after it. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

/** Uniform in [0, 1): a small generator of our own, so that one seed replays one crash. */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = (seed + 1) * 0x9e3779b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Written {
  readonly bytes: Buffer;
  readonly mode: number;
}

interface FileNode {
  readonly kind: 'file';
  readonly inode: number;
  now: Written;
  /** What the platter has; `undefined` for a file that was never synced. */
  synced: Written | undefined;
  /** Every change since the last sync, oldest first: a crash keeps, tears or drops each on its own. */
  unsynced: Change[];
}

type Change =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  | { readonly kind: 'part'; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'size'; readonly sizeBytes: number }
  | { readonly kind: 'mode'; readonly mode: number };

interface LinkNode {
  readonly kind: 'link';
  readonly inode: number;
  readonly to: string;
}

interface FolderNode {
  readonly kind: 'folder';
  readonly inode: number;
  mode: number;
  now: Map<string, Node>;
  synced: Map<string, Node>;
  /** Every meaning a name had since the last sync. */
  unsynced: Map<string, (Node | undefined)[]>;
}

type Node = FileNode | LinkNode | FolderNode;

/** Faults to inject: which errno an operation rejects with, if any. */
export type Fault = (operation: string, path: string, index: number) => string | undefined;

/**
 * A disk in memory that keeps only what was synced. Contents are durable after `sync`, names after `syncFolder`; at a
 * power cut everything else is dropped, torn or kept as the seed decides, each name and each file on its own, so that
 * any order of write-back can come out.
 */
export class UnreliableDisk implements DiskPort {
  /** Operations that change something, so far. */
  operations = 0;
  /** Called when one has happened. */
  onOperation: () => void = () => undefined;
  /** The power goes during the operation with this index. */
  cutAt = Infinity;
  fault: Fault = () => undefined;
  /** Bytes of file content that fit; `ENOSPC` beyond. */
  capacityBytes = Infinity;
  caseInsensitive = false;
  /** What everything shows as its modification time. */
  nowMs = 1_800_000_000_000;

  #inodes = 1;
  #root: FolderNode = this.#folder(0o755);
  #isCut = false;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A disk of its own that holds the same at this moment, synced and not. */
  fork(random: Random): UnreliableDisk {
    const fork = new UnreliableDisk(random);
    const copies = new Map<Node, Node>();
    const copyOf = (node: Node): Node => {
      const known = copies.get(node);
      if (known) return known;
      if (node.kind === 'link') return node;
      const copy: FileNode | FolderNode =
        node.kind === 'file'
          ? { ...node, unsynced: [...node.unsynced] }
          : { ...node, now: new Map(), synced: new Map(), unsynced: new Map() };
      copies.set(node, copy);
      if (node.kind !== 'folder' || copy.kind !== 'folder') return copy;
      for (const [name, child] of node.now) copy.now.set(name, copyOf(child));
      for (const [name, child] of node.synced) copy.synced.set(name, copyOf(child));
      for (const [name, meanings] of node.unsynced)
        copy.unsynced.set(
          name,
          meanings.map((child) => child && copyOf(child)),
        );
      return copy;
    };
    fork.#root = copyOf(this.#root) as FolderNode;
    fork.#inodes = this.#inodes;
    return fork;
  }

  /** Everything there is, durable from now on: the state of the world before a test starts. */
  settle(): void {
    for (const node of this.#every(this.#root)) {
      if (node.kind === 'file') {
        node.synced = node.now;
        node.unsynced = [];
      } else if (node.kind === 'folder') {
        node.synced = new Map(node.now);
        node.unsynced.clear();
      }
    }
  }

  /** The power comes back: what is left is what a disk may hold. */
  restart(crash: 'power-cut' | 'killed'): void {
    if (crash === 'power-cut') this.#lose(this.#root);
    this.cutAt = Infinity;
    this.#isCut = false;
    if (crash === 'power-cut') this.settle();
  }

  /** Path → content and mode of every file below `folder`, and `null` for folders. */
  tree(folder: string): Map<string, string> {
    const found = new Map<string, string>();
    const walk = (node: FolderNode, path: string) => {
      for (const [name, child] of [...node.now].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const at = path === '' ? name : `${path}/${name}`;
        if (child.kind === 'folder') {
          found.set(`${at}/`, 'folder');
          walk(child, at);
        } else if (child.kind === 'file') {
          found.set(at, `${child.now.mode.toString(8)} ${child.now.bytes.toString('latin1')}`);
        } else found.set(at, `-> ${child.to}`);
      }
    };
    const start = this.#find(folder);
    if (start?.kind === 'folder') walk(start, '');
    return found;
  }

  read(path: string): Promise<Buffer | undefined> {
    return this.#look(() => {
      const node = this.#find(path, 'follow');
      if (node?.kind === 'folder') throw systemError('EISDIR', path);
      return node?.kind === 'file' ? Buffer.from(node.now.bytes) : undefined;
    });
  }

  readRange(path: string, offset: number, lengthBytes: number): Promise<Buffer | undefined> {
    return this.#look(() => {
      const node = this.#find(path, 'follow');
      if (node?.kind !== 'file') return undefined;
      return Buffer.from(node.now.bytes.subarray(offset, offset + lengthBytes));
    });
  }

  write(path: string, content: Uint8Array, mode = 0o644): Promise<void> {
    return this.#change('write', path, (tear) => {
      const bytes = Buffer.from(content);
      const parent = this.#parent(path);
      const name = path.slice(path.lastIndexOf('/') + 1);
      const existing = this.#child(parent, name);
      if (existing && existing.kind !== 'file') throw systemError('EISDIR', path);
      this.#mustFit(bytes.length - (existing?.now.bytes.length ?? 0), path);
      const file = existing ?? this.#file(mode);
      if (!existing) this.#setName(parent, name, file);
      this.#make(file, { kind: 'whole', bytes: tear(bytes) });
    });
  }

  append(path: string, content: Uint8Array): Promise<void> {
    return this.#change('append', path, (tear) => {
      const file = this.#find(path);
      if (file?.kind !== 'file') throw systemError('ENOENT', path);
      this.#makePart(file, file.now.bytes.length, Buffer.from(content), path, tear);
    });
  }

  writeAt(path: string, offset: number, content: Uint8Array): Promise<void> {
    return this.#change('writeAt', path, (tear) => {
      const file = this.#find(path);
      if (file?.kind !== 'file') throw systemError('ENOENT', path);
      this.#makePart(file, offset, Buffer.from(content), path, tear);
    });
  }

  truncate(path: string, sizeBytes: number): Promise<void> {
    return this.#change('truncate', path, () => {
      const file = this.#find(path);
      if (file?.kind !== 'file') throw systemError('ENOENT', path);
      this.#make(file, { kind: 'size', sizeBytes });
    });
  }

  sync(path: string): Promise<void> {
    return this.#change('sync', path, () => {
      const file = this.#find(path);
      if (file?.kind !== 'file') throw systemError('ENOENT', path);
      if (this.#isCut) return;
      file.synced = file.now;
      file.unsynced = [];
    });
  }

  syncData(path: string): Promise<void> {
    return this.sync(path);
  }

  syncFolder(path: string): Promise<void> {
    return this.#change('syncFolder', path, () => {
      const folder = this.#find(path, 'follow');
      if (folder?.kind !== 'folder') throw systemError('ENOENT', path);
      if (this.#isCut) return;
      folder.synced = new Map(folder.now);
      folder.unsynced.clear();
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#change('rename', to, () => {
      const source = this.#parent(from);
      const fromName = from.slice(from.lastIndexOf('/') + 1);
      const node = this.#child(source, fromName);
      if (!node) throw systemError('ENOENT', from);
      const target = this.#parent(to);
      const toName = this.#spelling(target, to.slice(to.lastIndexOf('/') + 1));
      const there = target.now.get(toName);
      if (there?.kind === 'folder' && (node.kind !== 'folder' || there.now.size > 0))
        throw systemError('ENOTEMPTY', to);
      this.#setName(target, toName, node);
      this.#setName(source, fromName, undefined);
    });
  }

  remove(path: string): Promise<void> {
    return this.#change('remove', path, () => {
      const node = this.#find(path);
      if (!node) return;
      if (node.kind === 'folder') throw systemError('EISDIR', path);
      const parent = this.#parent(path);
      this.#setName(parent, this.#spelling(parent, path.slice(path.lastIndexOf('/') + 1)), undefined);
    });
  }

  removeTree(path: string): Promise<void> {
    return this.#change('removeTree', path, () => {
      const node = this.#find(path);
      if (!node) return;
      if (node.kind !== 'folder') throw systemError('ENOTDIR', path);
      this.#setName(this.#parent(path), path.slice(path.lastIndexOf('/') + 1), undefined);
    });
  }

  makeFolder(path: string): Promise<void> {
    return this.#change('makeFolder', path, () => {
      let folder = this.#root;
      let at = '/';
      for (const name of path.split('/').filter(Boolean)) {
        at = join(at, name);
        const there = this.#resolve(this.#child(folder, name), at);
        if (there && there.kind !== 'folder') throw systemError('ENOTDIR', path);
        const next = there ?? this.#folder(0o755);
        if (!there) this.#setName(folder, name, next);
        folder = next;
      }
    });
  }

  removeFolder(path: string): Promise<void> {
    return this.#change('removeFolder', path, () => {
      const node = this.#find(path);
      if (!node) return;
      if (node.kind !== 'folder') throw systemError('ENOTDIR', path);
      if (node.now.size > 0) throw systemError('ENOTEMPTY', path);
      this.#setName(this.#parent(path), path.slice(path.lastIndexOf('/') + 1), undefined);
    });
  }

  stat(path: string): Promise<DiskStat | undefined> {
    return this.#look(() => {
      const node = this.#find(path);
      if (!node) return undefined;
      return {
        kind: node.kind,
        sizeBytes: node.kind === 'file' ? node.now.bytes.length : 0,
        modifiedMs: this.nowMs,
        mode:
          node.kind === 'file'
            ? 0o100000 | node.now.mode
            : node.kind === 'folder'
              ? 0o040000 | node.mode
              : 0o120777,
        inode: node.inode,
        hardLinks: 1,
      };
    });
  }

  list(path: string): Promise<readonly DiskEntry[]> {
    return this.#look(() => {
      const folder = this.#find(path, 'follow');
      if (folder?.kind !== 'folder') throw systemError(folder ? 'ENOTDIR' : 'ENOENT', path);
      return [...folder.now].map(([name, node]) => ({ name, kind: node.kind }));
    });
  }

  realPath(path: string): Promise<string | undefined> {
    return this.#look(() => this.#realPath(path));
  }

  readLink(path: string): Promise<string> {
    return this.#look(() => {
      const node = this.#find(path);
      if (node?.kind !== 'link') throw systemError('EINVAL', path);
      return node.to;
    });
  }

  link(target: string, path: string): Promise<void> {
    return this.#change('link', path, () => {
      const parent = this.#parent(path);
      this.#setName(parent, path.slice(path.lastIndexOf('/') + 1), {
        kind: 'link',
        inode: this.#inodes++,
        to: target,
      });
    });
  }

  setMode(path: string, mode: number): Promise<void> {
    return this.#change('setMode', path, () => {
      const node = this.#find(path);
      if (!node) throw systemError('ENOENT', path);
      if (node.kind === 'file') this.#make(node, { kind: 'mode', mode });
      if (node.kind === 'folder') node.mode = mode;
    });
  }

  async copy(from: string, to: string): Promise<void> {
    const bytes = await this.read(from);
    if (!bytes) throw systemError('ENOENT', from);
    await this.write(to, bytes);
  }

  freeBytes(): Promise<number> {
    return this.#look(() => this.capacityBytes - this.#used());
  }

  // Looking goes through a promise as on a real disk, so that operations interleave.
  async #look<T>(answer: () => T): Promise<T> {
    await Promise.resolve();
    if (this.#isCut) throw new PowerCut('The power is gone.');
    return answer();
  }

  async #change(
    operation: string,
    path: string,
    act: (tear: (bytes: Buffer) => Buffer) => void,
  ): Promise<void> {
    await Promise.resolve();
    if (this.#isCut) throw new PowerCut('The power is gone.');
    const index = this.operations++;
    const code = this.fault(operation, path, index);
    if (code !== undefined) throw systemError(code, path);
    if (index < this.cutAt) {
      act((bytes) => bytes);
      this.onOperation();
      return;
    }
    this.#isCut = true;
    // The operation that the power went out in happened in part, wholly, or not at all.
    if (this.#random() < 0.7)
      act((bytes) => bytes.subarray(0, Math.floor(this.#random() * (bytes.length + 1))));
    throw new PowerCut(`The power went out in ${operation} ${path}.`);
  }

  #lose(folder: FolderNode): void {
    for (const name of new Set([...folder.synced.keys(), ...folder.now.keys(), ...folder.unsynced.keys()])) {
      const meanings = [folder.synced.get(name), ...(folder.unsynced.get(name) ?? [])];
      const node = this.#pick(meanings);
      if (node) folder.now.set(name, node);
      else folder.now.delete(name);
    }
    for (const node of folder.now.values()) {
      if (node.kind === 'folder') this.#lose(node);
      if (node.kind === 'file') this.#loseContent(node);
    }
  }

  #loseContent(file: FileNode): void {
    if (file.unsynced.length === 0) return;
    const luck = this.#random();
    const mode = this.#random() < 0.5 ? file.now.mode : 0o600;
    let left = file.synced ?? { bytes: Buffer.alloc(0), mode };
    // Often everything was written back just in time, or nothing; the rest is any mixture.
    for (const change of file.unsynced) {
      if (luck < 0.2) left = changed(left, change);
      else if (luck > 0.35 && this.#random() < 0.6) left = changed(left, this.#torn(change, left));
    }
    file.now = left;
  }

  /** What a write-back that was interrupted, or that took its blocks out of order, leaves of a change. */
  #torn(change: Change, before: Written): Change {
    if (change.kind === 'size' || change.kind === 'mode' || this.#random() < 0.4) return change;
    const { bytes } = change;
    const from = Math.floor(this.#random() * (bytes.length + 1));
    if (this.#random() < 0.4) return { ...change, bytes: bytes.subarray(0, from) };
    const to = this.#random() < 0.5 ? bytes.length : this.#between(from, bytes.length);
    const torn = Buffer.from(bytes);
    // A block that was not written yet still has what was there, and zeros where nothing was.
    torn.fill(0, from, to);
    if (change.kind === 'part')
      before.bytes.subarray(change.offset + from, change.offset + to).copy(torn, from);
    return { ...change, bytes: torn };
  }

  #between(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)] as T;
  }

  #file(mode: number): FileNode {
    return {
      kind: 'file',
      inode: this.#inodes++,
      now: { bytes: Buffer.alloc(0), mode },
      synced: undefined,
      unsynced: [],
    };
  }

  #folder(mode: number): FolderNode {
    return {
      kind: 'folder',
      inode: this.#inodes++,
      mode,
      now: new Map(),
      synced: new Map(),
      unsynced: new Map(),
    };
  }

  #make(file: FileNode, change: Change): void {
    file.now = changed(file.now, change);
    file.unsynced.push(change);
  }

  #makePart(
    file: FileNode,
    offset: number,
    bytes: Buffer,
    path: string,
    tear: (bytes: Buffer) => Buffer,
  ): void {
    const grows = offset + bytes.length - file.now.bytes.length;
    const fits = this.capacityBytes - this.#used();
    if (grows <= fits) {
      this.#make(file, { kind: 'part', offset, bytes: tear(bytes) });
      return;
    }
    // A full disk takes what fits and then fails, as a write does in the real world.
    const taken = Math.max(0, bytes.length - grows + Math.max(0, fits));
    this.#make(file, { kind: 'part', offset, bytes: bytes.subarray(0, taken) });
    throw systemError('ENOSPC', path);
  }

  #setName(folder: FolderNode, name: string, node: Node | undefined): void {
    if (node) folder.now.set(name, node);
    else folder.now.delete(name);
    folder.unsynced.set(name, [...(folder.unsynced.get(name) ?? []), node]);
  }

  #mustFit(addedBytes: number, path: string): void {
    if (this.#used() + addedBytes > this.capacityBytes) throw systemError('ENOSPC', path);
  }

  #used(): number {
    if (this.capacityBytes === Infinity) return 0;
    let used = 0;
    for (const node of this.#every(this.#root)) if (node.kind === 'file') used += node.now.bytes.length;
    return used;
  }

  *#every(folder: FolderNode): Generator<Node> {
    yield folder;
    for (const node of folder.now.values()) {
      if (node.kind === 'folder') yield* this.#every(node);
      else yield node;
    }
  }

  #spelling(folder: FolderNode, name: string): string {
    if (!this.caseInsensitive || folder.now.has(name)) return name;
    return [...folder.now.keys()].find((other) => other.toLowerCase() === name.toLowerCase()) ?? name;
  }

  #child(folder: FolderNode, name: string): Node | undefined {
    return folder.now.get(this.#spelling(folder, name));
  }

  #resolve(node: Node | undefined, path: string): FileNode | FolderNode | undefined {
    if (node?.kind !== 'link') return node;
    const target = this.#find(resolve(dirname(path), node.to), 'follow');
    return target?.kind === 'link' ? undefined : target;
  }

  #find(path: string, last: 'follow' | 'as-is' = 'as-is'): Node | undefined {
    let node: Node = this.#root;
    let at = '';
    const names = path.split('/').filter(Boolean);
    for (const [index, name] of names.entries()) {
      if (node.kind !== 'folder') return undefined;
      const child = this.#child(node, name);
      at = `${at}/${name}`;
      const isLast = index === names.length - 1;
      const next = isLast && last === 'as-is' ? child : this.#resolve(child, at);
      if (!next) return undefined;
      node = next;
    }
    return node;
  }

  #parent(path: string): FolderNode {
    const parent = this.#find(dirname(path), 'follow');
    if (parent?.kind !== 'folder') throw systemError(parent ? 'ENOTDIR' : 'ENOENT', path);
    return parent;
  }

  #realPath(path: string): string | undefined {
    let real = '/';
    for (const name of path.split('/').filter(Boolean)) {
      const node = this.#find(join(real, name));
      if (!node) return undefined;
      if (node.kind === 'link') {
        const target = this.#realPath(resolve(real, node.to));
        if (target === undefined) return undefined;
        real = target;
      } else real = join(real, name);
    }
    return real;
  }
}

function changed({ bytes, mode }: Written, change: Change): Written {
  if (change.kind === 'mode') return { bytes, mode: change.mode };
  if (change.kind === 'whole') return { bytes: change.bytes, mode };
  if (change.kind === 'size') {
    const sized = Buffer.alloc(change.sizeBytes);
    bytes.copy(sized);
    return { bytes: sized, mode };
  }
  const grown = Buffer.alloc(Math.max(bytes.length, change.offset + change.bytes.length));
  bytes.copy(grown);
  change.bytes.copy(grown, change.offset);
  return { bytes: grown, mode };
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
