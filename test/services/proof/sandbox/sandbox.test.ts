import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  symlink,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemDisk, systemProcesses } from '../../../../server/src/adapters/index.ts';
import { isRefusal, systemClock, type Refusal } from '../../../../server/src/base/index.ts';
import type { DiskPort } from '../../../../server/src/core/ports/index.ts';
import {
  openSandbox,
  type Sandbox,
  type SandboxRequest,
} from '../../../../server/src/services/proof/sandbox/index.ts';
import { treeHash } from '../../../support/tree-hash.ts';

const { signal } = new AbortController();

let parent: string;
let tree: string;
beforeEach(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), 'grace-sandbox-')));
  tree = join(parent, 'tree');
  await mkdir(tree);
});
afterEach(() => rm(parent, { recursive: true, force: true, maxRetries: 3 }));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
}

async function linkAt(path: string, target: string): Promise<void> {
  await mkdir(dirname(join(tree, path)), { recursive: true });
  await symlink(target, join(tree, path));
}

function tryOpen(
  more: Partial<SandboxRequest> = {},
  packages: readonly string[] = [''],
): Promise<Sandbox | Refusal> {
  const facts = {
    root: tree,
    manager: { kind: 'npm' as const },
    packages: packages.map((folder) => ({ folder })) as unknown as SandboxRequest['facts']['packages'],
  };
  const request: SandboxRequest = {
    ...{
      facts,
      folder: join(parent, 'cache'),
      disk: systemDisk,
      processes: systemProcesses,
      clock: systemClock,
    },
    ...more,
  };
  return openSandbox(request, signal);
}

async function open(more: Partial<SandboxRequest> = {}, packages?: readonly string[]): Promise<Sandbox> {
  const sandbox = await tryOpen(more, packages);
  if (isRefusal(sandbox)) throw new Error(sandbox.message);
  return sandbox;
}

/** What Node resolves a name to, from a file of the copy. */
function resolvedFrom(sandbox: Sandbox, file: string, name: string): string {
  return createRequire(join(sandbox.tree, file)).resolve(name);
}

const module = (name: string, more = {}) =>
  JSON.stringify({ name, version: '1.0.0', main: 'index.js', ...more });

