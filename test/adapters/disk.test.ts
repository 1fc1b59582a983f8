import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemDisk } from '../../server/src/adapters/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'grace-disk-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (...names: readonly string[]) => join(folder, ...names);

describe('what is missing', () => {
  it('is undefined, also below a file', async () => {
    await writeFile(at('file'), '');
    for (const path of [at('nothing'), at('file', 'below')]) {
      expect(await systemDisk.read(path)).toBeUndefined();
      expect(await systemDisk.stat(path)).toBeUndefined();
      expect(await systemDisk.realPath(path)).toBeUndefined();
      await systemDisk.remove(path);
    }
    await systemDisk.removeTree(at('nothing'));
    await systemDisk.removeFolder(at('nothing'));
  });

  it('is nothing else: other errors are passed on', async () => {
    await expect(systemDisk.read(folder)).rejects.toMatchObject({ code: 'EISDIR' });
    await expect(systemDisk.list(at('nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is also where links go in a circle', async () => {
    await symlink('two', at('one'));
    await symlink('one', at('two'));
    expect(await systemDisk.realPath(at('one'))).toBeUndefined();
    expect((await systemDisk.stat(at('one')))?.kind).toBe('link');
  });
});

describe('removeTree', () => {
  it('removes a folder with read-only folders and links in it, and leaves what the links lead to', async () => {
    await mkdir(at('target'));
    await writeFile(at('target', 'precious'), 'kept');
    await mkdir(at('tree', 'inner'), { recursive: true });
    await symlink(at('target'), at('tree', 'inner', 'link'));
    await writeFile(at('tree', 'inner', 'file'), '');
    await chmod(at('tree', 'inner'), 0o500);
    await systemDisk.removeTree(at('tree'));
    expect(await systemDisk.stat(at('tree'))).toBeUndefined();
    expect(await readFile(at('target', 'precious'), 'utf8')).toBe('kept');
  });

  it.each(['link', 'link/'])('refuses a link, spelt %s', async (spelling) => {
    await mkdir(at('target'));
    await writeFile(at('target', 'precious'), 'kept');
    await symlink(at('target'), at('link'));
    await expect(systemDisk.removeTree(`${folder}/${spelling}`)).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await readFile(at('target', 'precious'), 'utf8')).toBe('kept');
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
  });

  it('refuses a file', async () => {
    await writeFile(at('file'), 'kept');
    await expect(systemDisk.removeTree(at('file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

describe('removeFolder', () => {
  it('removes an empty folder and refuses one with something in it', async () => {
    await mkdir(at('full', 'empty'), { recursive: true });
    await expect(systemDisk.removeFolder(at('full'))).rejects.toMatchObject({ code: 'ENOTEMPTY' });
    await systemDisk.removeFolder(at('full', 'empty'));
    expect(await systemDisk.stat(at('full', 'empty'))).toBeUndefined();
  });
});

describe('copy', () => {
  it('keeps content, mode and modification time, and shares no bytes', async () => {
    await writeFile(at('from'), 'text');
    await chmod(at('from'), 0o751);
    await utimes(at('from'), 1_000_000, 1_000_000);
    await systemDisk.copy(at('from'), at('to'));
    const copied = await stat(at('to'));
    expect({ mode: copied.mode & 0o777, mtimeMs: copied.mtimeMs, nlink: copied.nlink }).toEqual({
      ...{ mode: 0o751, mtimeMs: 1_000_000_000, nlink: 1 },
    });
    await writeFile(at('to'), 'other');
    expect(await readFile(at('from'), 'utf8')).toBe('text');
  });

  it('replaces a hard link or a link instead of writing through it', async () => {
    await writeFile(at('from'), 'new');
    await writeFile(at('users'), 'kept');
    await link(at('users'), at('hard'));
    await symlink(at('users'), at('soft'));
    await systemDisk.copy(at('from'), at('hard'));
    await systemDisk.copy(at('from'), at('soft'));
    expect(await readFile(at('users'), 'utf8')).toBe('kept');
    expect(await readFile(at('hard'), 'utf8')).toBe('new');
    expect((await lstat(at('soft'))).isFile()).toBe(true);
  });
});

describe('the rest', () => {
  it('writes with the mode asked for, appends, syncs, renames and lists without following links', async () => {
    await systemDisk.makeFolder(at('deep', 'folder'));
    await systemDisk.write(at('deep', 'a'), Buffer.from('one'), 0o666);
    await systemDisk.append(at('deep', 'a'), Buffer.from('two'));
    await systemDisk.sync(at('deep', 'a'));
    await systemDisk.link('a', at('deep', 'link'));
    await systemDisk.rename(at('deep', 'a'), at('deep', 'b'));
    await systemDisk.syncFolder(at('deep'));
    await systemDisk.setMode(at('deep', 'b'), 0o640);
    expect((await systemDisk.read(at('deep', 'b')))?.toString()).toBe('onetwo');
    expect(await systemDisk.stat(at('deep', 'b'))).toMatchObject({ mode: 0o640, kind: 'file', sizeBytes: 6 });
    expect(await systemDisk.readLink(at('deep', 'link'))).toBe('a');
    const listed = [...(await systemDisk.list(at('deep')))].sort((one, other) =>
      one.name < other.name ? -1 : 1,
    );
    expect(listed).toEqual([
      { name: 'b', kind: 'file' },
      { name: 'folder', kind: 'folder' },
      { name: 'link', kind: 'link' },
    ]);
    expect(await systemDisk.freeBytes(folder)).toBeGreaterThan(0);
  });
});
