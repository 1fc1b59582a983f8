import { systemDisk } from '../../../../server/src/adapters/index.ts';
import { systemClock } from '../../../../server/src/base/index.ts';
import type { DiskPort } from '../../../../server/src/core/ports/index.ts';
import { openRestore, type Restore } from '../../../../server/src/services/restore/index.ts';
import { accepted } from '../../../support/sentence-of.ts';
import { isUndone, type KnownPoint } from './expected.ts';
import { meddled, type Meddling } from './meddled-disk.ts';
import { typedIn, type Dice } from './text.ts';
import { differences, readTree, type Tree } from './tree.ts';

export const signal = new AbortController().signal;

/** One history as far as it was lived, with what is known of it without asking Grace. */
export interface Life {
  readonly root: string;
  readonly dice: Dice;
  readonly meddling: Meddling;
  readonly points: KnownPoint[];
  /** What happened, for whoever has to find out why something is wrong. */
  readonly story: string[];
  readonly wrong: string[];
  readonly counts: Record<string, number>;
  restore: Restore;
  tree: Tree;
  /** The newest id that was given out. */
  lastId: string;
  /** Starts Grace anew on the same state. */
  restart(): Promise<void>;
}

/** Makes another disk of the disk: a build that is wrong on purpose. */
export type Sabotage = (disk: DiskPort, root: string) => DiskPort;

export async function beginLife(
  { root, stateFolder, dice }: { readonly root: string; readonly stateFolder: string; readonly dice: Dice },
  sabotage: Sabotage,
): Promise<Life> {
  const meddling: Meddling = { changesLeft: Infinity, onReplace: undefined };
  const disk = sabotage(meddled(systemDisk, root, meddling), root);
  let count = 0;
  const ids = () => (life.lastId = `h${count++}`);
  const open = async () => accepted(await openRestore({ root, stateFolder, disk, clock: systemClock, ids }));
  const life: Life = {
    ...{ root, dice, meddling, points: [], story: [], wrong: [], counts: {} },
    restore: await open(),
    tree: readTree(root),
    lastId: '',
    async restart() {
      life.restore = await open();
    },
  };
  return life;
}

export function count(life: Life, what: string): void {
  life.counts[what] = (life.counts[what] ?? 0) + 1;
}

/**
 * After every operation: the tree to the byte, every point with its state, and every line that a person typed. Answers with
 * those that are no longer in the tree, and should not be: the newest point has to keep them.
 */
export async function check(life: Life, expected: Tree): Promise<string[]> {
  const before = typed(life.tree);
  life.tree = readTree(life.root);
  life.wrong.push(...differences(life.tree, expected));
  const [here, wanted] = [typed(life.tree), typed(expected)];
  const away = [...before].filter((line) => !here.has(line));
  for (const line of away) if (wanted.has(line)) life.wrong.push(`“${line}” is lost.`);
  const states = (await life.restore.list()).map(({ id, state }) => `${id} ${state}`);
  const should = life.points.map((point) => `${point.id} ${stateOf(point, life.points)}`);
  if (states.join() !== should.join())
    life.wrong.push(`The points are ${states.join()}, but should be ${should.join()}.`);
  return away.filter((line) => !wanted.has(line));
}

export function stateOf(point: KnownPoint, points: readonly KnownPoint[]): string {
  if (point.end === 'rolled-back') return 'rolled-back';
  return isUndone(point.id, points) ? 'undone' : 'applied';
}

function typed(tree: Tree): Set<string> {
  return new Set([...tree.values()].flatMap((entry) => (entry.kind === 'file' ? typedIn(entry.bytes) : [])));
}
