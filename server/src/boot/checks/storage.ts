import { join } from 'node:path';
import { reasonOf } from '../../base/index.ts';
import { limits } from '../limits.ts';
import { newId } from '../new-id.ts';
import { failedWith, ok, warned, type Check } from './check.ts';

/** Whether the state folder takes what is written to it, and has room. */
export const storage: Check = {
  name: 'storage',
  async look({ disk, state }) {
    const probe = join(state.folder, `storage-probe-${newId()}`);
    try {
      await disk.write(probe, Buffer.from('probe'), 0o600);
      await disk.sync(probe);
    } catch (thrown) {
      return failedWith(`${state.folder} cannot be written: ${reasonOf(thrown)}.`);
    } finally {
      await disk.remove(probe).catch(() => undefined);
    }
    const freeBytes = await disk.freeBytes(state.folder);
    const free = `${Math.round(freeBytes / bytesPerMebibyte)} MB are free for ${state.folder}`;
    if (freeBytes < limits.freeBytesMin) return failedWith(`Only ${free}: make room.`);
    return freeBytes < limits.freeBytesWarn ? warned(`Only ${free}.`) : ok(`${free}.`);
  },
};

const bytesPerMebibyte = 1024 * 1024;
