import { describe, expect, test } from 'vitest';
import type { Log } from '../../../server/src/core/log/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { entriesOf, folder, numbered, numberOf, openOn, signal } from './log-world.ts';

const chain = `${folder}/000000000001.chain`;
const blobs = `${folder}/000000000001.blobs`;
const records = 5;

interface Held {
  readonly disk: UnreliableDisk;
  readonly log: Log;
  readonly mended: string[];
}

/** A log that is held open, and was looked at once. */
async function held(options: { readonly segmentBytesMax?: number } = {}): Promise<Held> {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/state');
  const mended: string[] = [];
  const { segmentBytesMax } = options;
  const { log } = openOn(disk, {
    onMended: (what) => mended.push(what),
    ...(segmentBytesMax === undefined ? {} : { bounds: { segmentBytesMax } }),
  });
  for (let n = 1; n <= records; n++) accepted(await log.append('tools.approved', numbered(n)));
  expect(await log.audit(signal)).toEqual({ lastSeq: records });
  return { disk, log, mended };
}

/** As somebody does who is not the log. */
async function flip(disk: UnreliableDisk, path: string, at: number): Promise<void> {
  disk.nowMs += 1;
  const bytes = await disk.readRange(path, at, 1);
  await disk.writeAt(path, at, Buffer.from([(bytes?.[0] ?? 0) ^ 1]));
}

describe('a log that is held open and damaged from outside', () => {
  const harms: readonly (readonly [string, RegExp, (disk: UnreliableDisk) => Promise<void>])[] = [
    ['a flipped bit of the chain', /damaged at record [23]:/u, (disk) => flip(disk, chain, 400)],
    ['a flipped bit of a payload', /damaged at record 1: its payload/u, (disk) => flip(disk, blobs, 40)],
    ['a chain cut off', /damaged at record \d: it /u, (disk) => disk.truncate(chain, 500)],
    ['payloads cut off', /damaged at record \d: its payload/u, (disk) => disk.truncate(blobs, 100)],
    ['a chain taken away', /damaged at record 1: /u, (disk) => disk.remove(chain)],
    ['payloads taken away', /damaged at record 1: /u, (disk) => disk.remove(blobs)],
    [
      'both heads taken away',
      /damaged at record 6: the head files are gone/u,
      async (disk) => {
        for (const name of ['head.0', 'head.1']) await disk.remove(`${folder}/${name}`);
      },
    ],
  ];

  test.each(harms)(
    '%s is noticed by the next look, and nothing is appended from then on',
    async (_name, says, harm) => {
      const { disk, log } = await held();
      await harm(disk);
      expect((await log.audit(signal)).damage).toMatch(says);
      const before = [...disk.tree('/state')];
      expect(sentenceOf(await log.append('tools.approved', numbered(9)))).toMatch(says);
      expect([...disk.tree('/state')]).toEqual(before);
    },
  );

  test('a change that may be an append is read again as well', async () => {
    const { disk, log } = await held();
    await flip(disk, chain, 400);
    accepted(await log.append('tools.approved', numbered(6)));
    expect((await log.audit(signal)).damage).toMatch(/damaged at record [23]:/u);
  });

  test('a segment that is complete is looked at too', async () => {
    const { disk, log } = await held({ segmentBytesMax: 400 });
    await flip(disk, chain, 150);
    expect((await log.audit(signal)).damage).toContain('damaged at record 1:');
  });

  test('is cut short and appended to in the same moment: refused, no hole is written', async () => {
    const { disk, log } = await held();
    await disk.truncate(chain, 500);
    const before = [...disk.tree('/state')];
    expect(sentenceOf(await log.append('tools.approved', numbered(9)))).toContain('damaged at record');
    expect([...disk.tree('/state')]).toEqual(before);
  });
});

describe('the end of a log that is held open', () => {
  const harms: readonly (readonly [string, RegExp, (disk: UnreliableDisk) => Promise<void>])[] = [
    [
      'bytes behind the chain',
      /7 bytes at the end .* are cut off/u,
      async (disk) => disk.writeAt(chain, (await disk.stat(chain))?.sizeBytes ?? 0, Buffer.alloc(7, 1)),
    ],
    [
      'bytes behind the payloads',
      /7 bytes at the end .* are cut off/u,
      async (disk) => disk.writeAt(blobs, (await disk.stat(blobs))?.sizeBytes ?? 0, Buffer.alloc(7, 1)),
    ],
    ['the first head gone', /head\.0 was missing/u, (disk) => disk.remove(`${folder}/head.0`)],
    ['the second head gone', /head\.1 was missing/u, (disk) => disk.remove(`${folder}/head.1`)],
    ['the first head broken', /head\.0 could not be read/u, (disk) => flip(disk, `${folder}/head.0`, 20)],
    ['the second head broken', /head\.1 could not be read/u, (disk) => flip(disk, `${folder}/head.1`, 20)],
  ];

  test.each(harms)(
    '%s: mended by the next look, which says so, and nothing is lost',
    async (_name, says, harm) => {
      const { disk, log, mended } = await held();
      await harm(disk);
      expect((await log.audit(signal)).damage).toBeUndefined();
      expect(mended.join()).toMatch(says);
      expect(await log.verify(signal)).toMatchObject({ lastSeq: records, notes: [] });
      expect(accepted(await log.append('tools.approved', numbered(6))).seq).toBe(6);
      expect((await entriesOf(openOn(disk).log)).map(numberOf)).toEqual([1, 2, 3, 4, 5, 6]);
    },
  );
});

describe('no false alarm', () => {
  test('while another process appends, begins segments, retires old ones and erases', async () => {
    const { disk, log, mended } = await held({ segmentBytesMax: 600 });
    const bounds = { segmentBytesMax: 600, retainedBytesMax: 2_000 };
    const other = openOn(disk, { bounds }).log;
    for (let n = 6; n <= 60; n++) {
      const { seq } = accepted(await other.append('tools.approved', numbered(n)));
      if (n % 7 === 0) accepted(await other.erase(seq, 'a test'));
      expect((await log.audit(signal)).damage).toBeUndefined();
    }
    expect(mended).toEqual([]);
  });

  test('where nothing is recorded yet', async () => {
    const disk = new UnreliableDisk(seeded(1));
    await disk.makeFolder('/state');
    expect(await openOn(disk).log.audit(signal)).toEqual({ lastSeq: 0 });
  });
});
