import { join } from 'node:path';
import { sha256 } from '../../../base/index.ts';
import type { DiskPort, DiskStat } from '../../../core/ports/index.ts';
import { sandboxFormat } from './ownership.ts';

/** What tells one state of a file from another without reading it. */
export interface Stamp {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly inode: number;
  readonly mode: number;
}

/** A file whose copy was equal to the tree's when both stamps were taken. */
export interface FileRecord {
  readonly tree: Stamp;
  readonly copy: Stamp;
  /** Both were old enough then: a later write within the same tick of the file system cannot hide behind the stamp. */
  readonly settled: boolean;
  /** SHA-256 of the content, once somebody asked. */
  readonly hash?: string;
}

/** What the copy was made of: written last, so that a copy without it is known to be half a copy. */
export interface SandboxState {
  readonly files: Map<string, FileRecord>;
  /** Links of the tree (not of its installs) and what they say in the copy. */
  readonly links: Map<string, string>;
  /** `node_modules` folder (relative) → what it looked like when it was linked. */
  readonly installs: Map<string, InstallRecord>;
}

export interface InstallRecord {
  readonly signature: string;
  /** Names of the entries the copy has. */
  readonly names: readonly string[];
}

const stateName = 'state.json';

export function emptyState(): SandboxState {
  return { files: new Map(), links: new Map(), installs: new Map() };
}

export function stampOf(stat: DiskStat): Stamp {
  const { sizeBytes, modifiedMs, inode, mode } = stat;
  return { sizeBytes, modifiedMs, inode, mode };
}

export function sameStamp(left: Stamp, right: Stamp): boolean {
  return (
    left.sizeBytes === right.sizeBytes &&
    left.modifiedMs === right.modifiedMs &&
    left.inode === right.inode &&
    left.mode === right.mode
  );
}

/** `undefined` when there is none, or none that this version understands: the copy is then built anew. */
export async function loadState(
  folder: string,
  root: string,
  disk: DiskPort,
): Promise<SandboxState | undefined> {
  const content = await disk.read(join(folder, stateName));
  if (!content) return undefined;
  try {
    const stored = JSON.parse(content.toString('utf8')) as StoredState;
    if (stored.format !== sandboxFormat || stored.root !== root) return undefined;
    if (stored.checksum !== checksumOf(stored)) return undefined;
    return { files: new Map(stored.files), links: new Map(stored.links), installs: new Map(stored.installs) };
  } catch {
    // A torn file is as good as none.
    return undefined;
  }
}

export async function saveState(
  folder: string,
  root: string,
  state: SandboxState,
  disk: DiskPort,
): Promise<void> {
  const stored = {
    format: sandboxFormat,
    root,
    files: [...state.files],
    links: [...state.links],
    installs: [...state.installs],
  };
  const text = JSON.stringify({ ...stored, checksum: checksumOf(stored) });
  const temporary = join(folder, `${stateName}.new`);
  await disk.write(temporary, Buffer.from(text));
  await disk.sync(temporary);
  await disk.rename(temporary, join(folder, stateName));
}

/** Call before a step that leaves the copy inconsistent while it runs: whoever finds it then builds it anew. */
export async function forgetState(folder: string, disk: DiskPort): Promise<void> {
  await disk.remove(join(folder, stateName));
}

interface StoredState {
  readonly format: number;
  readonly root: string;
  readonly files: readonly [string, FileRecord][];
  readonly links: readonly [string, string][];
  readonly installs: readonly [string, InstallRecord][];
  readonly checksum?: string;
}

function checksumOf(stored: StoredState): string {
  return sha256(JSON.stringify([stored.format, stored.root, stored.files, stored.links, stored.installs]));
}
