import { describe, expect, test } from 'vitest';
import { sabotaged, sabotages } from './simulation/sabotage.ts';
import { simulate } from './simulation/simulate.ts';

const schedules = 1_000;
const parts = 4;
/** As many as a build without one of its promises has to get caught. */
const sabotagedSchedules = 200;

describe('whatever happens to the kernels', () => {
  for (let part = 0; part < parts; part++)
    test(`no law is broken: schedules ${part + 1} of ${parts}`, { timeout: 300_000 }, async () => {
      const wrong: string[] = [];
      const seen = new Map<string, number>();
      for (let seed = (part * schedules) / parts; seed < ((part + 1) * schedules) / parts; seed++) {
        const simulation = await simulate(seed);
        wrong.push(...simulation.wrong.map((sentence) => `seed ${seed}: ${sentence}`));
        for (const { event } of simulation.happened)
          if (event) seen.set(event.kind, (seen.get(event.kind) ?? 0) + 1);
      }
      expect(wrong.slice(0, 5)).toEqual([]);
      // Schedules in which nothing of it ever happened would prove nothing.
      for (const kind of ['escalated', 'quarantined', 'recovered', 'unfit', 'left_behind', 'shed', 'scaled'])
        expect(seen.get(kind), kind).toBeGreaterThan(20);
      expect(seen.get('failed')).toBeGreaterThan(1_000);
    });

  test('one seed is one story', async () => {
    for (const seed of [7, 4_711]) {
      const first = await simulate(seed);
      const again = await simulate(seed);
      expect(first.happened.length).toBeGreaterThan(50);
      expect(JSON.stringify(again.happened)).toBe(JSON.stringify(first.happened));
    }
    expect(JSON.stringify((await simulate(7)).happened)).not.toBe(
      JSON.stringify((await simulate(8)).happened),
    );
  });
});

describe('the same schedules catch a build with', () => {
  for (const sabotage of sabotages)
    test(sabotage.what, { timeout: 300_000 }, async () => {
      const simulateIt = await sabotaged(sabotage);
      const noticed = async () => {
        const others = new Set<string>();
        for (let seed = 0; seed < sabotagedSchedules; seed++)
          for (const sentence of (await simulateIt(seed)).wrong) {
            if (sabotage.noticedAs.test(sentence)) return 'noticed';
            others.add(sentence);
          }
        return `not noticed; but ${[...others].slice(0, 3).join(' | ')}`;
      };
      expect(await noticed()).toBe('noticed');
    });
});
