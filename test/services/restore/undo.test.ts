import { describe, expect, test } from 'vitest';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { change, fill, open, root, signal, treeOf, world } from './crash-world.ts';
import type { Restore } from '../../../server/src/services/restore/index.ts';

interface Applied {
  readonly disk: UnreliableDisk;
  readonly restore: Restore;
  readonly before: string;
  readonly after: string;
}

/** A tree with the change of `crash-world.ts` applied as `r0`. */
async function applied(): Promise<Applied> {
  const disk = new UnreliableDisk(seeded(5));
  await fill(disk);
  const before = treeOf(disk);
  const restore = await open(disk);
  accepted(await restore.apply(change, 'Try it', signal));
  return { disk, restore, before, after: treeOf(disk) };
}

/** A file of its own: `base` is written by an apply over `old`, then the person makes `edited` of it. */
async function edited(old: string, base: string, edit: string): Promise<Applied> {
  const world = await applied();
  await world.disk.write(`${root}/own.ts`, Buffer.from(old));
  const own = { files: [{ path: 'own.ts', before: old, after: base }] };
  accepted(await world.restore.apply(own, 'Own', signal));
  await world.disk.write(`${root}/own.ts`, Buffer.from(edit));
  return world;
}

async function own(disk: UnreliableDisk): Promise<string | undefined> {
  return (await disk.read(`${root}/own.ts`))?.toString();
}

describe('undo', () => {
  test('brings back every byte, mode, deleted file and folder', async () => {
    const { disk, restore, before } = await applied();
    const outcome = accepted(await restore.undo('r0', signal));
    expect(outcome).toEqual({ id: 'r1', restored: change.files.map((file) => file.path), merged: [] });
    expect(treeOf(disk)).toBe(before);
    expect((await restore.list()).map(({ id, title, state }) => ({ id, title, state }))).toEqual([
      { id: 'r0', title: 'Try it', state: 'undone' },
      { id: 'r1', title: 'Undo: Try it', state: 'applied' },
    ]);
  });

  test('can itself be undone, and so on', async () => {
    const { disk, restore, before, after } = await applied();
    for (const [id, tree] of [
      ['r0', before],
      ['r1', after],
      ['r0', before],
      ['r3', after],
    ] as const) {
      accepted(await restore.undo(id, signal));
      expect(treeOf(disk)).toBe(tree);
    }
  });

  test('works after a restart', async () => {
    const { disk, before } = await applied();
    const restarted = await open(disk, 'later');
    expect(await restarted.recover(signal)).toEqual([]);
    accepted(await restarted.undo('r0', signal));
    expect(treeOf(disk)).toBe(before);
  });

  test('keeps a mode that was changed since', async () => {
    const { disk, restore } = await applied();
    await disk.setMode(`${root}/a.ts`, 0o700);
    accepted(await restore.undo('r0', signal));
    expect(disk.tree(root).get('a.ts')).toBe(`700 ${world['a.ts'] ?? ''}`);
  });

  test('leaves a made folder that holds something else by now', async () => {
    const { disk, restore } = await applied();
    await disk.write(`${root}/deep/new/mine.txt`, Buffer.from('mine'));
    accepted(await restore.undo('r0', signal));
    const tree = disk.tree(root);
    expect(tree.get('deep/new/mine.txt')).toBe('644 mine');
    expect(tree.has('deep/new/folder/')).toBe(false);
  });

  test('is not kept from the others by a file that is as before already and read-only', async () => {
    const { disk, restore } = await applied();
    await disk.write(`${root}/crlf.ts`, Buffer.from(world['crlf.ts'] ?? ''));
    await disk.setMode(`${root}/crlf.ts`, 0o444);
    const { restored } = accepted(await restore.undo('r0', signal));
    expect(restored).not.toContain('crlf.ts');
    expect(disk.tree(root).get('crlf.ts')).toBe(`444 ${world['crlf.ts'] ?? ''}`);
    expect(disk.tree(root).get('a.ts')).toBe(`755 ${world['a.ts'] ?? ''}`);
  });

  test('of something that already is as before marks it undone and writes nothing', async () => {
    const { disk, restore } = await edited('old\n', 'new\n', 'old\n');
    expect(accepted(await restore.undo('r1', signal))).toMatchObject({ restored: [], merged: [] });
    expect(await own(disk)).toBe('old\n');
    expect((await restore.list()).find((point) => point.id === 'r1')?.state).toBe('undone');
  });
});

