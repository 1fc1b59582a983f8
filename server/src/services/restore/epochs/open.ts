import { join } from 'node:path';
import { isRefusal, reasonOf, refused, type Clock, type Refusal } from '../../../base/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import { makeDurableFolder } from '../durable-folder.ts';
import type { Exclusive } from '../exclusive.ts';
import { epochSchema, isNewer, keptEpochs, type Epoch } from './epoch.ts';
import { keptFiles } from './kept-files.ts';
import { epochLimits, type EpochBounds } from './limits.ts';
import { describeFiles, readWhole, writeDurably } from './whole-files.ts';

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
  /** Those that are as they were, newest first. */
  list(): Promise<readonly Epoch[]>;
  /** All of them, newest first. */
  survey(): Promise<readonly FoundEpoch[]>;
  /** Every file with its bytes; `undefined` unless each is as it was. */
  filesOf(epoch: Epoch): Promise<ReadonlyMap<string, Buffer> | undefined>;
  /** Lets go of what is unfinished or damaged, which is said, and of what is too old or too much. */
  tidy(): Promise<void>;
}

export interface FoundEpoch {
  readonly id: string;
  /** `newer`: a newer Grace kept it, in a format of its own. */
  readonly condition: 'good' | 'damaged' | 'newer';
  /** There where it is good. */
  readonly epoch?: Epoch;
}

const manifest = 'epoch.json';
/** Ends the name of one that is being written; it is cut off by whoever tidies next. */
const unfinished = '.new';

export function openEpochs(options: EpochsOptions): Epochs {
  const { stateFolder, disk, clock, ids, build, places, warn } = options;
  const folder = join(stateFolder, 'epochs');
  const homeOf = ({ id }: Pick<Epoch, 'id'>) => join(folder, id);

  async function gather(): Promise<ReadonlyMap<string, Buffer>> {
    const found = new Map<string, Buffer>();
    for (const path of await keptFiles(places, stateFolder, disk)) {
      const { sizeBytes = 0 } = (await disk.stat(join(stateFolder, path))) ?? {};
      if (sizeBytes > epochLimits.fileBytesMax) {
        warn(`${path} of the state is too large to be kept along: ${sizeBytes} bytes.`);
        continue;
      }
      const bytes = await disk.read(join(stateFolder, path));
      if (bytes) found.set(path, bytes);
    }
    return found;
  }

  async function write(epoch: Epoch, files: ReadonlyMap<string, Buffer>): Promise<void> {
    const temporary = homeOf(epoch) + unfinished;
    const all = new Map([...files, [manifest, Buffer.from(`${JSON.stringify(epoch)}\n`)]]);
    await writeDurably(temporary, all, disk);
    await disk.rename(temporary, homeOf(epoch));
    await disk.syncFolder(folder);
  }

  async function filesOf(epoch: Epoch): Promise<ReadonlyMap<string, Buffer> | undefined> {
    return readWhole(homeOf(epoch), epoch.files, disk);
  }

  async function look(name: string): Promise<FoundEpoch> {
    try {
      const bytes = await disk.read(join(folder, name, manifest));
      const json: unknown = bytes && JSON.parse(bytes.toString('utf8'));
      if (isNewer(json)) return { id: name, condition: 'newer' };
      const epoch = epochSchema.parse(json);
      const isWhole = epoch.id === name && (await filesOf(epoch)) !== undefined;
      return isWhole ? { id: name, condition: 'good', epoch } : { id: name, condition: 'damaged' };
    } catch {
      return { id: name, condition: 'damaged' };
    }
  }

  async function names(): Promise<readonly string[]> {
    if (!(await disk.stat(folder))) return [];
    const entries = await disk.list(folder);
    return entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  }

  async function survey(): Promise<readonly FoundEpoch[]> {
    const whole = (await names()).filter((name) => !name.endsWith(unfinished));
    const found = await Promise.all(whole.map((name) => look(name)));
    return found.sort((one, other) => (one.id < other.id ? 1 : -1));
  }

  async function tidy(): Promise<void> {
    const sound: Epoch[] = [];
    for (const name of await names()) {
      const { condition, epoch } = await look(name);
      // What a newer Grace kept, that one clears up.
      if (condition === 'newer') continue;
      if (epoch) {
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
      files: describeFiles(files),
    };
    await makeDurableFolder(folder, disk);
    await write(epoch, files);
    if (await filesOf(epoch)) return epoch;
    await disk.removeTree(homeOf(epoch));
    return refused(`What was written to ${folder} is not there when it is read again: check the disk.`);
  }

  return {
    survey,
    async list() {
      return (await survey()).flatMap(({ epoch }) => epoch ?? []);
    },
    filesOf,
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
