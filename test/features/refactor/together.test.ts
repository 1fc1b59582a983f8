import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../../server/src/base/index.ts';
import { batchWorld, requestAt, type BatchWorld } from './batch-world.ts';

const signal = new AbortController().signal;

const twoPlaces = { 'a.ts': 'todo one\n1\n2\n3\ntodo two\n1\n2\n3\n' };

async function proposeAt(world: BatchWorld, words: readonly string[]) {
  const requests = words.map((each) => requestAt(world, 'a.ts', each));
  const outcomes = await world.service.proposeAll(requests, {}, signal);
  const ids = outcomes.flatMap(({ proposal }) => proposal?.id ?? []);
  return { outcomes, ids };
}

describe('places of one file', () => {
  it('are proven and applied together where their lines do not touch', async () => {
    const world = batchWorld(twoPlaces);
    const { outcomes, ids } = await proposeAt(world, ['todo one', 'todo two']);
    expect(outcomes.map(({ proposal }) => proposal?.verdict)).toEqual(['proven', 'proven']);
    expect(isRefusal(await world.service.applyTogether(ids, 'both', signal))).toBe(false);
    expect(world.files.get('a.ts')).toBe('done one\n1\n2\n3\ndone two\n1\n2\n3\nnew one\nnew two\n');
  });

  it('wait where they touch, with a sentence, and the first goes on', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\ntodo two\nend\n' });
    const { outcomes } = await proposeAt(world, ['todo one', 'todo two']);
    expect(outcomes.map(({ proposal, waits }) => [proposal?.verdict, waits])).toEqual([
      ['proven', undefined],
      [undefined, true],
    ]);
    expect(outcomes[1]?.refusal?.message).toContain('rewrites lines of a.ts that another change');
    expect(world.groups.map((changes) => changes.length)).toEqual([1]);
  });

  it('wait where both would add the same name, before anything is screened or proven', async () => {
    const world = batchWorld({ 'a.ts': 'todo 1 same\n1\n2\ntodo 2 same\n1\n2\n' });
    const { outcomes } = await proposeAt(world, ['todo 1', 'todo 2']);
    expect(outcomes[1]).toMatchObject({ waits: true });
    expect(outcomes[1]?.refusal?.message).toContain('adds ‘same’ to a.ts too');
    expect(world.screened).toEqual([]);
  });

  it('wait where the checker sees that they disturb each other, and only in that file', async () => {
    const world = batchWorld({ 'a.ts': 'todo !one\n1\n2\ntodo !two\n1\n2\n', 'b.ts': twoPlaces['a.ts'] });
    const requests = [
      requestAt(world, 'a.ts', 'todo !one'),
      requestAt(world, 'a.ts', 'todo !two'),
      requestAt(world, 'b.ts', 'todo one'),
      requestAt(world, 'b.ts', 'todo two'),
    ];
    const outcomes = await world.service.proposeAll(requests, {}, signal);
    expect(outcomes.map(({ waits }) => waits ?? false)).toEqual([false, true, false, false]);
    expect(outcomes[1]?.refusal?.message).toContain('disturb each other');
    expect(world.groups.map((changes) => changes.length)).toEqual([3]);
  });
});

describe('places of several files', () => {
  it('wait where the checker sees that they disturb another one: the first is kept, and the rest with it', async () => {
    const names = ['a?', 'b', 'c?', 'd', 'e?', 'f'];
    const world = batchWorld(
      Object.fromEntries(names.map((name, index) => [`${index}.ts`, `todo ${name}\n`])),
    );
    const requests = names.map((name, index) => requestAt(world, `${index}.ts`, `todo ${name}`));
    const outcomes = await world.service.proposeAll(requests, {}, signal);
    expect(outcomes.map(({ waits }) => waits ?? false)).toEqual([false, false, true, false, true, false]);
    expect(outcomes[2]?.refusal?.message).toBe(
      'It and another change of this group disturb each other (Disturbed at 2.ts): apply that one first and ask again.',
    );
    expect(world.groups.map((changes) => changes.length)).toEqual([4]);
  });

  it('are looked at together once where none disturbs another', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n', 'b.ts': 'todo two\n' });
    const requests = [requestAt(world, 'a.ts', 'todo one'), requestAt(world, 'b.ts', 'todo two')];
    await world.service.proposeAll(requests, {}, signal);
    expect(world.screened.map(({ files }) => files.length)).toEqual([2]);
  });

  it('that disturb each other without end are left to the proof, within a bounded number of questions', async () => {
    const count = 40;
    const names = Array.from({ length: count }, (_, index) => `n${index}?`);
    const world = batchWorld(
      Object.fromEntries(names.map((name, index) => [`${index}.ts`, `todo ${name}\n`])),
    );
    const requests = names.map((name, index) => requestAt(world, `${index}.ts`, `todo ${name}`));
    await world.service.proposeAll(requests, {}, signal);
    expect(world.groups.map((changes) => changes.length)).toEqual([count - 8]);
    expect(world.screened.length).toBeLessThan(8 * (2 + Math.ceil(Math.log2(count))));
  });
});
