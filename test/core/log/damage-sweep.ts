import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { accepted } from '../../support/sentence-of.ts';
import { entriesOf, folder, numbered, openOn, signal } from './log-world.ts';

/** A log of about 64 KB in three segments, as an orderly end left it. */
export interface Specimen {
  readonly disk: UnreliableDisk;
  /** Every file of it, with its length. */
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
  readonly sizeBytes: number;
  /** Each record as it was read before the harm. */
  readonly records: readonly string[];
}

const specimenRecords = 96;
const bounds = { segmentBytesMax: 24_000 };

export async function growSpecimen(): Promise<Specimen> {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/state');
  const { log } = openOn(disk, { bounds });
  for (let n = 1; n <= specimenRecords; n++) await log.append('tools.approved', numbered(n, 'y'.repeat(430)));
  disk.settle();
  const files = [];
  for (const { name, kind } of await disk.list(folder)) {
    const path = `${folder}/${name}`;
    if (kind === 'file') files.push({ path, sizeBytes: (await disk.stat(path))?.sizeBytes ?? 0 });
  }
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return { disk, files, sizeBytes, records: await recordsOn(disk) };
}

export type Harm = (disk: UnreliableDisk) => Promise<void>;

export function flip(path: string, bit: number): Harm {
  return async (disk) => {
    const byte = Math.floor(bit / 8);
    const found = await disk.readRange(path, byte, 1);
    await disk.writeAt(path, byte, Buffer.of((found?.[0] ?? 0) ^ (1 << (bit % 8))));
  };
}

/**
 * Harms a copy and answers with what is wrong with how the log takes it, if anything: it has to be told, what is read has to
 * be the beginning of what was there, and where records are lost nothing may be written.
 */
export async function harm(specimen: Specimen, doHarm: Harm): Promise<string | undefined> {
  const disk = specimen.disk.fork(seeded(2));
  await doHarm(disk);
  const { log } = openOn(disk, { bounds });
  const { damage, notes } = accepted(await log.verify(signal));
  if (!damage && notes.length === 0) return 'Nobody noticed.';
  const read = await recordsOn(disk);
  // Where the oldest segment is gone, the others are still read; verify says what is missing before them.
  const first = damage?.seq === 1 ? Math.max(0, specimen.records.indexOf(read[0] ?? '')) : 0;
  if (read.some((record, index) => record !== specimen.records[first + index]))
    return 'Something else is read than was written.';
  if (!damage) {
    // What only the newest head promised is taken up by the next append.
    await log.append('tools.approved', numbered(0));
    const kept = (await recordsOn(disk)).slice(0, specimen.records.length);
    return kept.join() === specimen.records.join() ? undefined : 'Records are lost and verify only notes it.';
  }
  if (read.length < damage.seq - 1)
    return `Only ${read.length} records are read, and ${damage.seq - 1} are certain.`;
  const before = JSON.stringify([...disk.tree('/state')]);
  const isSeenAtOnce = (await log.catchUp()).damage !== undefined;
  if (isSeenAtOnce && !('kind' in (await log.append('tools.approved', numbered(0)))))
    return 'It goes on behind the damage.';
  if (isSeenAtOnce && JSON.stringify([...disk.tree('/state')]) !== before)
    return 'A damaged log was written to.';
  return undefined;
}

async function recordsOn(disk: UnreliableDisk): Promise<readonly string[]> {
  return (await entriesOf(openOn(disk, { bounds }).log)).map((entry) => JSON.stringify(entry));
}