describe('node_modules of npm and yarn', () => {
  beforeEach(async () => {
    await put({
      'package.json': module('root'),
      'packages/b/package.json': module('@own/b'),
      'packages/b/index.js': '',
      'node_modules/.package-lock.json': `{ "path": "${tree}" }`,
      'node_modules/.cache/big': 'x',
      'node_modules/.prisma/client/index.js': 'generated',
      'node_modules/plain/package.json': module('plain'),
      'node_modules/plain/index.js': '',
      'node_modules/@scope/tool/package.json': module('@scope/tool'),
      'node_modules/@scope/tool/index.js': '',
      // Depends on our package; and one that depends on it in turn.
      'node_modules/plugin/package.json': module('plugin', { peerDependencies: { '@own/b': '*' } }),
      'node_modules/plugin/index.js': '',
      'node_modules/plugin/node_modules/nested/package.json': module('nested'),
      'node_modules/plugin/node_modules/nested/index.js': '',
      'node_modules/preset/package.json': module('preset', { dependencies: { plugin: '*' } }),
      'node_modules/preset/index.js': '',
      // Depends on a package of the same name that is not ours.
      'node_modules/other/package.json': module('other', { dependencies: { '@own/b': '*' } }),
      'node_modules/other/index.js': '',
      'node_modules/other/node_modules/@own/b/package.json': module('@own/b'),
      'node_modules/other/node_modules/@own/b/index.js': '',
    });
    await linkAt('node_modules/@own/b', '../../packages/b');
    await linkAt('node_modules/absolute', join(tree, 'packages/b'));
    await linkAt('node_modules/.bin/tool', '../@scope/tool/index.js');
  });

  it('are real folders with one link per package', async () => {
    const sandbox = await open();
    const at = (path: string) => join(sandbox.tree, 'node_modules', path);
    expect((await lstat(at('.'))).isDirectory()).toBe(true);
    expect((await lstat(at('@scope'))).isDirectory()).toBe(true);
    expect(await readlink(at('plain'))).toBe(join(tree, 'node_modules/plain'));
    expect(await readlink(at('@scope/tool'))).toBe(join(tree, 'node_modules/@scope/tool'));
    expect(await readlink(at('.bin/tool'))).toBe('../@scope/tool/index.js');
    expect(await readFile(at('.package-lock.json'), 'utf8')).toContain(sandbox.tree);
    await sandbox.close();
  });

  it('lead to our own packages in the copy, from every place that can reach them', async () => {
    const sandbox = await open();
    const own = join(sandbox.tree, 'packages/b/index.js');
    expect(resolvedFrom(sandbox, 'index.js', '@own/b')).toBe(own);
    expect(resolvedFrom(sandbox, 'index.js', 'absolute')).toBe(own);
    const plugin = resolvedFrom(sandbox, 'index.js', 'plugin');
    expect(plugin).toBe(join(sandbox.tree, 'node_modules/plugin/index.js'));
    expect(createRequire(plugin).resolve('@own/b')).toBe(own);
    const preset = resolvedFrom(sandbox, 'index.js', 'preset');
    expect(createRequire(createRequire(preset).resolve('plugin')).resolve('@own/b')).toBe(own);
    expect(createRequire(plugin).resolve('nested')).toContain(
      join(tree, 'node_modules/plugin/node_modules/nested'),
    );
    expect(resolvedFrom(sandbox, 'index.js', 'other')).toBe(join(tree, 'node_modules/other/index.js'));
    await sandbox.close();
  });

  it('keep caches and generated code private', async () => {
    const sandbox = await open();
    const at = (path: string) => join(sandbox.tree, 'node_modules', path);
    await writeFile(at('.cache/mine'), '');
    await writeFile(at('.prisma/client/index.js'), 'changed');
    expect(await readFile(join(tree, 'node_modules/.prisma/client/index.js'), 'utf8')).toBe('generated');
    await expect(stat(at('.cache/big'))).rejects.toMatchObject({ code: 'ENOENT' });
    const report = await sandbox.sync(signal);
    expect(report).toEqual({ written: [], removed: [], relinked: [], moved: [] });
    expect((await stat(at('.cache/mine'))).isFile()).toBe(true);
    await sandbox.close();
  });

  it.each<[string, () => Promise<void>]>([
    ['the user installs something', () => put({ 'node_modules/new/package.json': module('new') })],
    ['a manager was at work', () => put({ 'node_modules/.package-lock.json': '{ "other": true }' })],
    ['a scope grows', () => put({ 'node_modules/@scope/new/package.json': module('@scope/new') })],
    ['the user removes something', () => rm(join(tree, 'node_modules/plain'), { recursive: true })],
  ])('are linked again when %s', async (_name, change) => {
    const sandbox = await open();
    await change();
    expect(await sandbox.sync(signal)).toMatchObject({ relinked: ['node_modules'] });
    expect(await sandbox.sync(signal)).toMatchObject({ relinked: [] });
    await sandbox.close();
  });

  it('are linked again when a tool removed an entry, and nothing of the user is gone', async () => {
    const sandbox = await open();
    const before = await treeHash(tree, { times: 'with' });
    await rm(join(sandbox.tree, 'node_modules'), { recursive: true });
    expect(await sandbox.sync(signal)).toMatchObject({ relinked: ['node_modules'] });
    expect(resolvedFrom(sandbox, 'index.js', 'plain')).toBe(join(tree, 'node_modules/plain/index.js'));
    expect(await treeHash(tree, { times: 'with' })).toBe(before);
    await sandbox.close();
  });

  it('that are fixtures and no installs are copied like any file', async () => {
    await put({ 'test/fixtures/node_modules/dep/index.js': 'mine' });
    const sandbox = await open();
    const copied = join(sandbox.tree, 'test/fixtures/node_modules/dep/index.js');
    expect(await realpath(copied)).toBe(copied);
    await sandbox.close();
  });
});

