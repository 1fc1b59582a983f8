import { describe, expect, test } from 'vitest';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { change, fill, open, root, secondChange, signal, treeOf } from './crash-world.ts';

const journal = '/state/grace/restore/journal';

interface Written {
  readonly disk: UnreliableDisk;
  readonly bytes: Buffer;
  readonly tree: string;
}

/** A journal with two applies in it, both acknowledged. */
async function written(): Promise<Written> {
  const disk = new UnreliableDisk(seeded(11));
  await fill(disk);
  const restore = await open(disk);
  accepted(await restore.apply(change, 'first', signal));
  accepted(await restore.apply(secondChange, 'second', signal));
  return { disk, bytes: (await disk.read(journal)) ?? Buffer.alloc(0), tree: treeOf(disk) };
}

describe('a journal that was harmed', () => {
  test('cut off at any byte: nothing that stands is changed, and Grace works on', async () => {
    const { disk, bytes, tree } = await written();
    for (let length = 0; length < bytes.length; length += 7) {
      await disk.write(journal, bytes.subarray(0, length));
      const restore = await open(disk, `cut${length}-`);
      // Without its end, an apply is finished when its files are all there, and left alone when a later one changed them.
      const outcomes = (await restore.recover(signal)).map((recovery) => recovery.outcome);
      expect(outcomes).not.toContain('rolled-back');
      expect(treeOf(disk), `cut at ${length}`).toBe(tree);
      expect(await restore.recover(signal)).toEqual([]);
      const extra = { files: [{ path: 'extra.ts', before: null, after: 'x' }] };
      accepted(await restore.undo(accepted(await restore.apply(extra, 'extra', signal)).id, signal));
      expect(treeOf(disk)).toBe(tree);
    }
  });

  test('with any byte flipped: what is lost is named, a copy is kept, no file is touched', async () => {
    const { disk, bytes, tree } = await written();
    let named = 0;
    for (let at = 0; at < bytes.length; at += 13) {
      const harmed = Buffer.from(bytes);
      harmed[at] = (harmed[at] ?? 0) ^ 0x10;
      await disk.write(journal, harmed);
      const restore = await open(disk, `flip${at}-`);
      const recovered = await restore.recover(signal);
      expect(treeOf(disk), `byte ${at}`).toBe(tree);
      expect(await restore.recover(signal)).toEqual([]);
      const about = recovered.find((recovery) => recovery.id === 'journal');
      if (about) {
        named++;
        const copy = /a copy lies in (\S+)\./.exec(about.message)?.[1] ?? '';
        expect((await disk.read(copy))?.equals(harmed)).toBe(true);
      }
      expect(recovered.every(({ id, outcome }) => id === 'journal' || outcome !== 'rolled-back')).toBe(true);
      await restore.list();
    }
    expect(named).toBeGreaterThan(10);
  });

  test('that lost the end of an apply which later work built on: that work is not put back', async () => {
    const disk = new UnreliableDisk(seeded(17));
    await fill(disk);
    const restore = await open(disk);
    accepted(await restore.apply(change, 'first', signal));
    // The person takes one file back by hand, so the apply is half there, as if it had been interrupted.
    await disk.write(`${root}/crlf.ts`, Buffer.from(change.files[1]!.before!));
    accepted(await restore.apply({ files: [{ path: 'b.ts', before: null, after: 'b' }] }, 'later', signal));
    const tree = treeOf(disk);
    const bytes = (await disk.read(journal)) ?? Buffer.alloc(0);
    const end = bytes.indexOf('"committed"');
    bytes[end] = 0;
    await disk.write(journal, bytes);
    const recovered = await (await open(disk, 's')).recover(signal);
    expect(recovered.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'journal needs-you',
      'r0 needs-you',
    ]);
    expect(treeOf(disk)).toBe(tree);
  });

  test('is not written to before it was looked at', async () => {
    const { disk, bytes, tree } = await written();
    const harmed = Buffer.from(bytes);
    harmed[bytes.length >> 1] = (harmed[bytes.length >> 1] ?? 0) ^ 1;
    await disk.write(journal, harmed);
    const restore = await open(disk, 's');
    expect(sentenceOf(await restore.undo('r1', signal))).toContain('restore journal is damaged');
    expect((await disk.read(journal))?.equals(harmed)).toBe(true);
    expect(treeOf(disk)).toBe(tree);
  });

  test('of a newer Grace is left alone, with a sentence', async () => {
    const { disk, tree } = await written();
    const { encodeFrame } = await import('../../../server/src/services/restore/frame.ts');
    const newer = encodeFrame({ kind: 'format', version: 99 });
    await disk.write(journal, newer);
    const restore = await open(disk, 's');
    expect((await restore.recover(signal))[0]?.message).toContain('newer Grace (format 99)');
    expect(sentenceOf(await restore.apply(change, 'x', signal))).toContain('newer Grace');
    expect(await restore.list()).toEqual([]);
    expect((await disk.read(journal))?.equals(newer)).toBe(true);
    expect(treeOf(disk)).toBe(tree);
  });
});

describe('retention', () => {
  test('lets the oldest go, keeps the newest undoable, and gives their space back', async () => {
    const disk = new UnreliableDisk(seeded(13));
    await fill(disk);
    const restore = await open(disk, 'r', {
      pointsMax: 10,
      storeBytesMax: 1e9,
      pointAgeMaxMs: 1e12,
      pruneToShare: 0.5,
    });
    let before: string | null = null;
    for (let round = 0; round < 40; round++) {
      const after: string = `round ${round}\n`.repeat(50 + round);
      accepted(await restore.apply({ files: [{ path: 'own.ts', before, after }] }, `Round ${round}`, signal));
      before = after;
    }
    const points = await restore.list();
    expect(points.length).toBeLessThanOrEqual(10);
    expect(points.at(-1)?.title).toBe('Round 39');
    const packs = [...disk.tree('/state/grace/restore/packs').keys()];
    expect(packs.length).toBeLessThanOrEqual(11);
    const roomy = await open(disk, 's');
    for (const point of [...points].reverse()) accepted(await roomy.undo(point.id, signal));
    expect((await disk.read(`${root}/own.ts`))?.toString()).toContain(`round ${39 - points.length}\n`);
  });

  test('holds the quota of bytes and the age', async () => {
    const disk = new UnreliableDisk(seeded(15));
    await fill(disk);
    const restore = await open(disk, 'r', {
      pointsMax: 1000,
      storeBytesMax: 4_000,
      pointAgeMaxMs: 1e12,
      pruneToShare: 0.5,
    });
    for (let round = 0; round < 12; round++) {
      const after = Array.from({ length: 200 }, (_, line) => (line * 7919 * (round + 3)).toString(36)).join(
        '\n',
      );
      accepted(await restore.apply({ files: [{ path: `f${round}.ts`, before: null, after }] }, 'x', signal));
    }
    const kept = [...disk.tree('/state/grace/restore/packs').values()].reduce(
      (sum, text) => sum + text.length,
      0,
    );
    expect(kept).toBeLessThan(5_000);
    const strict = { pointsMax: 1000, storeBytesMax: 1e9, pointAgeMaxMs: 0, pruneToShare: 1 };
    const later = await open(disk, 's', strict);
    accepted(await later.apply({ files: [{ path: 'last.ts', before: null, after: 'x' }] }, 'last', signal));
    expect((await later.list()).map((point) => point.title)).toEqual(['last']);
  });
});
