import type { DiskPort } from '../../../../core/ports/index.ts';
import type { Target } from './aim.ts';

/** What was done. */
export interface Harmed {
  readonly what: string;
  /** The first record that cannot be read any more; left out where nothing is lost by it. */
  readonly damagedAt?: number;
}

type Harm = (target: Target, disk: DiskPort) => Promise<Harmed>;

const headBytesHarmed = 16;

/** What can happen to the files of a log. The first three lose nothing. */
export const harms = {
  /** Bytes behind the end, as a crash in the middle of an append leaves them. */
  async torn_tail({ path, lengthBytes, sizeBytes, byte }, disk) {
    await disk.writeAt(path, lengthBytes, Buffer.alloc(sizeBytes, byte));
    return { what: `${sizeBytes} bytes behind the end of ${path}` };
  },
  async lost_head({ heads, at }, disk) {
    const path = heads[at < 0.5 ? 0 : 1];
    await disk.remove(path);
    return { what: `${path} taken away` };
  },
  async broken_head({ heads, at, byte }, disk) {
    const path = heads[at < 0.5 ? 0 : 1];
    await disk.writeAt(path, headBytesHarmed, Buffer.alloc(headBytesHarmed, byte));
    return { what: `${path} overwritten` };
  },
  async flip({ path, offset, byte, seq }, disk) {
    const old = (await disk.readRange(path, offset, 1))?.[0] ?? 0;
    await disk.writeAt(path, offset, Buffer.from([old ^ byte]));
    return { what: `byte ${offset} of ${path} changed`, damagedAt: seq };
  },
  async cut({ path, offset, seq }, disk) {
    await disk.truncate(path, offset);
    return { what: `${path} cut off at byte ${offset}`, damagedAt: seq };
  },
  async lost_file({ path, firstSeq }, disk) {
    await disk.remove(path);
    return { what: `${path} taken away`, damagedAt: firstSeq };
  },
  async lost_heads({ heads, lastSeq }, disk) {
    for (const path of heads) await disk.remove(path);
    return { what: 'both heads taken away', damagedAt: lastSeq + 1 };
  },
} as const satisfies Readonly<Record<string, Harm>>;

export type HarmName = keyof typeof harms;
