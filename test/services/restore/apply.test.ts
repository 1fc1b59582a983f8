import { describe, expect, test } from 'vitest';
import type { FileChange } from '../../../server/src/protocol/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { change, fill, open, root, signal, treeOf, world } from './crash-world.ts';

async function filled(): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(3));
  await fill(disk);
  return disk;
}

const a = world['a.ts']!;
const edited: FileChange = { path: 'a.ts', before: a, after: `${a}// more\n` };

describe('apply', () => {
  test('writes every file, keeps modes and neighbours, and answers with a restore point', async () => {
    const disk = await filled();
    const restore = await open(disk);
    const point = accepted(await restore.apply(change, 'Try it', signal));
    expect(point).toMatchObject({ id: 'r0', title: 'Try it', state: 'applied' });
    expect(point.files).toEqual(change.files.map((file) => file.path));
    const tree = disk.tree(root);
    for (const { path, after } of change.files) {
      const mode = path === 'a.ts' ? '755' : '644';
      const text = after === null ? undefined : `${mode} ${Buffer.from(after).toString('latin1')}`;
      expect(tree.get(path)).toBe(text);
    }
    expect(tree.get('deep/neighbour.bin')).toBe('644 \u0000\u0001');
    expect(await restore.list()).toEqual([point]);
  });

  test('applies one change after the other when two are asked for at once', async () => {
    const disk = await filled();
    const restore = await open(disk);
    const answers = await Promise.all([
      restore.apply({ files: [edited] }, 'one', signal),
      restore.apply({ files: [{ path: 'b.ts', before: null, after: 'b\n' }] }, 'two', signal),
    ]);
    expect(answers.map((answer) => accepted(answer).state)).toEqual(['applied', 'applied']);
  });

  test('writes nothing when it was called off before', async () => {
    const disk = await filled();
    const before = treeOf(disk);
    const restore = await open(disk);
    await expect(restore.apply(change, 'Try it', AbortSignal.abort())).rejects.toThrow('Cancelled');
    expect(treeOf(disk)).toBe(before);
  });

  test('called off while it writes takes everything back', async () => {
    const disk = await filled();
    const before = treeOf(disk);
    const restore = await open(disk);
    const controller = new AbortController();
    disk.fault = (operation, path) => {
      if (operation === 'sync' && path.startsWith(root)) controller.abort();
      return undefined;
    };
    await expect(restore.apply(change, 'Try it', controller.signal)).rejects.toThrow('Cancelled');
    expect(treeOf(disk)).toBe(before);
    expect((await restore.list()).map((point) => point.state)).toEqual(['rolled-back']);
  });
});

interface Refused {
  readonly why: string;
  readonly files: readonly FileChange[];
  readonly says: string;
  readonly prepare?: (disk: UnreliableDisk) => Promise<void> | void;
}

const made = (path: string): FileChange => ({ path, before: null, after: 'new\n' });

