import { describe, expect, test } from 'vitest';
import { cards } from '../../../server/src/features/chaos/index.ts';
import type { ChaosDrilled } from '../../../server/src/protocol/index.ts';
import { DrillWorld, haltFile, signal } from './drill-world.ts';
import type { Sabotage } from './fake-grace.ts';

const seeds = [1, 2, 3, 4, 5];

function statuses({ gates }: ChaosDrilled): string {
  return Object.entries(gates)
    .map(([gate, { status }]) => `${gate} ${status}`)
    .join(', ');
}

async function drilled(
  card: (typeof cards)[number],
  sabotage: Sabotage,
  seed: number,
): Promise<ChaosDrilled> {
  return (await new DrillWorld(sabotage).begin()).drill(card, seed);
}

/** What is taken away, and the gates that must say so, whatever else fails with them. */
const sabotages: readonly (readonly [name: string, sabotage: Sabotage, gate: keyof ChaosDrilled['gates']])[] =
  [
    ['its monitors see nothing', { isBlind: true }, 'detect'],
    ['its monitors are late', { noticesAfterMs: 29_000, healsAfterMs: 29_100 }, 'detect'],
    ['its monitors raise something when nothing is wrong', { criesWolf: true }, 'detect'],
    ['it does something else first', { does: 'another thing' }, 'diagnose'],
    ['it does nothing', { does: 'nothing' }, 'diagnose'],
    ['it does not heal', { does: 'nothing' }, 'recover'],
    ['it heals too late', { healsAfterMs: 40_000 }, 'recover'],
    ['it is unwell again soon', { relapses: true }, 'recover'],
    ['it loses an acknowledged record', { loses: true }, 'integrity'],
    ['it records nothing any more', { forgets: true }, 'integrity'],
    ['its log does not verify', { logIsBroken: true }, 'integrity'],
    ['its database says something else than its log', { contradicts: true }, 'integrity'],
  ];

describe.each(cards.map((card) => [card.id, card] as const))('%s', (_id, card) => {
  test.each(seeds)('a Grace that is able passes every gate, seed %i', async (seed) => {
    const drill = await drilled(card, {}, seed);
    expect(statuses(drill)).toBe('detect pass, diagnose pass, recover pass, integrity pass');
    expect(drill.verdict).toBe('passed');
  });

  test.each(sabotages)('the matching gate fails every time where %s', async (_name, sabotage, gate) => {
    for (const seed of seeds) {
      const drill = await drilled(card, sabotage, seed);
      expect(drill.gates[gate], `seed ${seed}`).toMatchObject({ status: 'fail' });
      expect(drill.verdict).toBe('failed');
    }
  });

  test('a fault that does not land proves nothing', async () => {
    const drill = await drilled(card, { isImmune: true }, 1);
    expect(drill.verdict).toBe('inconclusive');
    expect(drill.reason).toContain('did not land');
  });

  test('one seed draws one plan, and others draw others', () => {
    const plans = [1, 1, 2, 3, 4, 5, 6].map((seed) => JSON.stringify(card.plan(seed).plan));
    expect(plans[0]).toBe(plans[1]);
    expect(new Set(plans).size).toBeGreaterThan(4);
  });
});

describe('a log that nobody but a person can mend', () => {
  const card = cards.find(({ id }) => id === 'log_corruption')!;
  const harms = ['flip', 'cut', 'lost_file', 'lost_heads'];
  const manySeeds = Array.from({ length: 60 }, (_, seed) => seed);
  const seedsOf = (wanted: readonly string[]) =>
    manySeeds.filter((seed) => wanted.includes(String(card.plan(seed).plan['harm'])));

  test.each(harms)(
    'is held still, and the drill goes on to what a person does about it: %s',
    async (harm) => {
      for (const seed of seedsOf([harm]).slice(0, 3)) {
        const world = await new DrillWorld().begin();
        expect(statuses(await world.drill(card, seed))).not.toContain('fail');
        expect(world.steps).toContain('mend');
      }
    },
  );

  test('integrity fails where records are taken all the same', async () => {
    for (const seed of seedsOf(harms)) {
      const drill = await drilled(card, { writesOn: true }, seed);
      expect(drill.gates.integrity, `seed ${seed}`).toMatchObject({ status: 'fail' });
    }
  });
});

const card = cards.find(({ id }) => id === 'store_loss')!;