describe('node_modules of pnpm', () => {
  beforeEach(async () => {
    await put({
      'package.json': module('root'),
      'packages/b/package.json': module('b'),
      'packages/b/index.js': 'tree',
      'node_modules/.modules.yaml': '',
      'node_modules/.pnpm/ext@1/node_modules/ext/package.json': module('ext'),
      'node_modules/.pnpm/ext@1/node_modules/ext/index.js': '',
      'node_modules/.pnpm/peer@1_b@packages+b/node_modules/peer/package.json': module('peer'),
      'node_modules/.pnpm/peer@1_b@packages+b/node_modules/peer/index.js': '',
      'node_modules/.pnpm/uses@1/node_modules/uses/package.json': module('uses'),
      'node_modules/.pnpm/uses@1/node_modules/uses/index.js': '',
      'node_modules/.pnpm/b@file+packages+b/node_modules/b/package.json': module('b'),
      'node_modules/.pnpm/b@file+packages+b/node_modules/b/index.js': 'tree',
      'node_modules/.bin/ext': `exec node "${tree}/node_modules/ext"`,
    });
    await linkAt('node_modules/ext', '.pnpm/ext@1/node_modules/ext');
    await linkAt('node_modules/uses', '.pnpm/uses@1/node_modules/uses');
    await linkAt('node_modules/injected', '.pnpm/b@file+packages+b/node_modules/b');
    await linkAt('node_modules/.pnpm/peer@1_b@packages+b/node_modules/b', '../../../../packages/b');
    await linkAt(
      'node_modules/.pnpm/uses@1/node_modules/peer',
      '../../peer@1_b@packages+b/node_modules/peer',
    );
    await linkAt('node_modules/.pnpm/node_modules/ext', '../ext@1/node_modules/ext');
  });

  it('link what is external and copy what reaches back, through others too', async () => {
    const sandbox = await open();
    expect(resolvedFrom(sandbox, 'index.js', 'ext')).toBe(
      join(tree, 'node_modules/.pnpm/ext@1/node_modules/ext/index.js'),
    );
    const uses = resolvedFrom(sandbox, 'index.js', 'uses');
    const peer = createRequire(uses).resolve('peer');
    expect([uses, peer].every((path) => path.startsWith(sandbox.tree))).toBe(true);
    expect(createRequire(peer).resolve('b')).toBe(join(sandbox.tree, 'packages/b/index.js'));
    expect(await readFile(join(sandbox.tree, 'node_modules/.bin/ext'), 'utf8')).toContain(sandbox.tree);
    await sandbox.close();
  });

  it('show an edit in the copies that pnpm injected, and forget it again', async () => {
    const sandbox = await open({}, ['', 'packages/b']);
    const injected = resolvedFrom(sandbox, 'index.js', 'injected');
    expect(injected.startsWith(sandbox.tree)).toBe(true);
    const change = { files: [{ path: 'packages/b/index.js', before: 'tree', after: 'changed' }] };
    expect(await sandbox.write(change, signal)).toBeUndefined();
    expect(await readFile(injected, 'utf8')).toBe('changed');
    await sandbox.reset(signal);
    expect(await readFile(injected, 'utf8')).toBe('tree');
    await sandbox.close();
  });
});