describe('undo of a file that was edited since', () => {
  const merges: readonly [string, string, string, string, string][] = [
    ['an edit elsewhere stays', 'a\nb\nc\nd\n', 'A\nb\nc\nd\n', 'A\nb\nc\nD!\n', 'a\nb\nc\nD!\n'],
    ['line ends stay', 'a\r\nb\r\nc\r\n', 'A\r\nb\r\nc\r\n', 'A\r\nb\r\nc\r\nmore', 'a\r\nb\r\nc\r\nmore'],
    [
      'a file converted to CRLF stays converted',
      'a\nb\nc\n',
      'A\nb\nc\n',
      'A\r\nb\r\nC\r\n',
      'a\r\nb\r\nC\r\n',
    ],
    ['a missing last line end stays missing', 'a\nb\nc', 'A\nb\nc', 'new\nA\nb\nc', ''],
    ['the same edit on both sides is none', 'a\nb\nc\n', 'A\nb\nC\n', 'a\nb\nC\n', 'a\nb\nc\n'],
  ];
  const old = 'a();\nb();\n';
  const base = 'both();\n\nfunction both() {\n  a();\n  b();\n}\n';

  test('a name that was given and changed since goes with the rest, to the byte', async () => {
    const { disk, restore } = await edited(old, base, base.replaceAll('both', 'first'));
    expect(accepted(await restore.undo('r1', signal))).toMatchObject({ restored: ['own.ts'], merged: [] });
    expect(await own(disk)).toBe(old);
  });

  test('a renamed thing goes while an edit elsewhere stays', async () => {
    const { disk, restore } = await edited(
      `${old}one();\ntwo();\nthree();\n`,
      `both();\none();\ntwo();\nthree();\n\nfunction both() {\n  a();\n  b();\n}\n`,
      `first();\none();\nTWO();\nthree();\n\nfunction first() {\n  a();\n  b();\n}\n`,
    );
    expect(accepted(await restore.undo('r1', signal))).toMatchObject({ merged: ['own.ts'] });
    expect(await own(disk)).toBe(`${old}one();\nTWO();\nthree();\n`);
  });

  test.each([
    ['another word in its place is an edit', 'log(a);\n', 'logger.info(a);\n', 'logger.warn(a);\n'],
    ['half a rename is an edit', old, base, base.replace('both', 'first')],
    [
      'a rename with an edit inside is an edit',
      old,
      base,
      base.replaceAll('both', 'first').replace('b()', 'c(1)'),
    ],
  ])('%s, which undo does not take away', async (_name, before, after, edit) => {
    const { disk, restore } = await edited(before, after, edit);
    expect(sentenceOf(await restore.undo('r1', signal))).toContain('was edited since');
    expect(await own(disk)).toBe(edit);
  });

  for (const [name, old, base, edit, merged] of merges) {
    test(name, async () => {
      const { disk, restore } = await edited(old, base, edit);
      const answer = await restore.undo('r1', signal);
      if (merged === '') {
        expect(sentenceOf(answer)).toContain(
          'own.ts was edited since where the undo has to change it (lines 1 to 2)',
        );
        expect(await own(disk)).toBe(edit);
        return;
      }
      expect(accepted(answer)).toMatchObject({ restored: [], merged: ['own.ts'] });
      expect(await own(disk)).toBe(merged);
      accepted(await restore.undo('r2', signal));
      expect(await own(disk)).toBe(edit);
    });
  }

  test('is refused as a whole where both changed the same line, with its number', async () => {
    const { disk, restore, after } = await applied();
    await disk.write(`${root}/crlf.ts`, Buffer.from('one\r\nzwei\r\nthree'));
    const edit = treeOf(disk);
    expect(edit).not.toBe(after);
    expect(sentenceOf(await restore.undo('r0', signal))).toContain('crlf.ts was edited since');
    expect(sentenceOf(await restore.undo('r0', signal))).toContain('(line 2)');
    expect(treeOf(disk)).toBe(edit);
  });

  const others: readonly [string, (disk: UnreliableDisk) => Promise<void>, string][] = [
    ['removed', (disk) => disk.remove(`${root}/a.ts`), 'a.ts was removed since'],
    [
      'edited, but made by the change',
      (disk) => disk.write(`${root}/deep/new/folder/made.ts`, Buffer.from('mine')),
      'made.ts was created by this change and edited since',
    ],
    [
      'deleted by the change and made anew',
      (disk) => disk.write(`${root}/deep/gone.ts`, Buffer.from('mine')),
      'gone.ts was deleted by this change and created anew since',
    ],
    [
      'made binary',
      (disk) => disk.write(`${root}/a.ts`, Buffer.from([0xff, 0xfe])),
      'a.ts was edited since and is not',
    ],
    ['made read-only', (disk) => disk.setMode(`${root}/a.ts`, 0o400), 'a.ts: the file is read-only'],
  ];
  for (const [name, meddle, says] of others) {
    test(`${name} is refused, and nothing is touched`, async () => {
      const { disk, restore } = await applied();
      await meddle(disk);
      const tree = treeOf(disk);
      expect(sentenceOf(await restore.undo('r0', signal))).toContain(says);
      expect(treeOf(disk)).toBe(tree);
    });
  }
});

describe('undo refuses', () => {
  test('what there is no restore point of, what is undone, and what was never applied', async () => {
    const { disk, restore } = await applied();
    expect(sentenceOf(await restore.undo('nothing', signal))).toContain('no restore point nothing');
    accepted(await restore.undo('r0', signal));
    expect(sentenceOf(await restore.undo('r0', signal))).toContain('already undone');
    disk.fault = (operation) => (operation === 'rename' ? 'EIO' : undefined);
    sentenceOf(await restore.apply(change, 'Fails', signal));
    disk.fault = () => undefined;
    expect(sentenceOf(await restore.undo('r2', signal))).toContain('never applied');
  });

  test('when the kept content is gone, naming it', async () => {
    const { disk, restore } = await applied();
    const tree = treeOf(disk);
    await disk.remove('/state/grace/restore/packs/r0');
    expect(sentenceOf(await restore.undo('r0', signal))).toContain('is damaged or gone');
    expect(treeOf(disk)).toBe(tree);
  });

  test('when any byte of the kept content is wrong, unless it does not need it', async () => {
    const pack = '/state/grace/restore/packs/r0';
    const sizeBytes = (await (await applied()).disk.read(pack))?.length ?? 0;
    let refusals = 0;
    for (let at = 0; at < sizeBytes; at++) {
      const { disk, restore, before, after } = await applied();
      const bytes = (await disk.read(pack)) ?? Buffer.alloc(0);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await disk.write(pack, bytes);
      const isRefused = 'kind' in (await restore.undo('r0', signal));
      if (isRefused) refusals++;
      expect(treeOf(disk), `byte ${at}`).toBe(isRefused ? after : before);
    }
    expect(refusals).toBeGreaterThan(20);
  });
});