describe('around a drill', () => {
  test('the undo record is there before the injection, and nothing is after the drill', async () => {
    const world = await new DrillWorld().begin();
    let atInjection: readonly string[] = [];
    world.onStep = (step) => {
      if (step === 'injection') void world.residue().then((found) => (atInjection = found));
    };
    await world.drill(card);
    expect(atInjection).toContainEqual(expect.stringMatching(/\.json$/u));
    expect(await world.residue()).toEqual([]);
    expect(world.steps).toEqual([
      ...['dead man', 'undo record', 'subject', 'steady state', 'control run', 'injection'],
      ...['watch', 'integrity', 'close', 'undo', 'ledger', 'done'],
    ]);
    expect([world.armed.length, world.disarmed]).toEqual([1, 1]);
  });

  test('on a machine on which everything takes longer, so does what is waited for, and it is said', async () => {
    const late = { noticesAfterMs: 1_500, healsAfterMs: 1_600 };
    expect((await drilled(card, late, 1)).gates.detect.status).toBe('fail');
    const drill = await (await new DrillWorld(late, { slowdown: 2 }).begin()).drill(card);
    expect([statuses(drill), drill.pace]).toEqual([
      'detect pass, diagnose pass, recover pass, integrity pass',
      2,
    ]);
  });

  test('what is not steady is not drilled', async () => {
    const drill = await drilled(card, { neverStarts: true }, 1);
    expect([drill.verdict, drill.reason]).toEqual([
      'inconclusive',
      'There was no steady state to begin with: It does not answer.',
    ]);
  });

  test('a process that cannot be ended is a failure of integrity, and is undone by the next run', async () => {
    const world = await new DrillWorld({}, { clings: true }).begin();
    const drill = await world.drill(card);
    expect(drill.gates.integrity.reason).toContain('Process 10 of the drill is alive.');
    expect((await world.residue()).length).toBe(3);
    world.processes.clear();
    expect(await world.chaos.settle(signal)).toBe(1);
    expect(await world.residue()).toEqual([]);
  });

  test('the halt calls off what runs, and what would run', async () => {
    const world = await new DrillWorld().begin();
    world.onStep = (step) => {
      if (step === 'control run') void world.chaos.halt.set('on');
    };
    const request = { cards: [card.id], seeds: [1, 2, 3] };
    const answer = await world.through(world.chaos.run(request, world.listener, signal));
    expect(answer).toMatchObject({ drills: [{ verdict: 'halted' }], score: 0 });
    expect(await world.residue()).toEqual([]);
    const next = await world.through(world.chaos.run(request, world.listener, signal));
    expect(next).toMatchObject({ message: expect.stringContaining(haltFile) as string });
    await world.chaos.halt.set('off');
    world.onStep = () => undefined;
    expect((await world.drill(card)).verdict).toBe('passed');
  });

  test('who calls it off leaves nothing behind', async () => {
    const world = await new DrillWorld().begin();
    const cancel = new AbortController();
    world.onStep = (step) => {
      if (step === 'watch') cancel.abort();
    };
    const request = { cards: [card.id], seeds: [1] };
    await expect(world.through(world.chaos.run(request, world.listener, cancel.signal))).rejects.toThrow(
      'Cancelled',
    );
    expect(await world.residue()).toEqual([]);
    expect(world.ledger).toEqual([]);
  });

  test('no timer is left', async () => {
    const world = await new DrillWorld().begin();
    await world.drill(card);
    expect(world.clock.sleeping).toBe(0);
  });
});

describe('the ledger', () => {
  test('a drill is run again by its id, as it was', async () => {
    const world = await new DrillWorld().begin();
    const first = await world.drill(card, 7);
    const again = await world.through(world.chaos.replay(first.id, world.listener, signal));
    expect(again).toMatchObject({ drills: [{ card: card.id, seed: 7, plan: first.plan }] });
    expect(await world.chaos.replay('store_loss-9-x', world.listener, signal)).toMatchObject({
      message: expect.stringContaining('There is no drill store_loss-9-x') as string,
    });
  });

  test('what was never run, or did not pass, covers nothing', async () => {
    const world = await new DrillWorld({ isBlind: true }).begin();
    const before = await world.chaos.coverage(signal);
    expect([before.percent, before.unrun]).toEqual([0, cards.map(({ id }) => id)]);
    await world.drill(card);
    const after = await world.chaos.coverage(signal);
    expect([after.percent, after.unrun]).toEqual([
      0,
      cards.map(({ id }) => id).filter((id) => id !== card.id),
    ]);
  });

  test('a passed drill covers what was seen in it', async () => {
    const world = await new DrillWorld().begin();
    for (const each of cards) await world.drill(each);
    const { cells, unrun } = await world.chaos.coverage(signal);
    expect(unrun).toEqual([]);
    for (const { id } of cards)
      expect(cells.some((cell) => cell.card === id && cell.kind === 'trigger' && cell.passed === 1)).toBe(
        true,
      );
  });
});
