import { execFile } from 'node:child_process';
import { basename, dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import type { DiskPort } from '../../../../server/src/core/ports/index.ts';
import type { Sabotage } from './life.ts';

const run = promisify(execFile);
const isTemporary = (path: string) => basename(path).startsWith('.grace-');

/**
 * Builds that break one promise each, made by a disk that does something else than it was asked for, with what has to be
 * found in words.
 */
export const sabotages: Readonly<Record<string, { readonly found: RegExp; readonly sabotage: Sabotage }>> = {
  'writes a wrong byte': {
    found: /is \d+ ".*", but should be \d+ "/,
    sabotage: (disk) => ({
      ...disk,
      write: (path, content, mode) => disk.write(path, isTemporary(path) ? harmed(content) : content, mode),
    }),
  },
  'writes a text without its byte-order mark': {
    found: /but should be \d+ "\u00ef\u00bb\u00bf/,
    sabotage: (disk) => ({
      ...disk,
      write: (path, content, mode) => {
        const marked = isTemporary(path) && Buffer.from(content).subarray(0, 3).equals(byteOrderMark);
        return disk.write(path, marked ? content.slice(3) : content, mode);
      },
    }),
  },
  'makes one kind of line end of all': {
    found: /but should be \d+ ".*\\r\\n/,
    sabotage: (disk) => ({
      ...disk,
      write: (path, content, mode) => disk.write(path, isTemporary(path) ? unified(content) : content, mode),
    }),
  },
  'forgets a mode': {
    found: /is 644 ".*", but should be (755|600) "/,
    sabotage: (disk, root) => ({
      ...disk,
      setMode: (path, mode) => (path.startsWith(root + sep) ? Promise.resolve() : disk.setMode(path, mode)),
    }),
  },
  'stages what it wrote': {
    found: /nobody may touch was touched: .*\.git/,
    sabotage: (disk, root) => afterReplacing(disk, root, () => git(root, ['add', '--all'])),
  },
  'refreshes the index': {
    found: /nobody may touch was touched: .*\.git/,
    sabotage: (disk, root) => afterReplacing(disk, root, () => git(root, ['status'])),
  },
  'moves a branch': {
    found: /nobody may touch was touched: .*\.git.*heads/,
    sabotage: (disk, root) => afterReplacing(disk, root, () => git(root, ['branch', '-f', 'grace'])),
  },
  'drops what a person typed before an undo': {
    found: /typed \d+;” is lost/,
    sabotage: (disk, root) => {
      const written = new Map<string, Buffer>();
      return {
        ...disk,
        async rename(from, to) {
          const bytes = to.startsWith(root + sep) && (await disk.read(from));
          await disk.rename(from, to);
          if (bytes) written.set(to, bytes);
        },
        // It takes for granted that a file still is what it made of it.
        async read(path) {
          const now = await disk.read(path);
          return now && (written.get(path) ?? now);
        },
      };
    },
  },
  'leaves a file that it made': {
    found: /is \d+ ".*", but should be absent/,
    sabotage: (disk, root) => ({
      ...disk,
      remove: (path) => (isPlain(path, root) ? Promise.resolve() : disk.remove(path)),
    }),
  },
  'leaves a folder that it made': {
    found: /is a folder \d+, but should be absent/,
    sabotage: (disk, root) => ({
      ...disk,
      removeFolder: (path) => (path.startsWith(root + sep) ? Promise.resolve() : disk.removeFolder(path)),
    }),
  },
  'leaves its temporary files after a crash': {
    found: /\.tmp is .*, but should be absent/,
    sabotage: (disk) => ({
      ...disk,
      remove: (path) => (isTemporary(path) ? Promise.resolve() : disk.remove(path)),
    }),
  },
  'keeps no copy for the person to compare': {
    found: /from before does not lie in/,
    sabotage: (disk) => ({
      ...disk,
      write: (path, content, mode) =>
        dirname(path).includes(`${sep}rescued${sep}`) ? Promise.resolve() : disk.write(path, content, mode),
    }),
  },
};

const byteOrderMark = Buffer.from('\uFEFF');

function harmed(content: Uint8Array): Uint8Array {
  const bytes = Buffer.from(content);
  const middle = bytes.length >> 1;
  if (bytes.length > 0) bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return bytes;
}

function unified(content: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(content).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function isPlain(path: string, root: string): boolean {
  return path.startsWith(root + sep) && !isTemporary(path);
}

function afterReplacing(disk: DiskPort, root: string, deed: () => Promise<unknown>): DiskPort {
  return {
    ...disk,
    async rename(from, to) {
      await disk.rename(from, to);
      if (isPlain(to, root)) await deed();
    },
  };
}

async function git(root: string, argv: readonly string[]): Promise<void> {
  await run('git', [...argv], { cwd: join(root) });
}
