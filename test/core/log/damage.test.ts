import { beforeAll, describe, expect, test } from 'vitest';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { flip, growSpecimen, harm, type Specimen } from './damage-sweep.ts';
import { entriesOf, folder, numbered, numberOf, openOn, signal } from './log-world.ts';

/** Primes, so that every position in a byte and in a record is met; the benchmark meets all. */
const bitsPerFlip = 1_499;
const bytesPerCut = 211;

describe('a log of 64 KB', () => {
  let specimen: Specimen;
  beforeAll(async () => {
    specimen = await growSpecimen();
  });

  test('is that large, and whole', async () => {
    expect(specimen.sizeBytes).toBeGreaterThan(64_000);
    expect(specimen.files.filter(({ path }) => path.endsWith('.chain')).length).toBeGreaterThan(2);
    expect(await harm(specimen, () => Promise.resolve())).toBe('Nobody noticed.');
  });

  test('notices a flipped bit wherever it is', { timeout: 300_000 }, async () => {
    const missed: string[] = [];
    for (const { path, sizeBytes } of specimen.files)
      for (let bit = 0; bit < sizeBytes * 8; bit += bitsPerFlip) {
        const wrong = await harm(specimen, flip(path, bit));
        if (wrong) missed.push(`${path}, bit ${bit}: ${wrong}`);
      }
    expect(missed).toEqual([]);
  });

  test('notices that a file was cut, at whichever byte', { timeout: 300_000 }, async () => {
    const missed: string[] = [];
    for (const { path, sizeBytes } of specimen.files)
      for (let bytes = 0; bytes < sizeBytes; bytes += bytesPerCut) {
        const wrong = await harm(specimen, (disk) => disk.truncate(path, bytes));
        if (wrong) missed.push(`${path}, cut at ${bytes}: ${wrong}`);
      }
    expect(missed).toEqual([]);
  });

  test('notices that a file is gone', async () => {
    // A missing snapshot is no harm: it is read from the log again.
    for (const { path } of specimen.files.filter(({ path }) => !path.endsWith('.snapshot')))
      expect(await harm(specimen, (disk) => disk.remove(path))).toBeUndefined();
  });

  test('says which record is the first damaged one and how much is certain', async () => {
    const disk = specimen.disk.fork(seeded(3));
    await disk.writeAt(`${folder}/000000000001.chain`, 600, Buffer.from('?'));
    const { damage } = accepted(await openOn(disk).log.verify(signal));
    expect(damage?.message).toBe(
      'The log in /state/log is damaged at record 4: its checksum does not match. Records 1 to 3 are certain and can be read; nothing is changed or appended. Move the folder aside to let Grace begin a new log.',
    );
  });
});

describe('a cut at a record boundary', () => {
  test('of both files is noticed, for the head remembers how many there were', async () => {
    const disk = await stateDisk();
    const { log } = openOn(disk);
    const sizes: [number, number][] = [];
    for (const n of [1, 2, 3]) {
      await log.append('tools.approved', numbered(n));
      sizes.push([await sizeOf(disk, 'chain'), await sizeOf(disk, 'blobs')]);
    }
    await disk.truncate(`${folder}/000000000001.chain`, sizes[1]![0]);
    await disk.truncate(`${folder}/000000000001.blobs`, sizes[1]![1]);
    const { damage } = accepted(await log.verify(signal));
    expect(damage?.message).toContain(
      'damaged at record 3: it was cut off, for the head remembers 3 records.',
    );
    expect(sentenceOf(await openOn(disk).log.append('tools.approved', numbered(4)))).toContain(
      'Records 1 to 2 are certain',
    );
  });
});