describe('links of the tree', () => {
  it('stay in the copy when they were in the tree, and lead to the same place when not', async () => {
    await put({ 'src/a.ts': '' });
    await writeFile(join(parent, 'outside'), '');
    await linkAt('relative', 'src/a.ts');
    await linkAt('absolute', join(tree, 'src'));
    await linkAt('out', '../outside');
    await linkAt('round/about', '../../tree/src/a.ts');
    const sandbox = await open();
    const real = (path: string) => realpath(join(sandbox.tree, path));
    expect(await real('relative')).toBe(join(sandbox.tree, 'src/a.ts'));
    expect(await real('absolute')).toBe(join(sandbox.tree, 'src'));
    expect(await real('round/about')).toBe(join(sandbox.tree, 'src/a.ts'));
    expect(await real('out')).toBe(join(parent, 'outside'));
    const outward = { files: [{ path: 'out', before: '', after: 'written' }] };
    expect(await sandbox.write(outward, signal)).toMatchObject({ kind: 'refusal' });
    expect(await readFile(join(parent, 'outside'), 'utf8')).toBe('');
    await sandbox.close();
  });
});

describe('layers', () => {
  beforeEach(() => put({ 'a.ts': 'tree', 'run.sh': 'tree' }));

  it('lie on each other and come off in order', async () => {
    const sandbox = await open();
    await sandbox.overlay(new Map([['a.ts', 'overlay']]), signal);
    const change = {
      files: [
        { path: 'a.ts', before: 'overlay', after: 'change' },
        { path: 'new/deep.ts', before: null, after: 'new' },
        { path: 'run.sh', before: 'tree', after: null },
      ],
    };
    expect(await sandbox.write(change, signal)).toBeUndefined();
    expect([
      await sandbox.read('a.ts'),
      await sandbox.read('new/deep.ts'),
      await sandbox.read('run.sh'),
    ]).toEqual([...['change', 'new', undefined]]);
    await sandbox.reset(signal);
    expect([await sandbox.read('a.ts'), await sandbox.read('run.sh')]).toEqual(['overlay', 'tree']);
    await expect(stat(join(sandbox.tree, 'new'))).rejects.toMatchObject({ code: 'ENOENT' });
    await sandbox.overlay(new Map(), signal);
    expect(await sandbox.read('a.ts')).toBe('tree');
    expect(await readFile(join(tree, 'a.ts'), 'utf8')).toBe('tree');
    await sandbox.close();
  });

  it('keep modes and bytes, and never write through a hard link or into the tree', async () => {
    await chmod(join(tree, 'run.sh'), 0o555);
    await writeFile(join(tree, 'a.ts'), Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0xff]));
    const sandbox = await open();
    await sandbox.overlay(new Map([['a.ts', 'x']]), signal);
    const change = { files: [{ path: 'run.sh', before: 'tree', after: 'changed' }] };
    expect(await sandbox.write(change, signal)).toBeUndefined();
    expect((await stat(join(sandbox.tree, 'run.sh'))).mode & 0o777).toBe(0o555);
    await sandbox.reset(signal);
    await sandbox.overlay(new Map(), signal);
    expect(await readFile(join(sandbox.tree, 'a.ts'))).toEqual(await readFile(join(tree, 'a.ts')));
    expect((await stat(join(sandbox.tree, 'run.sh'))).mode & 0o777).toBe(0o555);
    await sandbox.close();
  });

  it.each<[string, string, string | null]>([
    ['is not what the change was made for', 'a.ts', 'older'],
    ['exists although it should be new', 'a.ts', null],
    ['is gone', 'gone.ts', 'text'],
    ['leads out by its name', '../outside.ts', null],
    ['is absolute', '/outside.ts', null],
    ['is of git', '.git/hooks/pre-commit', null],
    ['is installed', 'node_modules/x/index.js', null],
    ['is a folder', 'folder', null],
  ])('refuse a change, whole, when a file %s', async (_name, path, before) => {
    await put({ 'folder/file': '' });
    const sandbox = await open();
    const files = [
      { path: 'run.sh', before: 'tree', after: 'changed' },
      { path, before, after: 'changed' },
    ];
    expect(await sandbox.write({ files }, signal)).toMatchObject({ kind: 'refusal' });
    expect(await sandbox.read('run.sh')).toBe('tree');
    await sandbox.close();
  });

  it('change the fingerprint, and give it back', async () => {
    const sandbox = await open();
    const start = await sandbox.fingerprint(signal);
    await sandbox.overlay(new Map([['a.ts', 'other']]), signal);
    const other = await sandbox.fingerprint(signal);
    expect(other).not.toBe(start);
    expect(await sandbox.fingerprint(signal, (path) => path !== 'a.ts')).not.toBe(other);
    await sandbox.overlay(new Map(), signal);
    expect(await sandbox.fingerprint(signal)).toBe(start);
    await writeFile(join(tree, 'a.ts'), 'other');
    await sandbox.sync(signal);
    expect(await sandbox.fingerprint(signal)).toBe(other);
    await sandbox.close();
  });
});

