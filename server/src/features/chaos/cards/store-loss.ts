import { join } from 'node:path';
import { defineCard, type Injury } from '../card.ts';
import type { Levers } from '../subject.ts';

const harms = ['delete', 'delete_all', 'truncate', 'overwrite', 'replace'] as const;
const overwrittenBytes = 512;
/** What every SQLite file begins with. */
const header = Buffer.from('SQLite format 3\0');

/** The database is taken away, cut, overwritten or replaced while it is used. */
export const storeLoss = defineCard({
  id: 'store_loss',
  hypothesis:
    'A database that is lost or damaged while it is used is noticed within a second and built anew from the log, without a restart and with the same answers.',
  triggers: ['integrity_violation'],
  about: ['store'],
  recoveries: ['rebuild_store'],
  detectMsMax: 1_000,
  recoverMsMax: 5_000,
  draw: (random) => ({ harm: random.pick(harms), at: random.next(), byte: random.below(256) }),
  prepare: ({ harm, at, byte }, levers) => Promise.resolve(() => strike(harm, at, byte, levers)),
});

async function strike(
  harm: (typeof harms)[number],
  at: number,
  byte: number,
  levers: Levers,
): Promise<Injury> {
  const path = join(levers.stateFolder, 'store', 'store.db');
  const before = await look(path, levers);
  await doHarm[harm](path, { at, byte, sizeBytes: before?.bytes.length ?? 0 }, levers);
  const harmed = await look(path, levers);
  return {
    what: `${harm} of ${path}`,
    async landed() {
      const now = await look(path, levers);
      // Built anew already, it is another file than the one that was harmed.
      return (
        before !== undefined && (now?.modifiedMs !== before.modifiedMs || !now.bytes.equals(before.bytes))
      );
    },
    async isHealed() {
      const now = await look(path, levers);
      if (now?.bytes.subarray(0, header.length).equals(header) !== true) return false;
      return harmed === undefined || !now.bytes.equals(harmed.bytes);
    },
  };
}

async function look(path: string, { disk }: Levers) {
  const stat = await disk.stat(path);
  const bytes = await disk.read(path);
  return stat && bytes ? { bytes, modifiedMs: stat.modifiedMs } : undefined;
}

interface Place {
  readonly at: number;
  readonly byte: number;
  readonly sizeBytes: number;
}

type Harm = (path: string, place: Place, levers: Levers) => Promise<void>;

const doHarm: Readonly<Record<(typeof harms)[number], Harm>> = {
  delete: (path, _place, { disk }) => disk.remove(path),
  async delete_all(path, _place, { disk }) {
    for (const suffix of ['', '-wal', '-shm']) await disk.remove(path + suffix);
  },
  truncate: (path, { at, sizeBytes }, { disk }) => disk.truncate(path, Math.floor(at * sizeBytes)),
  overwrite: (path, { at, byte, sizeBytes }, { disk }) =>
    disk.writeAt(
      path,
      Math.floor(at * Math.max(0, sizeBytes - overwrittenBytes)),
      Buffer.alloc(overwrittenBytes, byte),
    ),
  async replace(path, { byte }, { disk }) {
    const other = `${path}.other`;
    await disk.write(other, Buffer.alloc(overwrittenBytes, byte));
    await disk.rename(other, path);
  },
};
