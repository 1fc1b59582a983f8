import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, refused, type Refusal } from '../../base/index.ts';
import type { DiskPort } from '../ports/index.ts';
import type { Machine } from './machine.ts';
import type { StateOptions } from './state.ts';

/** Two readings of the boot time on one machine differ by less than this. */
const bootToleranceMs = 60_000;
/** A process that judged a lock before it was taken over has long acted, or died, after this. */
const takenOverKeptMs = 60 * 60 * 1000;
/** Dead owners that one wait clears away: others may do so at the same time. */
const takenOverMax = 8;
const lockName = 'lock';
const takenOverPrefix = 'lock-taken-over-';

export interface Lock {
  release(): Promise<void>;
}

/** How one kind of lock is waited for. */
export interface LockManner {
  readonly waitMaxMs: number;
  readonly pollMs: number;
  /** What its owner does, as the beginning of a sentence. */
  readonly owner: string;
}

const ownerSchema = z.object({
  token: z.string(),
  pid: z.number().int(),
  host: z.string(),
  bootMs: z.number(),
  /** When the process started, as the system counts it; absent where the system does not tell. */
  birth: z.string().optional(),
});
type Owner = z.infer<typeof ownerSchema>;

/** Tokens of locks that this very process holds: another one with our process id is left over from before a restart. */
const heldHere = new Set<string>();

/**
 * A folder named `lock` with its owner's card in it. It comes into being by a rename, so it is never seen without the card,
 * and a second rename onto it fails. The lock of a dead process is moved to a name made of its own token, where a folder
 * can be moved only once: so of two processes that both judged it dead, one cannot take away the lock of the other.
 */
export async function acquireLock(
  folder: string,
  options: StateOptions,
  manner: LockManner,
  signal: AbortSignal,
): Promise<Lock | Refusal> {
  const { disk, clock, machine } = options;
  const token = options.ids();
  const own = await ownCard(token, disk, machine);
  const prepared = join(folder, `lock-${token}`);
  const path = join(folder, lockName);
  await disk.makeFolder(prepared);
  await disk.write(join(prepared, 'owner.json'), Buffer.from(JSON.stringify(own)), 0o600);
  let taken = false;
  let takenOver = 0;
  try {
    const startedMs = clock.monotonic();
    for (;;) {
      taken = await moved(prepared, path, disk);
      if (taken) break;
      const owner = await ownerOf(path, disk);
      if (takenOver < takenOverMax && (await isDead(owner, options))) {
        takenOver += 1;
        await takeOver(folder, owner, disk);
        // However long that took on a busy machine, it may be free now.
        continue;
      }
      if (clock.monotonic() - startedMs >= manner.waitMaxMs)
        return refused(heldBy(owner, path, manner, machine));
      await clock.sleep(manner.pollMs, signal);
    }
  } finally {
    if (!taken) await disk.removeTree(prepared);
  }
  heldHere.add(token);
  await removeOldTakenOver(folder, options);
  return { release: () => release(token, path, prepared, disk) };
}

async function release(token: string, path: string, aside: string, disk: DiskPort): Promise<void> {
  if (!heldHere.delete(token)) return;
  const owner = await ownerOf(path, disk);
  if (owner === 'gone' || !isOwner(owner) || owner.token !== token) return;
  if (await moved(path, aside, disk)) await disk.removeTree(aside);
}

async function ownCard(token: string, disk: DiskPort, { pid, host, bootMs }: Machine): Promise<Owner> {
  const birth = await birthOf(pid, disk);
  return { token, pid, host, bootMs, ...(birth === undefined ? {} : { birth }) };
}

/** A lock without a card that can be read, by the inode of its folder. */
interface Unreadable {
  readonly inode: number;
}
type Found = Owner | Unreadable | 'gone';

