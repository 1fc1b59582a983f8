import { dirname, join } from 'node:path';
import { isRefusal, reasonOf, refused, sha256, type Clock, type Refusal } from '../../../base/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import { makeDurableFolder } from '../durable-folder.ts';
import type { Exclusive } from '../exclusive.ts';
import { epochSchema, keptEpochs, type Epoch } from './epoch.ts';
import { epochLimits, type EpochBounds } from './limits.ts';

export interface EpochsOptions {
  readonly stateFolder: string;
  readonly disk: DiskPort;
  readonly clock: Clock;
  /** Short unique ids, sortable by time, fit for file names. */
  readonly ids: () => string;
  /** Keeps applies out while the state is looked at, so that no epoch is mixed. */
  readonly exclusive?: Exclusive;
  readonly build: string;
  /** The last record of the log. */
  readonly logEnd: () => Promise<Epoch['log']>;
  readonly newestPoint: () => Promise<string | undefined>;
  /** What of the state follows from nothing else: files, and folders of files, relative to the state folder. */
  readonly places: readonly string[];
  readonly warn: (message: string) => void;
  readonly bounds?: EpochBounds;
}

/** States of Grace as they were, kept beside the state. */
export interface Epochs {
  /** Keeps the state as it is now. It counts once every byte was read back. */
  take(reason: Epoch['reason'], signal: AbortSignal): Promise<Epoch | Refusal>;
  /** Newest first. */
  list(): Promise<readonly Epoch[]>;
  /** Whether every byte is as it was. */
  verify(epoch: Epoch): Promise<boolean>;
  /** Lets go of what is unfinished or damaged, which is said, and of what is too old or too much. */
  tidy(): Promise<void>;
}

const manifest = 'epoch.json';
/** Ends the name of one that is being written; it is cut off by whoever tidies next. */
const unfinished = '.new';
const ownerOnly = 0o600;

export function openEpochs(options: EpochsOptions): Epochs {
  const { stateFolder, disk, clock, ids, build, places, warn } = options;
  const folder = join(stateFolder, 'epochs');
  const homeOf = ({ id }: Pick<Epoch, 'id'>) => join(folder, id);

  async function gather(): Promise<ReadonlyMap<string, Buffer>> {
    const found = new Map<string, Buffer>();
    for (const place of places) {
      const stat = await disk.stat(join(stateFolder, place));
      const names = stat?.kind === 'folder' ? await disk.list(join(stateFolder, place)) : undefined;
      const paths = names
        ? names.filter(({ kind }) => kind === 'file').map(({ name }) => `${place}/${name}`)
        : [place];
      for (const path of paths) {
        const { sizeBytes = 0 } = (await disk.stat(join(stateFolder, path))) ?? {};
        if (sizeBytes > epochLimits.fileBytesMax)
          warn(`${path} of the state is too large to be kept along: ${sizeBytes} bytes.`);
        const bytes =
          sizeBytes > epochLimits.fileBytesMax ? undefined : await disk.read(join(stateFolder, path));
        if (bytes) found.set(path, bytes);
      }
    }
    return found;
  }

  async function write(epoch: Epoch, files: ReadonlyMap<string, Buffer>): Promise<void> {
    const temporary = homeOf(epoch) + unfinished;
    const put = async (path: string, bytes: Buffer) => {
      const target = join(temporary, path);
      await makeDurableFolder(dirname(target), disk);
      await disk.write(target, bytes, ownerOnly);
      await disk.sync(target);
    };
    for (const [path, bytes] of files) await put(path, bytes);
    await put(manifest, Buffer.from(`${JSON.stringify(epoch)}\n`));
    await disk.rename(temporary, homeOf(epoch));
    await disk.syncFolder(folder);
  }

  async function verify(epoch: Epoch): Promise<boolean> {
    for (const { path, sha256: wanted } of epoch.files) {
      const bytes = await disk.read(join(homeOf(epoch), path)).catch(() => undefined);
      if (!bytes || sha256(bytes) !== wanted) return false;
    }
    return true;
  }

  async function read(name: string): Promise<Epoch | undefined> {
    try {
      const bytes = await disk.read(join(folder, name, manifest));
      const epoch = bytes && epochSchema.parse(JSON.parse(bytes.toString('utf8')));
      return epoch?.id === name ? epoch : undefined;
    } catch {
      return undefined;
    }
  }

  async function names(): Promise<readonly string[]> {
    if (!(await disk.stat(folder))) return [];
    const entries = await disk.list(folder);
    return entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  }

  async function list(): Promise<readonly Epoch[]> {
    const found = await Promise.all((await names()).map((name) => read(name)));
    return found.filter((epoch) => epoch !== undefined).sort((one, other) => (one.id < other.id ? 1 : -1));
  }

  async function tidy(): Promise<void> {
    const sound: Epoch[] = [];
    for (const name of await names()) {
      const epoch = await read(name);
      if (epoch && (await verify(epoch))) {
        sound.push(epoch);
        continue;
      }
      if (!name.endsWith(unfinished)) warn(`The kept state ${name} is damaged, and was let go.`);
      await disk.removeTree(join(folder, name));
    }
    const kept = new Set(keptEpochs(sound, clock.now(), options.bounds ?? epochLimits));
    for (const epoch of sound) if (!kept.has(epoch)) await disk.removeTree(homeOf(epoch));
  }

  async function takeAlone(reason: Epoch['reason']): Promise<Epoch | Refusal> {
    const files = await gather();
    const [log, restorePoint] = [await options.logEnd(), await options.newestPoint()];
    const epoch: Epoch = {
      ...{ format: 1, id: ids(), time: new Date(clock.now()).toISOString(), reason, build },
      ...(log === undefined ? {} : { log }),
      ...(restorePoint === undefined ? {} : { restorePoint }),
      files: [...files].map(([path, bytes]) => ({ path, sizeBytes: bytes.length, sha256: sha256(bytes) })),
    };
    await makeDurableFolder(folder, disk);
    await write(epoch, files);
    if (await verify(epoch)) return epoch;
    await disk.removeTree(homeOf(epoch));
    return refused(`What was written to ${folder} is not there when it is read again: check the disk.`);
  }

  return {
    list,
    verify,
    tidy,
    async take(reason, signal) {
      const hold = await options.exclusive?.(signal);
      if (isRefusal(hold)) return hold;
      try {
        const taken = await takeAlone(reason);
        if (!isRefusal(taken)) await tidy();
        return taken;
      } catch (thrown) {
        return refused(`The state could not be kept in ${folder}: ${reasonOf(thrown)}.`);
      } finally {
        await hold?.release();
      }
    },
  };
}
