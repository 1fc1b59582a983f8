import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../server/src/base/index.ts';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { KnowledgeProjection, recognitionKernel } from '../../../server/src/services/recognition/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import {
  errorsIn,
  knowledgeOn,
  missingName,
  noMember,
  seen,
  signatureIn,
  wrongType,
  type KnowledgeWorld,
} from './knowledge-world.ts';

const [name, type, member] = [missingName, wrongType, noMember].map(signatureIn) as [string, string, string];

async function seeing(...texts: readonly string[]): Promise<KnowledgeWorld> {
  const world = await knowledgeOn();
  for (const text of texts) accepted(await world.knowledge.see(errorsIn(text), seen));
  return world;
}

test('its kernel is ready when it tells failures apart and knows them again elsewhere', async () => {
  const { log, projection } = await knowledgeOn();
  const lifetime = createLifetime({ clock: new VirtualClock(), onFailure: () => undefined });
  const running = await recognitionKernel.start({ log, projection }, lifetime);
  expect(await running.isReady(new AbortController().signal)).toBe('ready');
});

describe('what was seen', () => {
  test('is counted by what it is, with when and where it was seen last', async () => {
    const { knowledge, projection } = await seeing(missingName + missingName, missingName + wrongType);
    expect(await knowledge.search('')).toMatchObject({
      entries: [
        { id: type, seen: 1, code: 'TS2322' },
        { id: name, seen: 3, tool: 'tsc', template: 'TS2304: Cannot find name <name>', file: 'src/cart.ts' },
      ],
      leftOff: 0,
    });
    const entry = projection.entryOf(name);
    expect(Date.parse(entry?.firstSeen ?? '')).toBeLessThan(Date.parse(entry?.lastSeen ?? ''));
    expect(projection.entryOf(member)).toBeUndefined();
  });

  test('is told with what was known before', async () => {
    const { knowledge } = await seeing(missingName);
    const before = accepted(await knowledge.see(errorsIn(missingName + wrongType), seen));
    expect([...before].map(([signature, { seen }]) => [signature, seen])).toEqual([[name, 1]]);
  });

  test('is found by all words of a query, wherever they stand', async () => {
    const { knowledge } = await seeing(missingName, wrongType, noMember);
    const found = async (query: string) => (await knowledge.search(query)).entries.map(({ id }) => id);
    expect(await found('till.ts')).toEqual([member, type]);
    expect(await found('TILL ts2322')).toEqual([type]);
    expect(await found('cart till')).toEqual([]);
  });
});

test('of more than an answer holds the latest are told, and how many more there are', async () => {
  const codes = Array.from({ length: 203 }, (_, index) => 2_000 + index);
  const said = codes.map((code) => `src/cart.ts(1,1): error TS${code}: It is wrong.\n`);
  const { knowledge } = await seeing(...said);
  const { entries, leftOff } = await knowledge.search('wrong');
  expect([entries.length, leftOff, entries[0]?.code, entries.at(-1)?.code]).toEqual([
    ...[200, 3, 'TS2202', 'TS2003'],
  ]);
  expect(await knowledge.search('TS2001')).toMatchObject({ entries: [{ code: 'TS2001' }], leftOff: 0 });
});

test('a failure is found by the texts of all that it was merged with', async () => {
  const { knowledge } = await seeing(missingName, wrongType);
  accepted(await knowledge.merge(type, name));
  for (const query of ['cart.ts', 'till.ts', type, 'TS2304 TS2322'])
    expect((await knowledge.search(query)).entries.map(({ id }) => id)).toEqual([name]);
});

