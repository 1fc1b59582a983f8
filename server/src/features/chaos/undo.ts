import { join } from 'node:path';
import { z } from 'zod';
import { isRefusal, refused, type Refusal } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';

/** Names the folder of a drill: nothing is removed that does not hold it. */
const markFile = 'grace-drill.json';
const undoFolderName = 'undo';

/** What has to be undone when a drill ends, however it ends: everything of it is a folder and the processes in it. */
export const undoRecordSchema = z.object({
  drill: z.string(),
  /** Absolute. */
  folder: z.string(),
  plan: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Milliseconds since the epoch: undone from then on, whoever runs it. */
  expiresMs: z.number(),
});
export type UndoRecord = z.infer<typeof undoRecordSchema>;

/** Processes of drills, found by where they work. */
export interface DrillProcesses {
  /** Ids of all processes that work in a folder or below it, as a drill starts them. */
  within(folder: string): Promise<readonly number[]>;
  kill(pid: number): void;
}

export interface UndoPorts {
  readonly disk: DiskPort;
  readonly processes: DrillProcesses;
  /** Waits a little. */
  readonly pause: () => Promise<void>;
}

/** Where drills keep what has to be undone. */
export interface UndoBook {
  /** On the disk for good when it resolves; the folder is made and marked after that. */
  open(record: UndoRecord): Promise<void>;
  isOpen(drill: string): Promise<boolean>;
  close(drill: string): Promise<void>;
  /** What runs that ended in the middle left behind, and what one that runs now has open. */
  leftovers(): Promise<readonly UndoRecord[]>;
  /** Removes what was never whole; for whoever keeps others from writing one down just now. */
  removeTorn(): Promise<void>;
}

export function openUndoBook(folder: string, disk: DiskPort): UndoBook {
  const place = join(folder, undoFolderName);
  const fileOf = (drill: string) => join(place, `${drill}.json`);

  async function written(): Promise<readonly { readonly name: string; readonly record?: UndoRecord }[]> {
    if (!(await disk.stat(place))) return [];
    const found = [];
    for (const { name } of await disk.list(place)) {
      const record = name.endsWith('.json') ? parsed(await disk.read(join(place, name))) : undefined;
      found.push({ name, ...(record ? { record } : {}) });
    }
    return found;
  }

  return {
    async open(record) {
      await disk.makeFolder(place);
      const temporary = `${fileOf(record.drill)}.new`;
      await disk.write(temporary, Buffer.from(JSON.stringify(record)), ownerOnly);
      await disk.sync(temporary);
      await disk.rename(temporary, fileOf(record.drill));
      await disk.syncFolder(place);
      await disk.makeFolder(record.folder);
      await disk.write(join(record.folder, markFile), Buffer.from(JSON.stringify({ drill: record.drill })));
    },
    isOpen: async (drill) => (await disk.read(fileOf(drill))) !== undefined,
    async close(drill) {
      await disk.remove(fileOf(drill));
      // Its writer may have died before it was whole.
      await disk.remove(`${fileOf(drill)}.new`);
    },
    leftovers: async () => (await written()).flatMap(({ record }) => record ?? []),
    async removeTorn() {
      // Nothing was done before a record was whole.
      for (const { name, record } of await written()) if (!record) await disk.remove(join(place, name));
    },
  };
}

const ownerOnly = 0o600;

function parsed(bytes: Buffer | undefined): UndoRecord | undefined {
  try {
    return undoRecordSchema.safeParse(JSON.parse(bytes?.toString('utf8') ?? 'null')).data;
  } catch {
    return undefined;
  }
}

/** Most rounds of killing what is found: who starts others while it is ended is ended with them in the next. */
const roundsMax = 200;

/** Ends every process of a drill and removes its folder. Done twice it does nothing; a refusal says what is left. */
export async function undo({ drill, folder }: UndoRecord, ports: UndoPorts): Promise<Refusal | undefined> {
  const { disk, processes, pause } = ports;
  if (!(await disk.stat(folder))) return undefined;
  const isOurs = await isMarked(drill, folder, disk);
  if (isRefusal(isOurs)) return isOurs;
  for (let round = 0; round < roundsMax; round += 1) {
    const alive = await processes.within(folder);
    if (alive.length === 0 && (await isRemoved(folder, disk))) return undefined;
    for (const pid of alive) processes.kill(pid);
    await pause();
  }
  return refused(
    `Processes of the drill ${drill} in ${folder}, or its files, cannot be removed: do it by hand.`,
  );
}

/** The mark goes last, so that what is left can be told from a folder of somebody else. */
async function isRemoved(folder: string, disk: DiskPort): Promise<boolean> {
  try {
    // The dead man of the drill may be at it as well.
    if (!(await disk.stat(folder))) return true;
    for (const { name, kind } of await disk.list(folder)) {
      if (kind === 'folder') await disk.removeTree(join(folder, name));
      else if (name !== markFile) await disk.remove(join(folder, name));
    }
    await disk.removeTree(folder);
    return true;
  } catch {
    // Who was ended a moment ago may have written meanwhile: it is tried again.
    return false;
  }
}

/** Undoes what runs that were killed left behind; how much that was. Nobody else may run drills meanwhile. */
export async function settleLeftovers(book: UndoBook, ports: UndoPorts): Promise<number> {
  const left = await book.leftovers();
  for (const record of left) {
    const refusal = await undo(record, ports);
    if (!refusal) await book.close(record.drill);
  }
  await book.removeTorn();
  return left.length;
}

/** The dead man of the drill may take it away meanwhile: then it holds nothing. */
async function countIn(folder: string, disk: DiskPort): Promise<number> {
  try {
    return (await disk.list(folder)).length;
  } catch (thrown) {
    if (await disk.stat(folder)) throw thrown;
    return 0;
  }
}

/** A folder that is not marked yet holds nothing but what its maker died over. */
async function isMarked(drill: string, folder: string, disk: DiskPort): Promise<'ours' | Refusal> {
  const mark = await disk.read(join(folder, markFile));
  const count = await countIn(folder, disk);
  if (mark?.toString('utf8') === JSON.stringify({ drill }) || count === 0) return 'ours';
  if (mark?.length === 0 && count === 1) return 'ours';
  return refused(`${folder} is not the folder of the drill ${drill}: it is left as it is.`);
}

/** Whatever is still there of a drill, one sentence each. */
export async function residueOf(
  { folder }: UndoRecord,
  { disk, processes }: UndoPorts,
): Promise<readonly string[]> {
  const alive = await processes.within(folder);
  return [
    ...alive.map((pid) => `Process ${pid} of the drill is alive.`),
    ...((await disk.stat(folder)) ? [`${folder} is there.`] : []),
  ];
}
