import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export interface FileEntry {
  readonly kind: 'file';
  readonly bytes: Buffer;
  readonly mode: number;
}

export type Entry =
  | FileEntry
  | { readonly kind: 'folder'; readonly mode: number }
  | { readonly kind: 'link'; readonly to: string };

/** Everything below a workspace folder by its path, without what is git's own. */
export type Tree = ReadonlyMap<string, Entry>;

const permissionBits = 0o7777;
const differencesNamedMax = 4;

export function readTree(root: string): Tree {
  const tree = new Map<string, Entry>();
  const visit = (below: string): void => {
    for (const name of readdirSync(join(root, below)).sort()) {
      if (below === '' && name === '.git') continue;
      const path = below === '' ? name : `${below}/${name}`;
      const stats = lstatSync(join(root, path));
      const mode = stats.mode & permissionBits;
      if (stats.isSymbolicLink()) tree.set(path, { kind: 'link', to: readlinkSync(join(root, path)) });
      else if (stats.isDirectory()) {
        tree.set(path, { kind: 'folder', mode });
        visit(path);
      } else tree.set(path, { kind: 'file', bytes: readFileSync(join(root, path)), mode });
    }
  };
  visit('');
  return tree;
}

/** How `found` differs from `expected`, a sentence each; none when every path, kind, mode and byte is the same. */
export function differences(found: Tree, expected: Tree): string[] {
  const wrong: string[] = [];
  for (const path of new Set([...found.keys(), ...expected.keys()])) {
    const is = shown(found.get(path));
    const should = shown(expected.get(path));
    if (is !== should) wrong.push(`${path} is ${is}, but should be ${should}.`);
  }
  return wrong.slice(0, differencesNamedMax);
}

function shown(entry: Entry | undefined): string {
  if (!entry) return 'absent';
  if (entry.kind === 'link') return `a link to ${entry.to}`;
  if (entry.kind === 'folder') return `a folder ${entry.mode.toString(8)}`;
  return `${entry.mode.toString(8)} ${JSON.stringify(entry.bytes.toString('latin1'))}`;
}

/**
 * One line per entry below a folder, `.git` included: path, kind, mode, inode, times and content. Equal lines show that
 * nothing was written there, not even the same bytes once more.
 */
export function fingerprint(folder: string): string[] {
  const lines: string[] = [];
  const visit = (path: string): void => {
    const stats = lstatSync(path, { bigint: true });
    const head = `${path} ${stats.mode.toString(8)} ${stats.ino} ${stats.mtimeNs} ${stats.ctimeNs}`;
    if (stats.isSymbolicLink()) lines.push(`${head} ${readlinkSync(path)}`);
    else if (stats.isFile()) lines.push(`${head} ${readFileSync(path, 'latin1')}`);
    else {
      lines.push(head);
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    }
  };
  visit(folder);
  return lines;
}
