import { isRefusal, type Refusal } from '../../../../server/src/base/index.ts';
import {
  expectedApply,
  expectedUndo,
  isUndone,
  placeOf,
  type Expected,
  type KnownPoint,
} from './expected.ts';
import { check, count, signal, type Life } from './life.ts';
import { makeChange } from './make-change.ts';
import { differences } from './tree.ts';

/** An apply or an undo that is about to happen, with what has to come of it. */
export interface Operation {
  readonly name: string;
  /** The point that it takes back. */
  readonly undoes?: string;
  /** `undefined`: it has to be refused, and nothing may change. */
  readonly expected: Expected | undefined;
  run(): Promise<Answer>;
}

type Answer =
  | { readonly id: string; readonly merged?: readonly string[]; readonly restored?: readonly string[] }
  | Refusal;

export function planApply(life: Life): Operation {
  const files = makeChange(life);
  const name = `apply ${files.map(({ path }) => path).join(' ')}`;
  const expected = expectedApply(files, life.tree);
  return { name, expected, run: () => life.restore.apply({ files }, 'change', signal) };
}

/** Mostly of the newest that stands; now and then of any, also of what cannot be undone. */
export function planUndo(life: Life): Operation | undefined {
  const { points, dice } = life;
  const standing = points.filter((point) => canBeUndone(point, points));
  const point = dice.chance(0.6) ? standing.at(-1) : dice.any(points);
  return point && undoOf(point, life);
}

export function canBeUndone(point: KnownPoint, points: readonly KnownPoint[]): boolean {
  return point.end !== 'rolled-back' && !isUndone(point.id, points);
}

export function undoOf(point: KnownPoint, life: Life): Operation {
  return {
    name: `undo ${point.id}`,
    undoes: point.id,
    expected: canBeUndone(point, life.points) ? expectedUndo(point, life.tree) : undefined,
    run: () => life.restore.undo(point.id, signal),
  };
}

/**
 * Lets it happen undisturbed. Where that takes lines away which a person typed, the answer names where they are kept: the
 * point gives the tree back to the byte.
 */
export async function perform(operation: Operation, life: Life): Promise<void> {
  const before = life.tree;
  const away = await settle(operation, life);
  const point = life.points.at(-1);
  if (away.length === 0 || !point || life.wrong.length > 0) return;
  count(life, 'typed lines taken away and given back');
  await settle(undoOf(point, life), life);
  life.wrong.push(...differences(life.tree, before));
}

async function settle(operation: Operation, life: Life): Promise<string[]> {
  const { expected, name } = operation;
  life.story.push(name);
  const kind = operation.undoes === undefined ? 'apply' : 'undo';
  const answer = await operation.run();
  if (isRefusal(answer)) {
    count(life, `${kind} refused`);
    if (expected) life.wrong.push(`It was refused: ${answer.message}`);
    return check(life, life.tree);
  }
  count(life, kind);
  if (!expected) {
    life.wrong.push('It was not refused.');
    return check(life, life.tree);
  }
  keepPoint(operation, expected, 'committed', life);
  if (answer.id !== life.lastId) life.wrong.push(`It answered ${answer.id}, not ${life.lastId}.`);
  if (kind === 'undo') {
    const { merged } = expected;
    if (merged.length > 0) count(life, 'undo that merged');
    const restored = expected.files.map(({ path }) => path).filter((path) => !merged.includes(path));
    if (answer.merged?.join() !== merged.join())
      life.wrong.push(`It says it merged ${answer.merged?.join()}.`);
    if (answer.restored?.join() !== restored.join())
      life.wrong.push(`It says it restored ${answer.restored?.join()}.`);
  }
  return check(life, expected.tree);
}

export function keepPoint(
  { undoes }: Operation,
  { files, creates }: Expected,
  end: KnownPoint['end'],
  life: Life,
): void {
  life.points.push({ id: life.lastId, files, creates, end, ...(undoes === undefined ? {} : { undoes }) });
}

/** Where the files of an operation really lie. */
export function realPaths({ files }: Expected, life: Life): string[] {
  return files.map(({ path }) => placeOf(path, life.tree)?.real ?? path);
}
