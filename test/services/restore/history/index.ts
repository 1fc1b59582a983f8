/** Histories promise that what they find wrong is wrong: one seed lives through one history, and judges every step of it. */
import { messageOf } from '../../../../server/src/base/index.ts';
import { seeded } from '../../../support/unreliable-disk.ts';
import { gitKinds, type GitWorld } from './git-world.ts';
import { interrupt, race } from './interruptions.ts';
import { beginLife, count, signal, type Life, type Sabotage } from './life.ts';
import { canBeUndone, perform, planApply, planUndo, undoOf, type Operation } from './operation.ts';
import { editByHand } from './person.ts';
import { createDice } from './text.ts';

export { createGitWorld, type GitWorld } from './git-world.ts';
export { sabotages } from './sabotages.ts';

export interface HistoriesReport {
  readonly histories: number;
  /** What was wrong, each with its seed and what had happened until then. */
  readonly wrong: readonly string[];
  /** How often what happened. */
  readonly counts: Readonly<Record<string, number>>;
}

const stepsMax = 9;
/** Above every number in the repository, so that no line is there twice. */
const firstSerial = 100_000;
const honest: Sabotage = (disk) => disk;

/** Lives through the histories of these seeds, and stops where something like `until` is found wrong. */
export async function liveHistories(
  world: GitWorld,
  seeds: readonly number[],
  options: { readonly sabotage?: Sabotage; readonly until?: RegExp } = {},
): Promise<HistoriesReport> {
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  let histories = 0;
  for (const seed of seeds) {
    const found = await liveHistory(world, seed, options.sabotage ?? honest, counts);
    histories++;
    if (found !== undefined) wrong.push(found);
    if (found !== undefined && options.until?.test(found)) break;
  }
  return { histories, wrong, counts };
}

async function liveHistory(
  world: GitWorld,
  seed: number,
  sabotage: Sabotage,
  counts: Record<string, number>,
): Promise<string | undefined> {
  const dice = createDice(seeded(seed), firstSerial);
  const kind = dice.pick(gitKinds);
  const root = world.reset(kind);
  const untouched = world.untouchables(kind);
  const life = await beginLife({ root, stateFolder: world.stateFolder, dice }, sabotage);
  try {
    await live(life);
  } catch (thrown) {
    life.wrong.push(`It threw: ${thrown instanceof Error ? (thrown.stack ?? '') : messageOf(thrown)}`);
  }
  const after = world.untouchables(kind);
  const touched = untouched.filter((line, index) => line !== after[index]);
  if (touched.length > 0 || after.length !== untouched.length)
    life.wrong.push(`What nobody may touch was touched: ${(touched[0] ?? '').slice(0, 200)}`);
  for (const [what, times] of Object.entries(life.counts)) counts[what] = (counts[what] ?? 0) + times;
  if (life.wrong.length === 0) return undefined;
  return `Seed ${seed} (${kind}): ${life.wrong.join(' ')} After: ${life.story.join('; ')}.`;
}

async function live(life: Life): Promise<void> {
  for (let steps = life.dice.between(3, stepsMax); steps > 0 && life.wrong.length === 0; steps--)
    await step(life);
  // In the end everything that stands is taken back, the last one first, and now and then once more and back again.
  for (const { id } of [...life.points].reverse()) {
    const point = life.points.find((other) => other.id === id);
    if (life.wrong.length > 0 || !point || point.undoes !== undefined) continue;
    if (!canBeUndone(point, life.points)) continue;
    await perform(undoOf(point, life), life);
    const undo = life.points.at(-1);
    if (life.wrong.length === 0 && undo?.undoes === id && life.dice.chance(0.3)) {
      await perform(undoOf(undo, life), life);
      await perform(undoOf(point, life), life);
    }
  }
}

async function step(life: Life): Promise<void> {
  const { dice } = life;
  const what = dice.pick([
    'apply',
    'apply',
    'apply',
    'undo',
    'undo',
    'edit',
    'edit',
    'edit',
    'restart',
  ] as const);
  if (what === 'edit') {
    editByHand(life);
    count(life, 'edit by hand');
  }
  if (what === 'restart') {
    await life.restart();
    const said = await life.restore.recover(signal);
    if (said.length > 0) life.wrong.push(`A start after nothing happened said ${said[0]?.message ?? ''}`);
  }
  const operation = what === 'apply' ? planApply(life) : what === 'undo' ? planUndo(life) : undefined;
  if (operation) await dice.pick(manners)(operation, life);
}

type Manner = (operation: Operation, life: Life) => Promise<unknown>;
const manners: readonly [Manner, ...Manner[]] = [perform, perform, perform, interrupt, race];