async function isDead(owner: Found, options: StateOptions): Promise<boolean> {
  if (owner === 'gone') return false;
  // The card is written before the lock exists, so only a power cut leaves a lock without one.
  if (!isOwner(owner)) return true;
  const { machine, processes, disk } = options;
  if (owner.host !== machine.host) return false;
  if (Math.abs(owner.bootMs - machine.bootMs) > bootToleranceMs) return true;
  if (owner.pid === machine.pid) return !heldHere.has(owner.token);
  if (!processes.isAlive(owner.pid)) return true;
  const birth = await birthOf(owner.pid, disk);
  return owner.birth !== undefined && birth !== undefined && birth !== owner.birth;
}

async function takeOver(folder: string, owner: Found, disk: DiskPort): Promise<void> {
  if (owner === 'gone') return;
  const path = join(folder, lockName);
  if (isOwner(owner)) {
    await moved(path, join(folder, takenOverPrefix + owner.token), disk);
    return;
  }
  try {
    // With something in it, the folder it is moved to cannot be moved onto a second time.
    await disk.write(join(path, 'taken-over'), Buffer.alloc(0), 0o600);
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown;
  }
  await moved(path, `${join(folder, takenOverPrefix)}inode-${owner.inode}`, disk);
}

/** False when something is in the way or the source is gone; other failures throw. */
async function moved(from: string, to: string, disk: DiskPort): Promise<boolean> {
  try {
    await disk.rename(from, to);
    return true;
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return false;
    // Windows refuses to rename onto an existing folder by these; elsewhere they mean what they say.
    if ((code === 'EPERM' || code === 'EACCES') && (await disk.stat(to))) return false;
    throw thrown;
  }
}

/**
 * Who holds the lock. Between two looks it may be released and taken by another: only a card that is missing in one and the
 * same folder, looked at twice, says that nobody can be behind it.
 */
async function ownerOf(path: string, disk: DiskPort): Promise<Found> {
  const before = await disk.stat(path);
  if (!before) return 'gone';
  const first = await cardIn(path, disk);
  if (first) return first;
  const after = await disk.stat(path);
  if (after?.inode !== before.inode) return 'gone';
  return (await cardIn(path, disk)) ?? { inode: after.inode };
}

async function cardIn(path: string, disk: DiskPort): Promise<Owner | undefined> {
  const bytes = await disk.read(join(path, 'owner.json'));
  if (!bytes) return undefined;
  try {
    return ownerSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    // Cut off by a power cut.
    return undefined;
  }
}

function isOwner(found: Owner | Unreadable): found is Owner {
  return 'token' in found;
}

/** Start time of a process where Linux tells it: a process id alone may have been given to another one since. */
async function birthOf(pid: number, disk: DiskPort): Promise<string | undefined> {
  const startTimeField = 19;
  const text = (await statusOf(pid, disk))?.toString('utf8') ?? '';
  // The name in parentheses may itself hold spaces and parentheses: fields are counted behind the last one.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[startTimeField];
}

async function statusOf(pid: number, disk: DiskPort): Promise<Buffer | undefined> {
  try {
    return await disk.read(`/proc/${pid}/stat`);
  } catch (thrown) {
    // It ended between the opening of its file and the reading.
    if (codeOf(thrown) === 'ESRCH') return undefined;
    throw thrown;
  }
}

async function removeOldTakenOver(folder: string, { disk, clock }: StateOptions): Promise<void> {
  for (const { name, kind } of await disk.list(folder)) {
    if (kind !== 'folder' || !name.startsWith(takenOverPrefix)) continue;
    const stat = await disk.stat(join(folder, name));
    if (stat && stat.modifiedMs < clock.now() - takenOverKeptMs) await disk.removeTree(join(folder, name));
  }
}

function heldBy(owner: Found, path: string, manner: LockManner, machine: Machine): string {
  const who =
    owner === 'gone' || !isOwner(owner) ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  const other =
    owner !== 'gone' && isOwner(owner) && owner.host !== machine.host
      ? ` If no Grace runs on ${owner.host} any more, remove ${path}.`
      : '';
  return `${manner.owner} (${who}): wait until it has ended, or close it.${other}`;
}