describe('a torn tail', () => {
  /** A disk on which a second group is written, but its head is not: as a kill in between leaves it. */
  async function torn(): Promise<{ disk: UnreliableDisk; from: number; to: number }> {
    const disk = await stateDisk();
    const { log } = openOn(disk);
    accepted(await log.append('tools.approved', numbered(1)));
    const from = await sizeOf(disk, 'chain');
    disk.fault = (operation, path) => (operation === 'writeAt' && path.includes('head.') ? 'EIO' : undefined);
    expect(sentenceOf(await log.append('tools.approved', numbered(2)))).toContain(
      'could not take the record',
    );
    disk.fault = () => undefined;
    return { disk, from, to: await sizeOf(disk, 'chain') };
  }

  test('is cut off at whichever byte it ends, nothing before it, and the next append says how much', async () => {
    const { disk, from, to } = await torn();
    for (let bytes = from + 1; bytes < to; bytes++) {
      const copy = disk.fork(seeded(bytes));
      await copy.truncate(`${folder}/000000000001.chain`, bytes);
      const notes: string[] = [];
      const { log } = openOn(copy, { note: (message) => notes.push(message) });
      expect(await log.catchUp()).toEqual({ lastSeq: 1 });
      expect(accepted(await log.verify(signal)).notes).toHaveLength(2);
      expect(accepted(await log.append('tools.approved', numbered(3))).seq).toBe(2);
      expect((await entriesOf(log)).map(numberOf)).toEqual([1, 3]);
      expect(notes.join()).toMatch(/^\d+ bytes at the end of the log .* are cut off\.$/u);
      expect(await log.verify(signal)).toMatchObject({ lastSeq: 2, notes: [] });
    }
  });

  test('that is a whole record is kept', async () => {
    const { disk } = await torn();
    const { log, ledger } = openOn(disk);
    expect(await log.catchUp()).toEqual({ lastSeq: 1 });
    expect(accepted(await log.append('tools.approved', numbered(3))).seq).toBe(3);
    expect([...ledger.numbers.values()]).toEqual([1, 2, 3]);
  });
});

describe('trouble', () => {
  test('a full disk: refused with a sentence, and when there is room again the log goes on whole', async () => {
    const disk = await stateDisk();
    const { log } = openOn(disk);
    await log.append('tools.approved', numbered(1));
    disk.capacityBytes = 2_000;
    const filler = 'z'.repeat(5_000);
    expect(sentenceOf(await log.append('tools.approved', numbered(2, filler)))).toBe(
      'The log in /state/log could not take the record: the disk is full: free some space and try again.',
    );
    expect(await log.verify(signal)).toMatchObject({ lastSeq: 1, notes: [] });
    disk.capacityBytes = Infinity;
    expect(accepted(await log.append('tools.approved', numbered(3))).seq).toBe(2);
    expect(await log.verify(signal)).toMatchObject({ lastSeq: 2, notes: [] });
  });

  test.each(['EACCES', 'EROFS'])(
    'a folder that cannot be written (%s): reading works, appending says why',
    async (code) => {
      const disk = await stateDisk();
      await openOn(disk).log.append('tools.approved', numbered(1));
      disk.fault = () => code;
      const before = [...disk.tree('/state')];
      const { log } = openOn(disk);
      expect((await entriesOf(log)).map(numberOf)).toEqual([1]);
      expect(sentenceOf(await log.append('tools.approved', numbered(2)))).toMatch(
        /could not take the record: .+: .+\.$/u,
      );
      expect([...disk.tree('/state')]).toEqual(before);
    },
  );

  test('any single operation that fails: nothing acknowledged is lost, and the log goes on', async () => {
    for (let failing = 0; failing < 60; failing++) {
      const disk = await stateDisk();
      const { log } = openOn(disk, { bounds: { segmentBytesMax: 700, retainedBytesMax: 1_500 } });
      const kept = new Map<number, number>();
      const start = disk.operations;
      disk.fault = (_operation, _path, index) => (index === start + failing ? 'EIO' : undefined);
      for (let n = 1; n <= 8; n++) {
        const answer = await log.append('tools.approved', numbered(n));
        if (!('kind' in answer)) kept.set(answer.seq, n);
      }
      expect(kept.size).toBeGreaterThan(6);
      const again = openOn(disk);
      expect((await again.log.catchUp()).damage).toBeUndefined();
      for (const [seq, n] of kept) expect(again.ledger.numbers.get(seq)).toBe(n);
      expect(accepted(await again.log.verify(signal)).damage).toBeUndefined();
    }
  });

  test('a log of a newer Grace is neither read nor changed', async () => {
    const disk = await stateDisk();
    await openOn(disk).log.append('tools.approved', numbered(1));
    const { encodePrelude } = await import('../../../server/src/core/log/prelude.ts');
    await disk.writeAt(`${folder}/head.0`, 0, encodePrelude('GRHD', 2));
    const before = [...disk.tree('/state')];
    const { log } = openOn(disk);
    const sentence = 'The log in /state/log was written by a newer Grace (format 2): update Grace to use it.';
    expect((await log.catchUp()).damage).toBe(sentence);
    expect(sentenceOf(await log.append('tools.approved', numbered(2)))).toBe(sentence);
    expect(sentenceOf(await log.verify(signal))).toBe(sentence);
    expect([...disk.tree('/state')]).toEqual(before);
  });
});

async function stateDisk(): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/state');
  disk.settle();
  return disk;
}

async function sizeOf(disk: UnreliableDisk, kind: 'chain' | 'blobs'): Promise<number> {
  return (await disk.stat(`${folder}/000000000001.${kind}`))?.sizeBytes ?? 0;
}