const refusals: readonly Refused[] = [
  { why: 'a file that changed on disk', files: [{ ...edited, before: 'old' }], says: 'a.ts changed on disk' },
  {
    why: 'a file that differs only in its byte-order mark',
    files: [{ path: 'mixed.ts', before: 'one\ntwo\r\n', after: 'x' }],
    says: 'mixed.ts changed on disk',
  },
  {
    why: 'a file that differs only in line ends',
    files: [{ path: 'crlf.ts', before: 'one\ntwo\nthree', after: 'x' }],
    says: 'crlf.ts changed on disk',
  },
  {
    why: 'a file that is not UTF-8',
    files: [{ path: 'latin.ts', before: '\uFFFD', after: 'x' }],
    says: 'latin.ts is not valid UTF-8',
    prepare: (disk) => disk.write(`${root}/latin.ts`, Buffer.from([0xe9])),
  },
  {
    why: 'text that UTF-8 cannot express',
    files: [{ ...edited, after: '\uD800' }],
    says: 'half a character',
  },
  {
    why: 'a file that is gone',
    files: [{ path: 'no.ts', before: 'x', after: 'y' }],
    says: 'no longer exists',
  },
  { why: 'a new file where one is', files: [{ ...edited, before: null }], says: 'a.ts already exists' },
  { why: 'nothing to do', files: [{ ...edited, after: a }], says: 'nothing to write' },
  { why: 'the same file twice', files: [edited, edited], says: 'names a.ts twice' },
  {
    why: 'two new files that differ only in case',
    files: [made('new.ts'), made('New.ts')],
    says: 'differ in more than case',
  },
  {
    why: 'a new file whose name exists in another case, where case does not count',
    files: [made('A.ts')],
    says: 'A.ts: this file system takes it for a.ts',
    prepare: (disk) => void (disk.caseInsensitive = true),
  },
  {
    why: 'a file spelled in another case, where case does not count',
    files: [{ ...edited, path: 'A.ts' }],
    says: 'takes it for a.ts',
    prepare: (disk) => void (disk.caseInsensitive = true),
  },
  { why: 'a path upwards', files: [made('../x.ts')], says: 'not a plain path' },
  { why: 'an absolute path', files: [made('/etc/x')], says: 'not a plain path' },
  { why: 'a Windows path', files: [made('C:/x')], says: 'not a plain path' },
  { why: 'a path with backslashes', files: [made('src\\x.ts')], says: 'not a plain path' },
  { why: 'a path through a file', files: [made('a.ts/x.ts')], says: 'a.ts is a file, not a folder' },
  {
    why: 'a symbolic link',
    files: [{ ...edited, path: 'link.ts' }],
    says: 'link.ts: it is a symbolic link',
    prepare: (disk) => disk.link('a.ts', `${root}/link.ts`),
  },
  {
    why: 'a folder link that leads outside',
    files: [made('out/x.ts')],
    says: 'leads outside the workspace folder',
    prepare: (disk) => disk.link('/state', `${root}/out`),
  },
  {
    why: 'a folder link that leads nowhere',
    files: [made('out/x.ts')],
    says: 'leads outside the workspace folder',
    prepare: (disk) => disk.link('/nowhere', `${root}/out`),
  },
  {
    why: 'a folder link that leads into .git',
    files: [made('out/x.ts')],
    says: 'it really is .git/x.ts',
    prepare: async (disk) => {
      await disk.makeFolder(`${root}/.git`);
      await disk.link('.git', `${root}/out`);
    },
  },
  {
    why: 'a folder',
    files: [{ path: 'deep', before: 'x', after: 'y' }],
    says: 'not a regular file',
  },
  {
    why: 'a read-only file',
    files: [edited],
    says: 'a.ts: the file is read-only',
    prepare: (disk) => disk.setMode(`${root}/a.ts`, 0o444),
  },
  {
    why: 'a file in a read-only folder',
    files: [{ path: 'deep/gone.ts', before: 'goodbye\n', after: null }],
    says: 'deep/gone.ts: its folder is read-only',
    prepare: (disk) => disk.setMode(`${root}/deep`, 0o555),
  },
  {
    why: 'package scripts',
    files: [{ path: 'package.json', before: '{}', after: '{"scripts":{"test":"true"}}' }],
    says: 'does not change the scripts',
    prepare: (disk) => disk.write(`${root}/package.json`, Buffer.from('{}')),
  },
  ...[
    '.git/config',
    'sub/.git/hooks/pre-commit',
    '.GIT/config',
    '.git./config',
    '.vscode/settings.json',
    'grace.code-workspace',
    'node_modules/left-pad/index.js',
    '.github/workflows/ci.yml',
    '.gitlab-ci.yml',
    '.circleci/config.yml',
    '.husky/pre-commit',
  ].map((path): Refused => ({ why: path, files: [made(path)], says: `does not write ${path}` })),
];

describe('apply refuses as a whole, and leaves the tree as it is:', () => {
  for (const { why, files, says, prepare } of refusals) {
    test(why, async () => {
      const disk = await filled();
      await prepare?.(disk);
      const before = treeOf(disk);
      const restore = await open(disk);
      const harmless = { path: 'harmless.ts', before: null, after: 'x' };
      const all = says === 'nothing to write' ? files : [harmless, ...files];
      expect(sentenceOf(await restore.apply({ files: all }, 'Try it', signal))).toContain(says);
      expect(treeOf(disk)).toBe(before);
      expect(await restore.list()).toEqual([]);
    });
  }
});

