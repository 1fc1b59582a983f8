import { describe, expect, test } from 'vitest';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { entriesOf, folder, numbered, numberOf, openOn, signal, wordOf } from './log-world.ts';

async function disk(): Promise<UnreliableDisk> {
  const made = new UnreliableDisk(seeded(1));
  await made.makeFolder('/state');
  made.settle();
  return made;
}

describe('the log', () => {
  test('gives back what was appended, in order, chained', async () => {
    const { log } = openOn(await disk());
    for (const n of [1, 2, 3]) accepted(await log.append('tools.approved', numbered(n)));
    const entries = await entriesOf(log);
    expect(entries.map(numberOf)).toEqual([1, 2, 3]);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(entries[0]?.prev).toBe('0'.repeat(64));
    expect(entries[1]?.prev).toBe(entries[0]?.hash);
    expect(await log.verify(signal)).toMatchObject({ firstSeq: 1, lastSeq: 3, erased: 0, notes: [] });
  });

  test('is empty where nothing was appended, and reading makes no file', async () => {
    const empty = await disk();
    const { log } = openOn(empty);
    const before = [...empty.tree('/')];
    expect(await log.catchUp()).toEqual({ lastSeq: 0 });
    expect(await entriesOf(log)).toEqual([]);
    expect(await log.verify(signal)).toMatchObject({ erased: 0, notes: [] });
    expect([...empty.tree('/')]).toEqual(before);
  });

  test('makes records that arrive together durable together', async () => {
    const counting = await disk();
    let syncs = 0;
    const sync = counting.syncData.bind(counting);
    counting.syncData = (path) => {
      syncs += 1;
      return sync(path);
    };
    const { log } = openOn(counting);
    await log.append('tools.approved', numbered(0));
    syncs = 0;
    const numbers = Array.from({ length: 500 }, (_, index) => index + 1);
    const answers = await Promise.all(numbers.map((n) => log.append('tools.approved', numbered(n))));
    expect(answers.map((answer) => accepted(answer).seq)).toEqual(numbers.map((n) => n + 1));
    // One group for the first, one for all that came meanwhile: chain, payloads and head of each.
    expect(syncs).toBeLessThanOrEqual(9);
  });

  test('goes on in another process where the first one stopped, and sees what it appended', async () => {
    const shared = await disk();
    const one = openOn(shared);
    const two = openOn(shared);
    await one.log.append('tools.approved', numbered(1));
    await two.log.append('tools.approved', numbered(2));
    await one.log.append('tools.approved', numbered(3));
    expect((await two.log.catchUp()).lastSeq).toBe(3);
    expect([...two.ledger.numbers.values()]).toEqual([1, 2, 3]);
    expect([...one.ledger.numbers.values()]).toEqual([1, 2, 3]);
    expect(await two.log.verify(signal)).toMatchObject({ lastSeq: 3, notes: [] });
  });

  test('asks whether a record is there only when it knows the end, also what a crash left behind the head', async () => {
    const shared = await disk();
    const { log } = openOn(shared);
    await log.append('tools.approved', numbered(1));
    shared.fault = (operation, path) =>
      operation === 'writeAt' && path.includes('head.') ? 'EIO' : undefined;
    sentenceOf(await log.append('tools.approved', numbered(2)));
    shared.fault = () => undefined;
    const again = openOn(shared);
    await again.log.catchUp();
    const has = (n: number) => () => [...again.ledger.numbers.values()].includes(n);
    expect(has(2)()).toBe(false);
    const answers = [2, 3].map((n) => again.log.appendUnless('tools.approved', numbered(n), has(n)));
    expect(await Promise.all(answers)).toMatchObject(['there', { seq: 3 }]);
    expect((await entriesOf(again.log)).map(numberOf)).toEqual([1, 2, 3]);
  });

  test('folds each record once, also when reading failed in the middle', async () => {
    const shared = await disk();
    const { log } = openOn(shared, { bounds: { segmentBytesMax: 800 } });
    const other = openOn(shared);
    for (let n = 1; n <= 20; n++) {
      accepted(await log.append('tools.approved', numbered(n)));
      if (n === 2) await other.log.catchUp();
    }
    const look = shared.readRange.bind(shared);
    let reads = 0;
    // The first segments are folded before one read fails.
    shared.readRange = (path, offset, length) =>
      (reads += 1) === 9 ? Promise.reject(new Error('EIO')) : look(path, offset, length);
    await expect(other.log.catchUp()).rejects.toThrow('EIO');
    expect(other.ledger.numbers.size).not.toBe(20);
    shared.readRange = look;
    expect(await other.log.catchUp()).toEqual({ lastSeq: 20 });
    expect([...other.ledger.numbers.values()]).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('begins anew when its folder was moved aside while it was open', async () => {
    const shared = await disk();
    const { log, ledger } = openOn(shared);
    await log.append('tools.approved', numbered(1));
    await shared.rename(folder, `${folder}-aside`);
    expect(accepted(await log.append('tools.approved', numbered(2))).seq).toBe(1);
    expect([...ledger.numbers.values()]).toEqual([2]);
  });

  test('refuses what comes after it was closed, and first writes what was on its way', async () => {
    const { log } = openOn(await disk());
    const answers = [1, 2, 3].map((n) => log.append('tools.approved', numbered(n)));
    await log.close();
    for (const answer of answers) accepted(await answer);
    expect(sentenceOf(await log.append('tools.approved', numbered(4)))).toContain('closed');
  });
});

describe('segments', () => {
  const small = { bounds: { segmentBytesMax: 800, retainedBytesMax: 3_000 } };

  test('are followed by new ones, with a snapshot at each boundary; reading begins at the last', async () => {
    const shared = await disk();
    const { log } = openOn(shared, { bounds: { segmentBytesMax: 800 } });
    for (let n = 1; n <= 20; n++) accepted(await log.append('tools.approved', numbered(n)));
    const names = (await shared.list(folder))
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.chain'));
    expect(names.length).toBeGreaterThan(3);
    const read: string[] = [];
    const look = shared.readRange.bind(shared);
    shared.readRange = (path, offset, length) => {
      read.push(path);
      return look(path, offset, length);
    };
    const again = openOn(shared);
    expect((await again.log.catchUp()).lastSeq).toBe(20);
    expect([...again.ledger.numbers.values()]).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(new Set(read).size).toBe(2);
    expect(await log.verify(signal)).toMatchObject({ firstSeq: 1, lastSeq: 20, notes: [] });
  });

  test('are retired, oldest first, where a snapshot covers them; the log says so and still verifies', async () => {
    const shared = await disk();
    const { log, ledger } = openOn(shared, small);
    for (let n = 1; n <= 60; n++) accepted(await log.append('tools.approved', numbered(n)));
    const verified = accepted(await log.verify(signal));
    expect(verified.damage).toBeUndefined();
    expect(verified.notes).toEqual([]);
    expect(verified.firstSeq).toBeGreaterThan(20);
    const again = openOn(shared, small);
    await again.log.catchUp();
    expect([...again.ledger.numbers]).toEqual([...ledger.numbers]);
    expect(again.ledger.numbers.size).toBe(60);
  });

  test('that are gone without a word are damage', async () => {
    const shared = await disk();
    const { log } = openOn(shared, { bounds: { segmentBytesMax: 800 } });
    for (let n = 1; n <= 20; n++) await log.append('tools.approved', numbered(n));
    await shared.remove(`${folder}/000000000001.chain`);
    const { damage } = accepted(await log.verify(signal));
    expect(damage).toMatchObject({ seq: 1 });
    expect(damage?.message).toContain('nothing says that they were retired');
  });

  test('are read from further back when a snapshot is damaged', async () => {
    const shared = await disk();
    const { log } = openOn(shared, { bounds: { segmentBytesMax: 800 } });
    for (let n = 1; n <= 20; n++) await log.append('tools.approved', numbered(n));
    const newest = (await shared.list(folder))
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.snapshot'))
      .sort()
      .at(-1);
    await shared.writeAt(`${folder}/${newest}`, 60, Buffer.from('x'));
    const again = openOn(shared);
    expect(await again.log.catchUp()).toEqual({ lastSeq: 20 });
    expect(again.ledger.numbers.size).toBe(20);
    expect(accepted(await again.log.verify(signal)).notes.join()).toContain(`${newest} is damaged`);
  });
});

describe('erasing', () => {
  test('takes a payload from the disk and from every snapshot, and leaves the chain whole', async () => {
    const shared = await disk();
    const { log, ledger } = openOn(shared, { bounds: { segmentBytesMax: 800 } });
    for (let n = 1; n <= 12; n++) await log.append('tools.approved', numbered(n));
    accepted(await log.erase(2, 'a token was in it'));
    const text = JSON.stringify([...shared.tree('/state')]);
    expect(text).not.toContain(wordOf(2));
    expect(text).toContain(wordOf(3));
    expect(ledger.numbers.has(2)).toBe(false);
    expect(await log.verify(signal)).toMatchObject({
      firstSeq: 1,
      lastSeq: 13,
      erased: 1,
      notes: [],
    });
    const entries = await entriesOf(log);
    expect(entries[1]).not.toHaveProperty('payload');
    expect(entries[12]).toMatchObject({
      topic: 'log.erased',
      payload: { seq: 2, reason: 'a token was in it' },
    });
    const again = openOn(shared);
    await again.log.catchUp();
    expect([...again.ledger.numbers]).toEqual([...ledger.numbers]);
  });

  test('refuses a record that there is not', async () => {
    const { log } = openOn(await disk());
    await log.append('tools.approved', numbered(1));
    expect(sentenceOf(await log.erase(2, 'why not'))).toBe('There is no record 2: the log has 1.');
  });
});