describe('what a person says', () => {
  test('survives a restart: names, what is the same, what is not, what is forgotten', async () => {
    const { knowledge, disk, projection } = await seeing(missingName, wrongType, noMember);
    accepted(await knowledge.rename(name, 'the missing total'));
    accepted(await knowledge.merge(type, 'the missing total'));
    accepted(await knowledge.merge(member, name));
    accepted(await knowledge.split(type));
    const before = await knowledge.search('');
    expect(before.entries.map(({ id, seen, signatures }) => [id, seen, signatures.length])).toEqual([
      [name, 2, 2],
      [type, 1, 1],
    ]);
    expect(fromSnapshot(projection).entries()).toEqual(before.entries);
    disk.settle();
    const again = await knowledgeOn(disk);
    expect(await again.knowledge.search('')).toEqual(before);
    accepted(await again.knowledge.forget(name));
    expect((await (await knowledgeOn(disk)).knowledge.search('')).entries.map(({ id }) => id)).toEqual([
      type,
    ]);
  });

  test('binds what is seen later', async () => {
    const { knowledge, projection } = await seeing(missingName, wrongType);
    accepted(await knowledge.merge(type, name));
    accepted(await knowledge.see(errorsIn(wrongType), seen));
    expect(projection.entryOf(type)).toMatchObject({ id: name, seen: 3, file: 'src/till.ts' });
    accepted(await knowledge.split(type));
    accepted(await knowledge.see(errorsIn(wrongType), seen));
    expect(projection.entryOf(type)).toMatchObject({ id: type, seen: 3 });
    expect(projection.entryOf(name)).toMatchObject({ id: name, seen: 1 });
  });

  test('is taken by name, by signature, or by the beginning of one', async () => {
    const { knowledge } = await seeing(missingName, wrongType);
    accepted(await knowledge.rename(name.slice(0, 8), 'the missing total'));
    for (const said of ['the missing total', name, name.slice(0, 8)])
      expect(accepted(await knowledge.rename(said, 'the missing total')).id).toBe(name);
  });

  test('gives the others an heir when the one that stood for them is split off', async () => {
    const { knowledge } = await seeing(missingName, wrongType, noMember);
    accepted(await knowledge.merge(type, name));
    accepted(await knowledge.merge(member, name));
    accepted(await knowledge.split(name));
    const entries = (await knowledge.search('')).entries.map(({ signatures }) => signatures);
    expect(entries).toContainEqual([name]);
    expect(entries).toContainEqual([type, member].sort());
  });

  test.each([
    ['a failure that nobody knows', 'No failure is known as nothing', (k: Known) => k.rename('nothing', 'a')],
    ['a beginning that two have', 's1- is the name of 2 failures', (k: Known) => k.forget('s1-')],
    ['a merge with itself', 'are one failure already', (k: Known) => k.merge(name, name)],
    ['a split of what is one', 'there is nothing to split', (k: Known) => k.split(name)],
    [
      'a name without a letter',
      'A name has between 1 and 200 characters',
      (k: Known) => k.rename(name, '  '),
    ],
  ])('is refused as a sentence: %s', async (_what, says, ask) => {
    const { knowledge, log } = await seeing(missingName, wrongType);
    const { lastSeq } = await log.catchUp();
    expect(sentenceOf(await ask(knowledge))).toContain(says);
    expect((await log.catchUp()).lastSeq).toBe(lastSeq);
  });
  type Known = KnowledgeWorld['knowledge'];
});

describe('what is erased from the log', () => {
  test('is gone from what is known, and the rest stays', async () => {
    const { knowledge, log } = await seeing(missingName, wrongType);
    accepted(await knowledge.rename(type, 'till trouble'));
    accepted(await log.erase(2, 'it names a person'));
    accepted(await log.erase(3, 'so does the name'));
    const { entries } = await knowledge.search('');
    expect(JSON.stringify(entries)).not.toMatch(/string|till/u);
    expect(entries.find(({ id }) => id === type)).toMatchObject({ seen: 1, template: '(erased)' });
    expect(entries.find(({ id }) => id === name)).toMatchObject({ file: 'src/cart.ts' });
  });
});

describe('what others know', () => {
  test('comes over as names and what is the same, once, and never as seen here', async () => {
    const theirs = await seeing(missingName, wrongType, noMember);
    accepted(await theirs.knowledge.rename(name, 'the missing total'));
    accepted(await theirs.knowledge.merge(type, name));
    const { file, leftOff } = await theirs.knowledge.export();
    expect(leftOff).toBe(0);
    expect(file.failures[0]).toMatchObject({ id: name, name: 'the missing total', same: [{ id: type }] });
    expect(JSON.stringify(file)).not.toMatch(/totl|cart\.ts/u);

    const ours = await seeing(wrongType);
    expect(await ours.knowledge.import(file)).toBe(2);
    expect(ours.projection.entryOf(type)).toMatchObject({ id: name, name: 'the missing total', seen: 1 });
    const { lastSeq } = await ours.log.catchUp();
    expect(await ours.knowledge.import(file)).toBe(0);
    expect((await ours.log.catchUp()).lastSeq).toBe(lastSeq);
  });

  test('goes by its own text when it is split off where it was only heard of', async () => {
    const theirs = await seeing(missingName, wrongType);
    const template = theirs.projection.entryOf(type)?.template;
    accepted(await theirs.knowledge.merge(type, name));
    const { file } = await theirs.knowledge.export();
    const ours = await seeing(noMember);
    accepted(await ours.knowledge.import(file));
    expect(ours.projection.entryOf(type)?.id).toBe(name);
    accepted(await ours.knowledge.split(type));
    expect(ours.projection.entryOf(type)).toMatchObject({ id: type, template, code: 'TS2322' });
    expect(ours.projection.entryOf(name)?.template).not.toBe(template);
  });

  test('is read as well from a file that only names what is the same', async () => {
    const ours = await seeing(noMember);
    const failures = [{ id: name, template: 'a total', same: [type] }];
    accepted(await ours.knowledge.import({ version: 1, failures }));
    expect(ours.projection.entryOf(type)).toMatchObject({ id: name, template: 'a total' });
  });

  test('does not take the place of what is called otherwise here', async () => {
    const theirs = await seeing(missingName);
    accepted(await theirs.knowledge.rename(name, 'theirs'));
    const ours = await seeing(missingName);
    accepted(await ours.knowledge.rename(name, 'ours'));
    expect(await ours.knowledge.import((await theirs.knowledge.export()).file)).toBe(0);
    expect(ours.projection.entryOf(name)).toMatchObject({ name: 'ours', seen: 1 });
  });
});

