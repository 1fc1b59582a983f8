import { dirname, join, sep } from 'node:path';
import { z } from 'zod';
import { messageOf, refused, type Clock, type Refusal } from '../../base/index.ts';
import type { DiskPort, ProcessPort } from '../ports/index.ts';
import { acquireLock, type Lock, type LockManner } from './lock.ts';
import { stateFolderOf } from './location.ts';
import type { Machine } from './machine.ts';

/** The layout of the state folder that this build reads and writes. */
const stateFormat = 1;
const ownerOnly = 0o700;
const anyoneElse = 0o077;
const formatFile = 'format.json';

export interface StateOptions {
  /** The workspace folder. */
  readonly root: string;
  readonly disk: DiskPort;
  readonly processes: Pick<ProcessPort, 'isAlive'>;
  readonly clock: Clock;
  /** Short unique ids, fit for file names. */
  readonly ids: () => string;
  readonly machine: Machine;
}

export interface State {
  /** Absolute; only its owner may enter it. */
  readonly folder: string;
  /** Keeps every other process out until released; one that died with it does not. Waits a few seconds, then refuses. */
  lock(signal: AbortSignal): Promise<Lock | Refusal>;
  /** The same for one group of records of the log, held for milliseconds only. Independent of `lock`. */
  logTurn(signal: AbortSignal): Promise<Lock | Refusal>;
  /** The same for whoever handles what is meant for a consumer of the bus; hardly waits, for it may be held for long. */
  claim(consumer: string, signal: AbortSignal): Promise<Lock | Refusal>;
}

const operations: LockManner = {
  waitMaxMs: 5_000,
  pollMs: 50,
  owner: 'Grace is already changing this workspace',
};
const logTurns: LockManner = { waitMaxMs: 5_000, pollMs: 5, owner: 'Another Grace is writing the log' };
const logTurnFolder = 'log-turn';
const claims: LockManner = { waitMaxMs: 100, pollMs: 20, owner: 'Another Grace is at work on it' };
const claimsFolder = 'claims';

/** Opens the state folder of a workspace, made on the first need. A folder that a newer Grace laid out is refused. */
export async function openState(options: StateOptions): Promise<State | Refusal> {
  const { disk, root } = options;
  const realRoot = await disk.realPath(root);
  if (realRoot === undefined) return refused(`The folder ${root} does not exist: open one that does.`);
  const folder = stateFolderOf(realRoot, options.machine);
  if (folder === realRoot || folder.startsWith(realRoot + sep))
    return refused(
      `Grace keeps its state in ${folder}, which lies inside the opened folder: open a smaller folder, or set XDG_STATE_HOME to a place outside it.`,
    );
  try {
    await makePrivateFolder(folder, disk);
    const newer = await newerFormat(folder, disk);
    if (newer !== undefined)
      return refused(
        `The state in ${folder} was written by a newer Grace (format ${newer}): update Grace to use it.`,
      );
    await writeFormat(folder, realRoot, options);
  } catch (thrown) {
    return refused(
      `Grace cannot use its state folder ${folder}: ${messageOf(thrown)}. Make it writable for you, or set XDG_STATE_HOME to another place.`,
    );
  }
  return {
    folder,
    lock: (signal) => acquireLock(folder, options, operations, signal),
    // Beside the log and not in it, so that whoever moves a damaged log aside takes no lock along.
    logTurn: (signal) => acquireLock(join(folder, logTurnFolder), options, logTurns, signal),
    claim: (consumer, signal) => acquireLock(join(folder, claimsFolder, consumer), options, claims, signal),
  };
}

async function makePrivateFolder(folder: string, disk: DiskPort): Promise<void> {
  const stat = await disk.stat(folder);
  if (stat && stat.kind !== 'folder')
    throw Object.assign(new Error('it is not a folder'), { code: 'ENOTDIR' });
  if (stat && (stat.mode & anyoneElse) === 0) return;
  if (!stat) {
    const parent = dirname(folder);
    if (parent !== folder && !(await disk.realPath(parent))) await makePrivateFolder(parent, disk);
    await disk.makeFolder(folder);
    await disk.setMode(folder, ownerOnly);
    await disk.syncFolder(parent);
    return;
  }
  await disk.setMode(folder, ownerOnly);
}

const formatSchema = z.object({ format: z.number().int() });

async function newerFormat(folder: string, disk: DiskPort): Promise<number | undefined> {
  const bytes = await disk.read(join(folder, formatFile));
  if (!bytes) return undefined;
  try {
    const { format } = formatSchema.parse(JSON.parse(bytes.toString('utf8')));
    return format > stateFormat ? format : undefined;
  } catch {
    // Damaged: what lies beside it has formats of its own, and this file is written anew.
    return undefined;
  }
}

/** Two processes may make the folder at the same moment: each writes a file of its own name, and either wins. */
async function writeFormat(folder: string, realRoot: string, { disk, ids }: StateOptions): Promise<void> {
  const path = join(folder, formatFile);
  const content = Buffer.from(`${JSON.stringify({ format: stateFormat, root: realRoot }, undefined, 2)}\n`);
  const there = await disk.read(path);
  if (there?.equals(content)) return;
  const temporary = `${path}.${ids()}.new`;
  await disk.write(temporary, content, 0o600);
  await disk.sync(temporary);
  await disk.rename(temporary, path);
  await disk.syncFolder(folder);
}
