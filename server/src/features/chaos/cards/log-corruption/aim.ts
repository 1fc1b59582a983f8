import { join } from 'node:path';
import type { Levers, RecordLook } from '../../subject.ts';

export interface Aim {
  readonly file: 'chain' | 'blobs';
  /** Where in the file, from 0 to below 1. */
  readonly at: number;
  readonly byte: number;
  readonly sizeBytes: number;
}

/** The place that will be harmed. */
export interface Target extends Aim {
  readonly folder: string;
  /** Absolute; the last segment's. */
  readonly path: string;
  readonly heads: readonly [newer: string, older: string];
  /** In the file. */
  readonly offset: number;
  readonly lengthBytes: number;
  /** Number of the record that the place belongs to. */
  readonly seq: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** Finds where to strike; knows how the log lies on its disk, and nothing of the code that reads it. */
export async function aim(plan: Aim, folder: string, levers: Levers, signal: AbortSignal): Promise<Target> {
  const { disk } = levers;
  const names = (await disk.list(folder)).map(({ name }) => name).sort();
  const name = names.findLast((each) => each.endsWith(`.${plan.file}`)) ?? `none.${plan.file}`;
  const path = join(folder, name);
  const bytes = (await disk.read(path)) ?? Buffer.alloc(0);
  const offset = Math.floor(plan.at * bytes.length);
  const known = await levers.records(signal);
  const firstSeq = Number.parseInt(name, 10);
  const inFile = known.filter(({ seq }) => seq >= firstSeq);
  const find = plan.file === 'chain' ? inChain : inBlobs;
  return {
    ...{ ...plan, folder, path, offset, firstSeq, lengthBytes: bytes.length },
    heads: await headsOf(folder, levers),
    seq: find(bytes, offset, inFile),
    lastSeq: known.at(-1)?.seq ?? 0,
  };
}

async function headsOf(folder: string, { disk }: Levers): Promise<Target['heads']> {
  const paths = ['head.0', 'head.1'].map((name) => join(folder, name));
  const [first = '', second = ''] = paths;
  const [one, two] = await Promise.all(paths.map(async (path) => (await disk.stat(path))?.modifiedMs ?? 0));
  return (one ?? 0) >= (two ?? 0) ? [first, second] : [second, first];
}

/** A record ends with its own hash, and holds that of the one before further ahead. */
function inChain(bytes: Buffer, offset: number, records: readonly RecordLook[]): number {
  let from = 0;
  for (const { seq, hash } of records) {
    const own = Buffer.from(hash, 'hex');
    const found = bytes.indexOf(own, from);
    if (found < 0) continue;
    from = found + own.length;
    if (offset < from) return seq;
  }
  return records.at(-1)?.seq ?? 1;
}

/** A payload is salt and JSON, one behind the other. */
function inBlobs(bytes: Buffer, offset: number, records: readonly RecordLook[]): number {
  let from = 0;
  for (const { seq, payload } of records) {
    const json = Buffer.from(JSON.stringify(payload));
    const found = bytes.indexOf(json, from);
    if (found < 0) continue;
    from = found + json.length;
    if (offset < from) return seq;
  }
  return records.at(-1)?.seq ?? 1;
}