test('whatever happens, a restart from snapshots and from the log alone knows the same', async () => {
  const texts = [missingName, wrongType, noMember];
  const signatures = [name, type, member];
  const signature = fc.constantFrom(...signatures);
  const step = fc.oneof(
    fc.record({ kind: fc.constant('see' as const), text: fc.constantFrom(...texts) }),
    fc.record({
      kind: fc.constant('rename' as const),
      signature,
      called: fc.option(fc.constantFrom('a', 'b')),
    }),
    fc.record({
      kind: fc.constantFrom('merge' as const, 'split' as const, 'forget' as const),
      signature,
      into: signature,
    }),
    fc.record({
      kind: fc.constant('try' as const),
      signature,
      remedy: fc.constantFrom('one', 'two'),
      ends: fc.option(fc.constantFrom('verified' as const, 'failed' as const, 'reverted' as const)),
      restorePoint: fc.constantFrom('r1', 'r2'),
    }),
    fc.record({ kind: fc.constant('release' as const), signature, remedy: fc.constantFrom('one', 'two') }),
    fc.record({
      kind: fc.constant('undo' as const),
      id: fc.constantFrom('r3', 'r4'),
      undoes: fc.constantFrom('r1', 'r2', 'r3'),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 25 }), async (steps) => {
      const { knowledge, log, disk, projection } = await knowledgeOn(undefined, 2_000);
      for (const each of steps) {
        if (each.kind === 'see') await knowledge.see(errorsIn(each.text), seen);
        if (each.kind === 'rename') await knowledge.rename(each.signature, each.called ?? undefined);
        if (each.kind === 'merge') await knowledge.merge(each.signature, each.into);
        if (each.kind === 'split') await knowledge.split(each.signature);
        if (each.kind === 'forget') await knowledge.forget(each.signature);
        if (each.kind === 'try') {
          const { ends, restorePoint } = each;
          const remedy = { kind: 'playbook', id: each.remedy } as const;
          const attempt = await knowledge.tryRemedy(each.signature, { remedy, incident: 'i1' });
          if (isRefusal(attempt) || ends === null) continue;
          const first = ends === 'reverted' ? 'verified' : ends;
          await knowledge.endAttempt(each.signature, attempt, { outcome: first, restorePoint });
          if (ends === 'reverted') await knowledge.endAttempt(each.signature, attempt, { outcome: ends });
        }
        if (each.kind === 'release')
          await knowledge.releaseRemedy(each.signature, { kind: 'playbook', id: each.remedy });
        if (each.kind === 'undo')
          await log.append('restore.undone', {
            ...{ id: each.id, undoes: each.undoes, title: '', time: '', files: [] },
          });
      }
      const known = await knowledge.search('');
      disk.settle();
      expect(await (await knowledgeOn(disk, 2_000)).knowledge.search('')).toEqual(known);
      expect(fromSnapshot(projection).entries()).toEqual(known.entries);
      // Each signature belongs to one failure.
      const all = known.entries.flatMap((entry) => entry.signatures);
      expect(new Set(all).size).toBe(all.length);
      for (const { tried, verified, failed, reverted } of known.entries.flatMap(({ remedies }) => remedies))
        expect([tried >= verified + failed, verified >= reverted, reverted >= 0]).toEqual([true, true, true]);
    }),
    { numRuns: 60 },
  );
});

function fromSnapshot(projection: KnowledgeProjection): KnowledgeProjection {
  const copy = new KnowledgeProjection();
  expect(copy.restore(JSON.parse(JSON.stringify(projection.snapshot())))).toBe(true);
  return copy;
}

test('a state of another build is not taken for its own', () => {
  const projection = new KnowledgeProjection();
  expect(projection.restore({ facts: [['s1-1', { seen: 'often' }]], same: [] })).toBe(false);
  expect(projection.entries()).toEqual([]);
});

test('a record that this build does not understand changes nothing', async () => {
  const { log, projection } = await seeing(missingName);
  const known = projection.entries();
  projection.fold({
    ...{ seq: 99, timeMs: 0, topic: 'error.seen', payload: { signature: 7 }, payloadBytes: 0 },
    ...{ payloadHash: '', prev: '', hash: '' },
  });
  expect(projection.entries()).toEqual(known);
  await log.close();
});