describe('sync', () => {
  it('looks only at what it is told has changed, and keeps what tools keep warm', async () => {
    await put({ 'a.ts': 'one', 'b.ts': 'one' });
    const sandbox = await open({ outputs: ['dist'] });
    await put({ 'a.ts': 'two', 'b.ts': 'two', 'c/d.ts': 'new' });
    await mkdir(join(sandbox.tree, 'dist'));
    await writeFile(join(sandbox.tree, 'dist', 'a.js'), 'built');
    await writeFile(join(sandbox.tree, 'left-over'), '');
    expect(await sandbox.sync(signal, ['a.ts', 'c'])).toEqual({
      ...{ written: ['a.ts', 'c/d.ts'], removed: [], relinked: [], moved: ['c/d.ts'] },
    });
    expect(await sandbox.read('b.ts')).toBe('one');
    expect(await sandbox.sync(signal)).toEqual({
      ...{ written: ['b.ts'], removed: ['left-over'], relinked: [], moved: [] },
    });
    expect(await sandbox.read('dist/a.js')).toBe('built');
    await sandbox.close();
  });

  it('tells what came into and went out of the tree from what tools did to the copy', async () => {
    await put({ 'a.ts': 'one', 'b.ts': 'one', 'c.ts': 'one' });
    const sandbox = await open();
    await unlink(join(sandbox.tree, 'a.ts'));
    await writeFile(join(sandbox.tree, 'made-by-a-tool.ts'), '');
    expect(await sandbox.sync(signal)).toMatchObject({ moved: [] });
    await unlink(join(tree, 'b.ts'));
    await put({ 'new.ts': '' });
    expect(await sandbox.sync(signal)).toMatchObject({ moved: ['b.ts', 'new.ts'] });
    expect(await sandbox.sync(signal)).toMatchObject({ moved: [] });
    await sandbox.close();
  });
});

describe('sync of a file whose stamp tells little', () => {
  const hourAgo = new Date(Date.now() - 3_600_000);

  it('sees what a tool wrote into an old file of the copy', async () => {
    await put({ 'a.ts': 'one' });
    await utimes(join(tree, 'a.ts'), hourAgo, hourAgo);
    const sandbox = await open();
    expect(await sandbox.sync(signal)).toMatchObject({ written: [] });
    await writeFile(join(sandbox.tree, 'a.ts'), 'two');
    expect(await sandbox.sync(signal)).toMatchObject({ written: ['a.ts'] });
    expect(await sandbox.read('a.ts')).toBe('one');
    await sandbox.close();
  });

  it('sees a second write of the same length within one tick of the clock', async () => {
    await put({ 'a.ts': 'one' });
    const sandbox = await open();
    // A stamp that is never old enough, however long the steps between take.
    const tick = new Date(Date.now() + 3_600_000);
    await utimes(join(tree, 'a.ts'), tick, tick);
    await sandbox.sync(signal);
    await writeFile(join(tree, 'a.ts'), 'two');
    await utimes(join(tree, 'a.ts'), tick, tick);
    expect(await sandbox.sync(signal)).toMatchObject({ written: ['a.ts'] });
    await sandbox.close();
  });

  it('sees a mode that changed, and leaves the content alone', async () => {
    await put({ 'a.ts': 'one' });
    await utimes(join(tree, 'a.ts'), hourAgo, hourAgo);
    const sandbox = await open();
    await chmod(join(tree, 'a.ts'), 0o755);
    expect(await sandbox.sync(signal)).toMatchObject({ written: [] });
    expect((await stat(join(sandbox.tree, 'a.ts'))).mode & 0o777).toBe(0o755);
    await sandbox.close();
  });
});

