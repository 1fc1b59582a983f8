import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';

/**
 * The Node that a person gets at the root of a workspace: its own `node` package first, as in its scripts, then PATH.
 * Nothing above the root is looked at, for nobody said that it is to be trusted. An
 * entry of PATH that is Grace's own install does not count (`npm start` puts it there).
 */
export async function workspaceNode(root: string): Promise<string | undefined> {
  const onPath: string[] = [];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && !(await isOwnInstall(folder))) onPath.push(resolve(root, folder));
  }
  for (const folder of [join(root, 'node_modules', '.bin'), ...onPath]) {
    const candidate = join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

const ownName = 'grace';
const ownPublisher = 'grace-tools';

async function isOwnInstall(folder: string): Promise<boolean> {
  const owner = /^(.*)[\\/]node_modules[\\/]\.bin[\\/]?$/.exec(folder)?.[1];
  if (owner === undefined) return false;
  const text = await readFile(join(owner, 'package.json'), 'utf8').catch(() => '');
  // A look at two members is enough; a manifest that is no JSON is not ours.
  return (
    new RegExp(`"name"\\s*:\\s*"${ownName}"`).test(text) &&
    new RegExp(`"publisher"\\s*:\\s*"${ownPublisher}"`).test(text)
  );
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
