import { join } from 'node:path';
import { codeOf } from '../../base/index.ts';
import type { DiskPort } from '../ports/index.ts';

const digits = 12;
const numbered = /^(?<seq>\d{12})\.(?<kind>chain|blobs|snapshot)$/u;
const headNames = ['head.0', 'head.1'] as const;

/** Where the parts of a log lie: two head files, and by the number of its first record a chain with its blobs. */
export interface Layout {
  readonly folder: string;
  /** The generations of the head alternate between two files, so that a torn write leaves the one before. */
  readonly heads: readonly [string, string];
  chain(firstSeq: number): string;
  blobs(firstSeq: number): string;
  /** The state after the record before `firstSeq`. */
  snapshot(firstSeq: number): string;
}

export function layoutOf(folder: string): Layout {
  const named = (firstSeq: number, kind: string) =>
    join(folder, `${String(firstSeq).padStart(digits, '0')}.${kind}`);
  return {
    folder,
    heads: [join(folder, headNames[0]), join(folder, headNames[1])],
    chain: (firstSeq) => named(firstSeq, 'chain'),
    blobs: (firstSeq) => named(firstSeq, 'blobs'),
    snapshot: (firstSeq) => named(firstSeq, 'snapshot'),
  };
}

/** The segment that a file belongs to, by the file's name. */
export function segmentOf(name: string): number | undefined {
  const groups = numbered.exec(name)?.groups;
  return groups && groups['kind'] !== 'snapshot' ? Number(groups['seq']) : undefined;
}

export interface Listing {
  /** First record numbers, ascending. */
  readonly segments: readonly number[];
  readonly snapshots: readonly number[];
  readonly blobs: readonly number[];
}

export async function listLog({ folder }: Layout, disk: DiskPort): Promise<Listing> {
  let names: readonly string[];
  try {
    names = (await disk.list(folder)).map(({ name }) => name);
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown;
    names = [];
  }
  return {
    segments: numbersIn(names, 'chain'),
    snapshots: numbersIn(names, 'snapshot'),
    blobs: numbersIn(names, 'blobs'),
  };
}

function numbersIn(names: readonly string[], kind: string): readonly number[] {
  return names
    .flatMap((name) => {
      const groups = numbered.exec(name)?.groups;
      return groups?.['kind'] === kind ? [Number(groups['seq'])] : [];
    })
    .sort((a, b) => a - b);
}
