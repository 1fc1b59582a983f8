import { constants, promises as fs, type Dirent, type Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../base/index.ts';
import type { DiskEntry, DiskPort, DiskStat } from '../core/ports/index.ts';

/** The disk of this machine, through Node's promises API. */
export const systemDisk: DiskPort = {
  read: (path) => unlessMissing(fs.readFile(path)),
  readRange: (path, offset, lengthBytes) => unlessMissing(readRange(path, offset, lengthBytes)),
  async write(path, content, mode) {
    await fs.writeFile(path, content);
    // The mode of `writeFile` is masked and only for new files; what was asked for is what the file gets.
    if (mode !== undefined) await fs.chmod(path, mode & permissionBits);
  },
  append: (path, content) => fs.appendFile(path, content),
  writeAt: (path, offset, content) => opened(path, 'r+', (handle) => writeAll(handle, offset, content)),
  truncate: (path, sizeBytes) => fs.truncate(path, sizeBytes),
  sync: (path) => opened(path, 'r+', (handle) => handle.sync()),
  syncData: (path) => opened(path, 'r+', (handle) => handle.datasync()),
  async syncFolder(path) {
    // Windows has no handle on a folder to flush; its journal orders names by itself.
    if (process.platform !== 'win32') await opened(path, 'r', (handle) => handle.sync());
  },
  rename: (from, to) => fs.rename(from, to),
  async remove(path) {
    await unlessMissing(fs.unlink(path));
  },
  removeTree,
  async makeFolder(path) {
    await fs.mkdir(path, { recursive: true });
  },
  async removeFolder(path) {
    await unlessMissing(fs.rmdir(path));
  },
  async stat(path) {
    const stats = await unlessMissing(fs.lstat(path));
    return stats && statOf(stats);
  },
  async list(path) {
    const entries = await fs.readdir(path, { withFileTypes: true });
    return entries.map((entry): DiskEntry => ({ name: entry.name, kind: kindOf(entry) }));
  },
  realPath: (path) => unlessMissing(fs.realpath(path)),
  readLink: (path) => fs.readlink(path),
  link,
  setMode: (path, mode) => fs.chmod(path, mode & permissionBits),
  copy,
  async freeBytes(path) {
    const stats = await fs.statfs(path);
    return stats.bavail * stats.bsize;
  },
};

const permissionBits = 0o7777;
const msPerSecond = 1000;

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    // A path below a file, or behind links that lead in a circle, is as missing as one below nothing.
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(thrown))) return undefined;
    throw thrown;
  }
}

async function opened<T>(path: string, flags: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await fs.open(path, flags);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** One read or write of the system may do less than it was asked for. */
function readRange(path: string, offset: number, lengthBytes: number): Promise<Buffer> {
  return opened(path, 'r', async (handle) => {
    const buffer = Buffer.allocUnsafe(lengthBytes);
    let filled = 0;
    while (filled < lengthBytes) {
      const { bytesRead } = await handle.read(buffer, filled, lengthBytes - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  });
}

async function writeAll(handle: FileHandle, offset: number, content: Uint8Array): Promise<void> {
  let written = 0;
  while (written < content.length) {
    const { bytesWritten } = await handle.write(content, written, content.length - written, offset + written);
    written += bytesWritten;
  }
}

/**
 * `rm('link/')` follows the link and empties its target: the trailing slash goes first, then what is left must be a
 * real folder. Links inside are unlinked, never entered.
 */
async function removeTree(path: string): Promise<void> {
  const plain = resolve(path);
  const stats = await unlessMissing(fs.lstat(plain));
  if (!stats) return;
  if (!stats.isDirectory()) {
    throw Object.assign(new Error(`ENOTDIR: only a real folder is removed with its content, '${plain}'`), {
      code: 'ENOTDIR',
    });
  }
  try {
    await fs.rm(plain, { recursive: true, force: true, maxRetries: 3 });
  } catch (thrown) {
    if (codeOf(thrown) !== 'EACCES' && codeOf(thrown) !== 'EPERM') throw thrown;
    await makeWritable(plain);
    await fs.rm(plain, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A read-only folder inside keeps its entries from being removed. */
async function makeWritable(folder: string): Promise<void> {
  await fs.chmod(folder, 0o700);
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(resolve(folder, entry.name));
  }
}

async function link(target: string, path: string): Promise<void> {
  if (process.platform !== 'win32') {
    await fs.symlink(target, path);
    return;
  }
  // Junctions need no privilege on Windows, but exist for folders only and are absolute.
  const absolute = resolve(dirname(path), target);
  const stats = await unlessMissing(fs.stat(absolute));
  await fs.symlink(
    stats?.isDirectory() === false ? target : absolute,
    path,
    stats?.isDirectory() === false ? 'file' : 'junction',
  );
}

/** An existing `to` is unlinked, not overwritten: it may be a link, or share its bytes with another name. */
async function copy(from: string, to: string): Promise<void> {
  const flags = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL;
  try {
    await fs.copyFile(from, to, flags);
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown;
    await fs.unlink(to);
    await fs.copyFile(from, to, flags);
  }
  const stats = await fs.stat(from);
  await keepTimes(to, stats);
}

async function keepTimes(path: string, stats: Stats): Promise<void> {
  try {
    await fs.utimes(path, stats.atimeMs / msPerSecond, stats.mtimeMs / msPerSecond);
  } catch (thrown) {
    // A read-only file of somebody else's: its content is what counts.
    if (codeOf(thrown) !== 'EPERM' && codeOf(thrown) !== 'EACCES') throw thrown;
  }
}

function statOf(stats: Stats): DiskStat {
  return {
    kind: kindOf(stats),
    sizeBytes: stats.size,
    modifiedMs: stats.mtimeMs,
    mode: stats.mode & permissionBits,
    inode: stats.ino,
    hardLinks: stats.nlink,
  };
}

function kindOf(entry: Stats | Dirent): DiskEntry['kind'] {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}
