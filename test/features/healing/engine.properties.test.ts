import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCancelled } from '../../../server/src/base/index.ts';
import { HealingWorld, playbook, playbookFile } from './healing-world.ts';

const steps =
  '[{ action: shed_load }, { action: scale_workers, with: { kernel: analysis, size: 1 } }, { action: restart_kernel, with: { kernel: analysis } }]';

/** One life of a process, which ends at a moment that is drawn: a record or a deed, before it is there or after. */
interface Crash {
  readonly at: number;
  readonly when: 'before' | 'after';
}

const helpedAndDied: Crash[] = [
  { at: 3, when: 'before' },
  { at: 3, when: 'before' },
  { at: 11, when: 'after' },
];

const crash = fc.record({ at: fc.integer({ min: 0, max: 14 }), when: fc.constantFrom('before', 'after') });

describe('whatever crashes, at any event', () => {
  it('nothing is done twice, what was begun is taken back once and in reverse, and everything has an end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(crash, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('reverse', 'keep'),
        fc.integer({ min: 1, max: 12 }),
        async (crashes, undo, helpfulDeeds) => {
          const world = new HealingWorld(playbookFile(playbook({ steps, undo, attempts: '2' })));
          world.symptom = () => world.deeds.length < helpfulDeeds;
          world.raise();
          for (const each of crashes) await live(world, each);
          await live(world, undefined);
          whole(world, undo);
        },
      ),
      // Dead between the end of the last attempt, which helped, and the word that it did.
      { numRuns: 150, examples: [[helpedAndDied, 'reverse', 3]] },
    );
  });

  it('is true of each event of one repair', async () => {
    for (let at = 0; at < 15; at += 1)
      for (const when of ['before', 'after'] as const) {
        const world = new HealingWorld(playbookFile(playbook({ steps, undo: 'reverse', attempts: '2' })));
        world.raise();
        await live(world, { at, when });
        await live(world, undefined);
        whole(world, 'reverse');
      }
  });
});

describe('however many incidents come at once', () => {
  it('no two attempts run under one key, and none is tried more often than it may', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('analysis', 'store', 'workspace'), { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 8, maxLength: 8 }),
        async (kernels, attempts, takesMs) => {
          const world = new HealingWorld(
            playbookFile(playbook({ attempts: String(attempts), cooldown: '1s' })),
          );
          const running = new Map<string, number>();
          let deeds = 0;
          world.beforeDeed = async (deed, signal) => {
            expect(running.get(deed) ?? 0).toBe(0);
            running.set(deed, 1);
            await world.clock.sleep(takesMs[(deeds += 1) % takesMs.length] ?? 0, signal);
            running.set(deed, 0);
          };
          const engine = await world.open();
          const incidents = kernels.map((kernel, index) =>
            world.raise({ id: `i${index}`, facts: { source: kernel, kernel } }),
          );
          const never = new AbortController().signal;
          await world.finish(Promise.all(incidents.map((incident) => engine.heal(incident, never))));
          for (const { id } of incidents) {
            const begun = world.payloads('playbook.begun');
            expect(begun.filter(({ incident }) => incident === id).length).toBeLessThanOrEqual(attempts);
          }
          noOverlap(world);
          expect(world.clock.sleeping).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** A process that opens what the last one left, and dies at the crash: from then on nothing of it reaches the world. */
async function live(world: HealingWorld, death: Crash | undefined): Promise<void> {
  const dying = new AbortController();
  let moments = 0;
  const moment = async (when: Crash['when']) => {
    if (dying.signal.aborted) await new Promise(() => undefined);
    const isIt = death !== undefined && when === death.when && moments === death.at;
    if (when === 'after') moments += 1;
    if (!isIt) return;
    dying.abort();
    await new Promise(() => undefined);
  };
  world.beforeRecord = async () => {
    await moment('before');
    return undefined;
  };
  world.afterRecord = () => moment('after');
  world.beforeDeed = async () => {
    await moment('before');
    // Whether the deed is done before its end is recorded is a moment of its own.
    moments += 1;
  };
  const living = (async () => {
    const engine = await world.open(dying.signal);
    for (const incident of await engine.resume(dying.signal)) await engine.heal(incident, dying.signal);
  })();
  const dead = new Promise<void>((resolve) => {
    dying.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await world.finish(
    Promise.race([
      living.catch((thrown: unknown) => {
        if (!isCancelled(thrown)) throw thrown;
      }),
      dead,
    ]),
  );
}

/** What has to be true once a process came to its end. */
function whole(world: HealingWorld, undo: string): void {
  const told = world.payloads('playbook.step');
  const keys = told.filter(({ state }) => state === 'begun').map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const begun = world.payloads('playbook.begun').map(({ run }) => run);
  expect(begun.length).toBeLessThanOrEqual(2);
  const ended = world.payloads('playbook.ended');
  expect([...ended.map(({ run }) => run)].sort()).toEqual([...begun].sort());
  for (const { run, outcome } of ended) {
    const undoing = told
      .filter((each) => each.run === run && each.state === 'undoing')
      .map(({ step }) => step);
    expect(undoing).toEqual([...new Set(undoing)].sort((one, other) => other - one));
    if (outcome === 'healed' || undo === 'keep') expect(undoing).toEqual([]);
  }
  const isHealed = world.payloads('incident.closed').length > 0;
  expect(world.payloads('incident.closed').length + world.payloads('incident.escalated').length).toBe(1);
  // Taken back as a whole, or the log says what was not.
  if (!isHealed && undo === 'reverse' && !told.some(({ state }) => state === 'not_undone'))
    expect([world.level, world.workers]).toEqual([0, 2]);
}

/** By the log: of two attempts under one key, one ended before the other began. */
function noOverlap(world: HealingWorld): void {
  const open = new Map<string, string>();
  const keys = new Map<string, string>();
  for (const { topic, payload } of world.log) {
    const { run, key } = payload as { run: string; key: string };
    if (topic === 'playbook.begun') {
      expect(open.get(key)).toBeUndefined();
      open.set(key, run);
      keys.set(run, key);
    }
    if (topic === 'playbook.ended') open.delete(keys.get(run) ?? '');
  }
}
