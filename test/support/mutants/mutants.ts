import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../../server/src/base/index.ts';
import type { ChangeSet } from '../../../server/src/protocol/index.ts';
import { seeded } from '../unreliable-disk.ts';
import { mutationsOf, type Mutation } from './operators.ts';

export interface Mutant {
  /** Stays the same while the file and the operators do. */
  readonly id: string;
  readonly operator: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Such as `src/a.ts:7 swappedOperator: < becomes <=`. */
  readonly title: string;
  readonly change: ChangeSet;
}

/** Text of the original and of the mutant that a title shows. */
const shownLengthMax = 40;

/**
 * `count` mutants of a workspace's sources, drawn by `seed`: one operator after the other, so that rare ones have their
 * turn. What only starts a service is left out, because no test of a fixture starts one.
 */
export async function mutantsOf(folder: string, count: number, seed: number): Promise<Mutant[]> {
  const byOperator = new Map<string, Mutant[]>();
  for (const path of await sourcesOf(folder)) {
    const before = await readFile(join(folder, path), 'utf8');
    for (const mutation of mutationsOf(path, before)) {
      const mutant = mutantOf(path, before, mutation);
      byOperator.set(mutant.operator, [...(byOperator.get(mutant.operator) ?? []), mutant]);
    }
  }
  const random = seeded(seed);
  const piles = [...byOperator.values()].map((mutants) => shuffled(mutants, random));
  const drawn: Mutant[] = [];
  while (drawn.length < count && piles.some((pile) => pile.length > 0)) {
    for (const pile of piles) {
      const mutant = pile.pop();
      if (mutant !== undefined && drawn.length < count) drawn.push(mutant);
    }
  }
  return drawn;
}

async function sourcesOf(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of glob(['{src,lib}/**/*.{ts,js}', 'packages/*/src/**/*.ts'], { cwd: folder })) {
    if (!path.includes('node_modules') && !/(?:^|\/)(?:server|logger|log)\.[jt]s$/.test(path))
      paths.push(path);
  }
  return paths.sort();
}

function mutantOf(path: string, before: string, { operator, start, end, text }: Mutation): Mutant {
  const after = before.slice(0, start) + text + before.slice(end);
  const line = before.slice(0, start).split('\n').length;
  return {
    id: sha256(`${path}\0${before}\0${after}`).slice(0, 12),
    operator,
    file: path,
    line,
    title: `${path}:${line} ${operator}: ${shown(before.slice(start, end))} becomes ${shown(text)}`,
    change: { files: [{ path, before, after }] },
  };
}

function shown(text: string): string {
  if (text === '') return 'nothing';
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length > shownLengthMax ? `${flat.slice(0, shownLengthMax)}…` : flat;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}
