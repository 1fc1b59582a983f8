import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemDisk } from '../../../server/src/adapters/index.ts';
import { workspaceBoundary } from '../../../server/src/services/workspace/index.ts';
import { withFiles } from './described.ts';

describe('the boundary of a workspace', () => {
  it.each<[string, string | undefined]>([
    ['src/a.ts', 'src/a.ts'],
    ['', ''],
    ['.', ''],
    ['src/', 'src'],
    ['src/not/there/yet.ts', 'src/not/there/yet.ts'],
    ['src/../src/a.ts', 'src/a.ts'],
    ['..hidden', '..hidden'],
    ['inside/a.ts', 'src/a.ts'],
    ['../outside/b.ts', undefined],
    ['../root-and-more/b.ts', undefined],
    ['src/../../outside', undefined],
    ['out/b.ts', undefined],
    ['out/new.ts', undefined],
    ['dangling', undefined],
    ['dangling/below', undefined],
    ['circle/below', undefined],
    ['a\0b', undefined],
  ])('%j lies at %j', async (path, expected) => {
    await withFiles({ 'root/src/a.ts': '', 'outside/b.ts': '', 'root-and-more/b.ts': '' }, async (folder) => {
      const root = join(folder, 'root');
      await symlink('src', join(root, 'inside'));
      await symlink('../outside', join(root, 'out'));
      await symlink('../outside/nothing', join(root, 'dangling'));
      await symlink('circle', join(root, 'circle'));
      const boundary = workspaceBoundary(root, systemDisk);
      expect(await boundary.locate(path)).toBe(expected);
      expect(await boundary.contains(path)).toBe(expected !== undefined);
    });
  });

  it('is the real one when the root is reached through a link', async () => {
    await withFiles({ 'root/src/a.ts': '' }, async (folder) => {
      await symlink('root', join(folder, 'link'));
      const boundary = workspaceBoundary(join(folder, 'link'), systemDisk);
      expect(await boundary.locate(join(folder, 'root', 'src', 'a.ts'))).toBe('src/a.ts');
      expect(await boundary.locate(join(folder, 'link', 'src', 'a.ts'))).toBe('src/a.ts');
    });
  });

  it('knows the root in another spelling where the file system does', async () => {
    await withFiles({ 'root/a.ts': '' }, async (folder) => {
      await mkdir(join(folder, 'ROOT'), { recursive: true });
      const same =
        (await systemDisk.stat(join(folder, 'ROOT')))?.inode ===
        (await systemDisk.stat(join(folder, 'root')))?.inode;
      const located = await workspaceBoundary(join(folder, 'root'), systemDisk).locate(
        join(folder, 'ROOT', 'a.ts'),
      );
      expect(located).toBe(same ? 'a.ts' : undefined);
    });
  });
});