describe('the git directory of the tree', () => {
  it('stays out of the copy', async () => {
    await put({ 'a.ts': '', '.git/HEAD': 'ref: refs/heads/users\n' });
    const sandbox = await open();
    await expect(stat(join(sandbox.tree, '.git'))).rejects.toMatchObject({ code: 'ENOENT' });
    await sandbox.close();
  });
});

describe('what is refused', () => {
  it.each<[string, string]>([
    ['inside the tree', 'tree/.cache'],
    ['around the tree', '.'],
  ])('a cache folder %s', async (_name, place) => {
    await put({ 'a.ts': '' });
    const refusal = await tryOpen({ folder: join(parent, place) });
    expect(refusal).toMatchObject({ message: expect.stringContaining('lie in each other') as unknown });
  });

  it('a folder that holds something else, or the sandboxes of another workspace', async () => {
    await mkdir(join(parent, 'cache'));
    await writeFile(join(parent, 'cache', 'precious'), 'kept');
    expect(await tryOpen()).toMatchObject({
      message: expect.stringContaining('not a sandbox of') as unknown,
    });
    expect(await readFile(join(parent, 'cache', 'precious'), 'utf8')).toBe('kept');
    await unlink(join(parent, 'cache', 'precious'));
    await writeFile(join(parent, 'cache', '.grace-sandbox'), '{ "format": 1, "root": "/other" }');
    expect(isRefusal(await tryOpen())).toBe(true);
  });

  it('a tree that is too large, and room that is too small', async () => {
    await put({ 'a/b.ts': 'text', 'a/c.ts': 'text', 'a/d.ts': 'text' });
    expect(await tryOpen({ limits: { entriesMax: 2 } })).toMatchObject({
      message: expect.stringContaining('more than 2 files') as unknown,
    });
    expect(await tryOpen({ limits: { totalBytesMax: 5 } })).toMatchObject({ kind: 'refusal' });
    const full: DiskPort = { ...systemDisk, freeBytes: () => Promise.resolve(1000) };
    expect(await tryOpen({ disk: full })).toMatchObject({
      message: expect.stringContaining('Free some space') as unknown,
    });
  });

  it('a disk that runs full half-way, leaving nothing behind but room', async () => {
    await put({ 'a.ts': 'text' });
    const noSpace = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const full: DiskPort = { ...systemDisk, copy: () => Promise.reject(noSpace) };
    expect(await tryOpen({ disk: full })).toMatchObject({
      message: expect.stringContaining('the disk is full') as unknown,
    });
    const sandbox = await open();
    expect(await sandbox.read('a.ts')).toBe('text');
    await sandbox.close();
  });

  it('more sandboxes at once than there are slots; one whose holder died is free', async () => {
    await put({ 'a.ts': '' });
    const held = [await open(), await open(), await open(), await open()];
    expect(new Set(held.map((sandbox) => sandbox.tree)).size).toBe(4);
    expect(await tryOpen()).toMatchObject({ message: expect.stringContaining('4 other runs') as unknown });
    const afterCrash = await open({ processes: { ...systemProcesses, isAlive: () => false } });
    expect(afterCrash.tree).toBe(held[0]?.tree);
    await Promise.all(held.map((sandbox) => sandbox.close()));
  });
});

describe('what is left out', () => {
  it('is a file that is too large, by name and reason', async () => {
    await put({ 'small.ts': 'x', 'large.bin': 'x'.repeat(100) });
    const sandbox = await open({ limits: { fileBytesMax: 50 } });
    expect(sandbox.leftOut).toEqual([
      { path: 'large.bin', reason: expect.stringContaining('not copied') as unknown },
    ]);
    expect(await sandbox.read('large.bin')).toBeUndefined();
    await sandbox.close();
  });
});
