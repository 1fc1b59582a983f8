import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemDisk } from '../../../server/src/adapters/index.ts';
import { isRefusal } from '../../../server/src/base/index.ts';
import {
  describeWorkspace,
  type PackageFacts,
  type WorkspaceFacts,
} from '../../../server/src/services/workspace/index.ts';

/** Path → text of a file; a value that is no string is written as JSON. */
export type Files = Readonly<Record<string, unknown>>;

export async function withFiles<T>(files: Files, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'grace-workspace-')));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function describeAt(folder: string, opened = ''): Promise<WorkspaceFacts> {
  const ports = { disk: systemDisk, processes: { workspaceNode: () => Promise.resolve('/usr/bin/node') } };
  const facts = await describeWorkspace(join(folder, opened), ports, new AbortController().signal);
  if (isRefusal(facts)) throw new Error(facts.message);
  // So that a test can write down where a tool is without knowing the folder.
  return JSON.parse(JSON.stringify(facts).replaceAll(folder, '')) as WorkspaceFacts;
}

/** The facts of the package at `opened` of a workspace with these files. */
export async function packageWith(files: Files, opened = ''): Promise<PackageFacts> {
  return withFiles(files, async (folder) => {
    const facts = await describeAt(folder);
    const found = facts.packages.find((each) => each.folder === opened);
    if (!found) throw new Error(`no package ${opened}`);
    return found;
  });
}

/** An installed package as far as facts look: its manifest with version and bin. */
export function installed(name: string, version: string, bin: Readonly<Record<string, string>>): Files {
  return { [`node_modules/${name}/package.json`]: { name, version, bin } };
}
