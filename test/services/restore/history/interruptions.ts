import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal, messageOf } from '../../../../server/src/base/index.ts';
import type { Recovery } from '../../../../server/src/services/restore/index.ts';
import type { Expected, KnownFile, Version } from './expected.ts';
import { check, count, signal, type Life } from './life.ts';
import { diskError } from './meddled-disk.ts';
import { keepPoint, perform, realPaths, type Operation } from './operation.ts';
import { typeIntoOneOf } from './person.ts';
import { readTree, type Entry, type Tree } from './tree.ts';

const changesBeforeEndMax = 32;

/** The process ends at any change of the disk; then a person may type; then Grace is started again. */
export async function interrupt(operation: Operation, life: Life): Promise<unknown> {
  const { expected, name } = operation;
  if (!expected) return perform(operation, life);
  life.meddling.changesLeft = life.dice.between(0, changesBeforeEndMax);
  life.story.push(`${name}, interrupted after ${life.meddling.changesLeft} changes of the disk`);
  const answer = await operation.run().catch((thrown: unknown) => messageOf(thrown));
  life.meddling.changesLeft = Infinity;
  if (typeof answer !== 'string' && !isRefusal(answer)) {
    // It was through before.
    keepPoint(operation, expected, 'committed', life);
    return check(life, expected.tree);
  }
  const reals = realPaths(expected, life);
  if (life.dice.chance(0.5)) typeIntoOneOf(life, reals);
  await life.restart();
  const found = withoutTemporaries(readTree(life.root));
  const said = await life.restore.recover(signal);
  return judgeRecovery(operation, expected, { found, reals, said }, life);
}

interface Aftermath {
  /** The tree between the interruption and the start after it. */
  readonly found: Tree;
  readonly reals: readonly string[];
  readonly said: readonly Recovery[];
}

async function judgeRecovery(
  operation: Operation,
  expected: Expected,
  { found, reals, said }: Aftermath,
  life: Life,
): Promise<unknown> {
  const states = expected.files.map((file, index) => stateOf(file, found.get(reals[index] ?? '')));
  const unsure = expected.files.filter((_, index) => states[index] === 'neither');
  const edited = reals.filter((_, index) => states[index] === 'neither');
  const [recovery] = said;
  count(life, `interrupted: ${recovery?.outcome ?? 'nothing to settle'}`);
  if (!recovery) {
    const isCommitted = (await life.restore.list()).some(({ id }) => id === life.lastId);
    if (isCommitted) keepPoint(operation, expected, 'committed', life);
    if (states.includes(isCommitted ? 'before' : 'after'))
      life.wrong.push('It was interrupted half-way, and the start after it said nothing.');
    return check(life, found);
  }
  if (said.length > 1 || recovery.id !== life.lastId)
    life.wrong.push(`The start said ${said.map(({ id }) => id).join()}, not ${life.lastId}.`);
  const outcome = unsure.length > 0 ? 'needs-you' : states.includes('before') ? 'rolled-back' : 'finished';
  if (recovery.outcome !== outcome) life.wrong.push(`It is ${recovery.outcome}, but should be ${outcome}.`);
  keepPoint(operation, expected, outcome === 'finished' ? 'committed' : outcome, life);
  if (outcome === 'finished') return check(life, expected.tree);
  if (outcome === 'rolled-back') return check(life, life.tree);
  judgeRescue(recovery, unsure, life);
  return check(life, states.includes('before') ? laidOver(life.tree, found, edited) : found);
}

/** The answer names the folder in which the content from before lies. */
function judgeRescue({ message, files }: Recovery, unsure: readonly KnownFile[], life: Life): void {
  const folder = /lies in (.+): compare/.exec(message)?.[1] ?? '';
  if (files.join() !== unsure.map(({ path }) => path).join()) life.wrong.push(`It names ${files.join()}.`);
  for (const { path, before } of unsure) {
    if (!before) continue;
    const copy = join(folder, path);
    if (!existsSync(copy) || !readFileSync(copy).equals(before.bytes))
      life.wrong.push(`${path} from before does not lie in ${folder}.`);
  }
}

/** A person types into a file of the change while it is being written: one that is still to come, or one that was. */
export async function race(operation: Operation, life: Life): Promise<unknown> {
  const { expected, name } = operation;
  const reals = expected ? realPaths(expected, life) : [];
  const last = reals.length - 1;
  if (!expected || last < 1) return perform(operation, life);
  const wasWritten = life.dice.chance(0.5);
  let edited: string | undefined;
  life.meddling.onReplace = (replaced) => {
    if (edited !== undefined || replaced !== (wasWritten ? last : 0)) return;
    edited = typeIntoOneOf(life, [reals[wasWritten ? 0 : last] ?? '']);
    if (wasWritten && edited !== undefined) throw diskError('EIO');
  };
  life.story.push(`${name}, while a person types`);
  const answer = await operation.run();
  life.meddling.onReplace = undefined;
  if (edited === undefined) {
    keepPoint(operation, expected, 'committed', life);
    return check(life, expected.tree);
  }
  count(life, wasWritten ? 'typed into what was written' : 'typed into what was to be written');
  const says = wasWritten ? `Undo ${life.lastId}` : 'changed while the change was being written';
  if (!isRefusal(answer) || !answer.message.includes(says))
    life.wrong.push(`It does not say “${says}”: ${JSON.stringify(answer)}`);
  keepPoint(operation, expected, wasWritten ? 'needs-you' : 'rolled-back', life);
  return check(life, laidOver(life.tree, readTree(life.root), [edited]));
}

function stateOf({ before, after }: KnownFile, entry: Entry | undefined): 'before' | 'after' | 'neither' {
  const is = (version: Version | null) =>
    version === null ? !entry : entry?.kind === 'file' && entry.bytes.equals(version.bytes);
  return is(before) ? 'before' : is(after) ? 'after' : 'neither';
}

/** `tree` with some files as they are in `other`, and the folders that hold them. */
function laidOver(tree: Tree, other: Tree, paths: readonly string[]): Tree {
  const next = new Map(tree);
  for (const path of paths) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at);
      const entry = other.get(folder);
      if (entry && !next.has(folder)) next.set(folder, entry);
    }
    const entry = other.get(path);
    if (entry) next.set(path, entry);
  }
  return next;
}

function withoutTemporaries(tree: Tree): Tree {
  return new Map([...tree].filter(([path]) => !/(^|\/)\.grace-[^/]*\.tmp$/.test(path)));
}