describe('a disk that fails', () => {
  const reasons = {
    ENOSPC: 'disk is full',
    EACCES: 'permission is missing',
    EROFS: 'mounted read-only',
    EIO: 'input/output error',
  };
  for (const [code, reason] of Object.entries(reasons)) {
    test(`${code} at any single operation: a sentence, and the tree is as before`, async () => {
      const rehearsal = await filled();
      const start = rehearsal.operations;
      accepted(await (await open(rehearsal)).apply(change, 'Try it', signal));
      const end = rehearsal.operations;
      let refusals = 0;
      for (let failing = start; failing < end; failing++) {
        const disk = await filled();
        const before = treeOf(disk);
        const restore = await open(disk).catch(() => undefined);
        // Opening itself may need the disk; an apply that was never opened wrote nothing.
        if (!restore) continue;
        disk.fault = (_operation, _path, index) => (index === failing ? code : undefined);
        const answer = await restore.apply(change, 'Try it', signal);
        if (!('kind' in answer)) continue;
        refusals++;
        expect(sentenceOf(answer)).toContain(reason);
        expect(treeOf(disk), `operation ${failing}`).toBe(before);
        expect((await restore.list()).filter((point) => point.state === 'applied')).toEqual([]);
        disk.fault = () => undefined;
        accepted(await restore.apply(change, 'Once more', signal));
      }
      expect(refusals).toBeGreaterThan(20);
    });
  }

  test('a full disk, with any amount of room left: applied as a whole or refused as a whole', async () => {
    const outcomes = new Set<string>();
    for (let roomBytes = 0; roomBytes < 3_000; roomBytes += 37) {
      const disk = await filled();
      const restore = await open(disk);
      const before = treeOf(disk);
      disk.capacityBytes = usedBytes(disk) + roomBytes;
      const answer = await restore.apply(change, 'Try it', signal);
      if ('kind' in answer) {
        expect(answer.message).toContain('disk is full');
        expect(treeOf(disk), `${roomBytes} bytes of room`).toBe(before);
      } else expect(treeOf(disk)).not.toBe(before);
      outcomes.add('kind' in answer ? 'refused' : 'applied');
      const left = await restore.recover(signal);
      expect(left.filter((recovery) => recovery.outcome === 'needs-you')).toEqual([]);
    }
    expect([...outcomes].sort()).toEqual(['applied', 'refused']);
  });

  test('that takes nothing more in the middle of the renames: the next start puts everything back', async () => {
    const disk = await filled();
    const before = treeOf(disk);
    const restore = await open(disk);
    let renames = 0;
    disk.fault = (operation, path) => {
      if (operation === 'rename' && path.startsWith(root)) renames++;
      return renames >= 2 ? 'EIO' : undefined;
    };
    const sentence = sentenceOf(await restore.apply(change, 'Try it', signal));
    expect(sentence).toContain('restart Grace');
    disk.fault = () => undefined;
    expect(sentenceOf(await restore.apply(change, 'Once more', signal))).toContain('not settled yet');
    const recovered = await (await open(disk, 's')).recover(signal);
    expect(recovered.map((recovery) => recovery.outcome)).toEqual(['rolled-back']);
    expect(recovered[0]?.message).toContain('1 of 5 files were written: all are put back');
    expect(treeOf(disk)).toBe(before);
  });

  test('a file edited while the change is written keeps the edit; the others are as before', async () => {
    const disk = await filled();
    const restore = await open(disk);
    disk.fault = (operation, path) => {
      if (operation === 'rename' && path === `${root}/a.ts`)
        void disk.write(`${root}/crlf.ts`, Buffer.from('mine'));
      return undefined;
    };
    const sentence = sentenceOf(await restore.apply(change, 'Try it', signal));
    expect(sentence).toContain('crlf.ts changed while the change was being written');
    expect((await disk.read(`${root}/crlf.ts`))?.toString()).toBe('mine');
    expect((await disk.read(`${root}/a.ts`))?.toString()).toBe(a);
    expect(disk.tree(root).has('deep/new/')).toBe(false);
  });
});

function usedBytes(disk: UnreliableDisk): number {
  const bytes = (folder: string) =>
    [...disk.tree(folder).values()].reduce((sum, text) => sum + (text === 'folder' ? 0 : text.length - 4), 0);
  return bytes(root) + bytes('/state');
}
