import { describe, expect, test } from 'vitest';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { change, fill, open, root, signal, treeOf, world } from './crash-world.ts';

async function filled(): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(9));
  await fill(disk);
  return disk;
}

/** What an editor does on disk when it saves these files of the change. */
async function save(disk: UnreliableDisk, paths: readonly string[]): Promise<void> {
  for (const { path, after } of change.files.filter((file) => paths.includes(file.path))) {
    const at = `${root}/${path}`;
    await disk.makeFolder(at.slice(0, at.lastIndexOf('/')));
    if (after === null) await disk.remove(at);
    else await disk.write(at, Buffer.from(after));
  }
}

const every = change.files.map((file) => file.path);
const a = world['a.ts']!;

describe('an apply that the editor performs', () => {
  test('is a restore point once settled, and can be undone', async () => {
    const disk = await filled();
    const before = treeOf(disk);
    const restore = await open(disk);
    const pending = accepted(await restore.begin(change, 'In the editor', signal));
    expect(treeOf(disk)).toBe(before);
    expect(await restore.list()).toEqual([]);
    await save(disk, every);
    expect(await pending.settle('applied')).toMatchObject({
      id: 'r0',
      title: 'In the editor',
      state: 'applied',
    });
    accepted(await restore.undo('r0', signal));
    expect(treeOf(disk)).toBe(before);
  });

  test('that is abandoned half-way is put back', async () => {
    const disk = await filled();
    const before = treeOf(disk);
    const restore = await open(disk);
    const pending = accepted(await restore.begin(change, 'In the editor', signal));
    await save(disk, ['a.ts', 'deep/gone.ts', 'deep/new/folder/made.ts']);
    expect((await pending.settle('abandoned')).state).toBe('rolled-back');
    expect(treeOf(disk)).toBe(before);
  });

  test('whose files were formatted on save is undone to the byte all the same', async () => {
    const disk = await filled();
    const before = treeOf(disk);
    const restore = await open(disk);
    const pending = accepted(await restore.begin(change, 'In the editor', signal));
    await save(disk, every);
    await disk.write(`${root}/a.ts`, Buffer.from('export   const   formatted = 1;\n'));
    await pending.settle('applied');
    expect(accepted(await restore.undo('r0', signal)).merged).toEqual([]);
    expect(treeOf(disk)).toBe(before);
  });

  test('over unsaved text comes back to that text, which the person typed', async () => {
    const disk = await filled();
    const restore = await open(disk);
    const typed = `${a}// typed, not saved\n`;
    const own = { files: [{ path: 'a.ts', before: typed, after: `${typed}// by Grace\n` }] };
    const pending = accepted(await restore.begin(own, 'In the editor', signal));
    await disk.write(`${root}/a.ts`, Buffer.from(own.files[0]!.after));
    await pending.settle('applied');
    accepted(await restore.undo('r0', signal));
    expect((await disk.read(`${root}/a.ts`))?.toString()).toBe(typed);
  });

  test('whose files are not saved yet leaves the disk to the editor', async () => {
    const disk = await filled();
    const before = treeOf(disk);
    const restore = await open(disk);
    const own = { files: [{ path: 'a.ts', before: `${a}// typed\n`, after: 'x\n' }] };
    await accepted(await restore.begin(own, 'In the editor', signal)).settle('applied');
    expect(accepted(await restore.undo('r0', signal)).restored).toEqual([]);
    expect(treeOf(disk)).toBe(before);
  });

  test('keeps others waiting until it is settled', async () => {
    const disk = await filled();
    const restore = await open(disk);
    const pending = accepted(await restore.begin(change, 'In the editor', signal));
    let applied = false;
    const other = restore
      .apply({ files: [{ path: 'b.ts', before: null, after: 'b' }] }, 'Other', signal)
      .then((answer) => {
        applied = true;
        return answer;
      });
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    expect(applied).toBe(false);
    await pending.settle('abandoned');
    expect(accepted(await other).state).toBe('applied');
  });

  test('refuses a new file where one is', async () => {
    const restore = await open(await filled());
    const own = { files: [{ path: 'a.ts', before: null, after: 'x' }] };
    expect(sentenceOf(await restore.begin(own, 'In the editor', signal))).toContain('already exists');
  });

  for (const saved of [[], ['a.ts', 'crlf.ts'], every]) {
    const outcome = saved.length === every.length ? 'finished' : 'rolled-back';
    test(`interrupted after ${saved.length} of ${every.length} saves is ${outcome}`, async () => {
      const disk = await filled();
      const before = treeOf(disk);
      accepted(await (await open(disk)).begin(change, 'In the editor', signal));
      await save(disk, saved);
      const after = treeOf(disk);
      const recovered = await (await open(disk, 's')).recover(signal);
      expect(recovered.map((recovery) => recovery.outcome)).toEqual([outcome]);
      expect(treeOf(disk)).toBe(outcome === 'finished' ? after : before);
    });
  }
});

describe('a file that is neither before nor after when Grace starts again', () => {
  test('is never overwritten; its old content is laid out and named', async () => {
    const disk = await filled();
    accepted(await (await open(disk)).begin(change, 'In the editor', signal));
    await save(disk, ['a.ts', 'crlf.ts']);
    await disk.write(`${root}/crlf.ts`, Buffer.from('mine'));
    const restarted = await open(disk, 's');
    const [recovery, ...others] = await restarted.recover(signal);
    expect(others).toEqual([]);
    expect(recovery).toMatchObject({ outcome: 'needs-you', files: ['crlf.ts'] });
    const folder = /lies in (\S+):/.exec(recovery?.message ?? '')?.[1] ?? '';
    expect((await disk.read(`${folder}/crlf.ts`))?.toString()).toBe(world['crlf.ts']);
    expect((await disk.read(`${root}/crlf.ts`))?.toString()).toBe('mine');
    expect((await disk.read(`${root}/a.ts`))?.toString()).toBe(a);
    expect(await restarted.recover(signal)).toEqual([]);
  });
});
