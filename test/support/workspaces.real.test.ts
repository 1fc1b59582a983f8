import { rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { treeLines } from './tree-hash.ts';
import { installedWorkspace, treeHash, workspaces } from './workspaces.ts';
import type { InstalledWorkspace, WorkspaceName } from './workspaces.ts';

const names = Object.keys(workspaces) as WorkspaceName[];

describe.each(names)('the fixture workspace %s', (name) => {
  let workspace: InstalledWorkspace;
  const { manager, checks } = workspaces[name];

  beforeAll(async () => {
    workspace = await installedWorkspace(name);
  });

  afterAll(async () => {
    await workspace.dispose();
  });

  it.each(checks)('is green in its own %s', async (check) => {
    await workspace.run([manager, 'run', check]);
  });

  it('leaves nothing behind that git sees', async () => {
    const status = await workspace.run(['git', 'status', '--porcelain', '--untracked-files=all']);
    expect(status.stdout).toBe('');
  });
});

describe('copies of a fixture workspace', () => {
  it('are equal, and private', async () => {
    const [one, other] = await Promise.all([installedWorkspace('js-mocha'), installedWorkspace('js-mocha')]);
    try {
      // Commits carry the time they were made at.
      const except = ['.git'];
      expect(await treeLines(one.folder, { except })).toEqual(await treeLines(other.folder, { except }));
      const before = await treeHash(other.folder, { times: 'with' });
      await writeFile(join(one.folder, 'node_modules/mocha/package.json'), '{}');
      expect(await treeHash(other.folder, { times: 'with' })).toBe(before);
      expect(await treeHash(one.folder, { except })).not.toBe(await treeHash(other.folder, { except }));
    } finally {
      await Promise.all([one.dispose(), other.dispose()]);
    }
  });

  it('show every kind of change in their hash', async () => {
    const workspace = await installedWorkspace('js-mocha');
    try {
      const hashes = [await treeHash(workspace.folder)];
      await writeFile(join(workspace.folder, '.git', 'HEAD'), 'ref: refs/heads/other\n');
      hashes.push(await treeHash(workspace.folder));
      await symlink('src', join(workspace.folder, 'link'));
      hashes.push(await treeHash(workspace.folder));
      await rm(join(workspace.folder, 'link'));
      await symlink('test', join(workspace.folder, 'link'));
      hashes.push(await treeHash(workspace.folder));
      expect(new Set(hashes).size).toBe(hashes.length);

      const withTimes = await treeHash(workspace.folder, { times: 'with' });
      await utimes(join(workspace.folder, 'package.json'), 1, 1);
      expect(await treeHash(workspace.folder)).toBe(hashes.at(-1));
      expect(await treeHash(workspace.folder, { times: 'with' })).not.toBe(withTimes);
    } finally {
      await workspace.dispose();
    }
  });
});
