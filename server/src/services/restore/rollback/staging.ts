import { join } from 'node:path';
import { z } from 'zod';
import { rollbackOutcomes, stateRolledBackSchema, type StateRolledBack } from '../../../protocol/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import { isNewer } from '../epochs/epoch.ts';
import { readyFolder } from './put-in-place.ts';
import { describeFiles, readWhole, wholeFileSchema, writeDurably } from '../epochs/whole-files.ts';

/** What is to be put in place, and why; it holds from the moment it is there. */
const stagedSchema = z.object({
  format: z.literal(1),
  rollback: stateRolledBackSchema.omit({ outcome: true }),
  /** The last record of the log at that moment: what is recorded of the rollback comes after it. */
  logSeq: z.number().int().nonnegative(),
  files: z.array(wholeFileSchema),
});
export type Staged = z.infer<typeof stagedSchema>;

export type Outcome = StateRolledBack['outcome'];

/** The one rollback that is under way, on disk. */
export interface Staging {
  /** Resolves when it would be finished after any crash. Before that it never was. */
  stage(staged: Omit<Staged, 'format' | 'files'>, files: ReadonlyMap<string, Buffer>): Promise<Staged>;
  /** Whether there is anything of one, also what never held or is over. */
  isBegun(): Promise<boolean>;
  /** Removes what never held or is over. */
  sweep(): Promise<void>;
  read(): Promise<Staged | 'none' | 'newer' | 'damaged'>;
  /** What is to be put in place; `undefined` unless each byte is there. */
  filesOf(staged: Staged): Promise<ReadonlyMap<string, Buffer> | undefined>;
  /** How it ended, once every file is in place: from then on nothing is put anywhere any more. */
  end(): Promise<Outcome | undefined>;
  markEnd(outcome: Outcome): Promise<void>;
  /** It is over and told. */
  clear(): Promise<void>;
}

const manifest = 'rollback.json';
const content = 'files';
const endMark = 'end.json';
const ownerOnly = 0o600;

export function openStaging(stateFolder: string, disk: DiskPort): Staging {
  const folder = join(stateFolder, 'rollback');
  const beginning = `${folder}.new`;
  const over = `${folder}.over`;

  async function sweep(): Promise<void> {
    for (const left of [beginning, over]) await disk.removeTree(left);
  }

  return {
    sweep,
    async isBegun() {
      for (const path of [folder, beginning, over, join(stateFolder, readyFolder)])
        if (await disk.stat(path)) return true;
      return false;
    },
    async stage(given, files) {
      const staged: Staged = { format: 1, ...given, files: describeFiles(files) };
      await sweep();
      await writeDurably(
        beginning,
        new Map([
          ...[...files].map(([path, bytes]) => [`${content}/${path}`, bytes] as const),
          [manifest, Buffer.from(`${JSON.stringify(staged)}\n`)],
        ]),
        disk,
      );
      if (!(await readWhole(join(beginning, content), staged.files, disk)))
        throw new Error(`what was written to ${beginning} is not there when it is read again`);
      await disk.rename(beginning, folder);
      await disk.syncFolder(stateFolder);
      return staged;
    },
    async read() {
      if (!(await disk.stat(folder))) return 'none';
      try {
        const bytes = await disk.read(join(folder, manifest));
        const json: unknown = bytes && JSON.parse(bytes.toString('utf8'));
        return isNewer(json) ? 'newer' : stagedSchema.parse(json);
      } catch {
        return 'damaged';
      }
    },
    filesOf: (staged) => readWhole(join(folder, content), staged.files, disk),
    async end() {
      const bytes = await disk.read(join(folder, endMark));
      return bytes && z.enum(rollbackOutcomes).parse(JSON.parse(bytes.toString('utf8')));
    },
    async markEnd(outcome) {
      const mark = join(folder, endMark);
      await disk.write(`${mark}.new`, Buffer.from(JSON.stringify(outcome)), ownerOnly);
      await disk.sync(`${mark}.new`);
      await disk.rename(`${mark}.new`, mark);
      await disk.syncFolder(folder);
    },
    async clear() {
      await disk.removeTree(over);
      await disk.rename(folder, over);
      await disk.syncFolder(stateFolder);
      await disk.removeTree(over);
    },
  };
}
