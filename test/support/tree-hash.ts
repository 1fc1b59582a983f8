import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface TreeHashOptions {
  /** Modification times count as well, to the nanosecond. Default: `without`. */
  readonly times?: 'with' | 'without';
  /** Relative paths left out, with everything below them. */
  readonly except?: readonly string[];
}

/**
 * Hash of everything below a folder: paths, kinds, modes, link targets and contents, `.git` and `node_modules` included.
 * Links are never followed. Two equal hashes show that nothing in the tree was changed.
 */
export async function treeHash(folder: string, options: TreeHashOptions = {}): Promise<string> {
  const hash = createHash('sha256');
  for await (const line of describeTree(folder, '', options)) hash.update(line);
  return hash.digest('hex');
}

/** One line per entry, in the order of their names; for a readable difference between two trees. */
export async function treeLines(folder: string, options: TreeHashOptions = {}): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of describeTree(folder, '', options)) lines.push(line);
  return lines;
}

async function* describeTree(root: string, below: string, options: TreeHashOptions): AsyncGenerator<string> {
  const names = (await readdir(join(root, below))).sort();
  for (const name of names) {
    const path = below === '' ? name : `${below}/${name}`;
    if (options.except?.includes(path)) continue;
    const entry = await lstat(join(root, path), { bigint: true });
    const time = options.times === 'with' ? ` ${entry.mtimeNs}` : '';
    const head = `${JSON.stringify(path)} ${entry.mode.toString(8)}${time}`;
    if (entry.isDirectory()) {
      yield `${head} folder\n`;
      yield* describeTree(root, path, options);
    } else if (entry.isSymbolicLink()) {
      yield `${head} link ${JSON.stringify(await readlink(join(root, path)))}\n`;
    } else if (entry.isFile()) {
      const content = createHash('sha256')
        .update(await readFile(join(root, path)))
        .digest('hex');
      yield `${head} file ${content}\n`;
    } else {
      yield `${head} other\n`;
    }
  }
}
