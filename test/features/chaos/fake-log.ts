import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DiskPort } from '../../../server/src/core/ports/index.ts';
import type { RecordLook } from '../../../server/src/features/chaos/index.ts';

const names = { chain: '000000000001.chain', blobs: '000000000001.blobs', heads: ['head.0', 'head.1'] };
const head = Buffer.alloc(64, 7);

/** Files that look like those of a log to whoever aims at them: what is wrong with them is found by comparing. */
export class FakeLog {
  readonly folder: string;
  readonly #disk: DiskPort;
  #good = new Map<string, Buffer>();
  /** Where each record ends in either file. */
  #ends: { readonly chain: number; readonly blobs: number }[] = [];

  constructor(folder: string, disk: DiskPort) {
    this.folder = folder;
    this.#disk = disk;
  }

  /** Makes the files for records that are there from the beginning. */
  async write(records: readonly RecordLook[]): Promise<void> {
    let [chain, blobs] = [Buffer.from('chain '), Buffer.from('blobs ')];
    let prev = Buffer.alloc(32);
    this.#ends = records.map(({ hash, payload }) => {
      const own = Buffer.from(hash, 'hex');
      chain = Buffer.concat([chain, Buffer.from('a record after '), prev, own]);
      prev = own;
      blobs = Buffer.concat([blobs, Buffer.from('salt'), Buffer.from(JSON.stringify(payload))]);
      return { chain: chain.length, blobs: blobs.length };
    });
    const heads = names.heads.map((name) => [name, head] as const);
    this.#good = new Map([[names.chain, chain], [names.blobs, blobs], ...heads]);
    await this.#disk.makeFolder(this.folder);
    await this.mend();
  }

  async isGone(): Promise<boolean> {
    return (await this.#disk.stat(this.folder)) === undefined;
  }

  async isHarmed(): Promise<boolean> {
    for (const [name, bytes] of this.#good) if ((await this.#read(name))?.equals(bytes) !== true) return true;
    return false;
  }

  /** The first record that cannot be read; none where nothing is lost. */
  async damagedAt(lastSeq: number): Promise<number | undefined> {
    const damaged: number[] = [];
    for (const part of ['chain', 'blobs'] as const) {
      const good = this.#good.get(names[part]) ?? Buffer.alloc(0);
      const now = await this.#read(names[part]);
      if (!now) damaged.push(1);
      else if (!now.subarray(0, good.length).equals(good)) {
        const at = good.findIndex((byte, index) => now[index] !== byte);
        damaged.push(this.#ends.findIndex((end) => at < end[part]) + 1);
      }
    }
    if (damaged.length > 0) return Math.min(...damaged);
    const heads = await Promise.all(names.heads.map((name) => this.#read(name)));
    return heads.some((bytes) => bytes?.equals(head)) ? undefined : lastSeq + 1;
  }

  async mend(): Promise<void> {
    for (const [name, bytes] of this.#good) await this.#disk.write(join(this.folder, name), bytes);
  }

  /** What must never be done to a log that is damaged. */
  async makeWorse(): Promise<void> {
    for (const name of this.#good.keys()) await this.#disk.remove(join(this.folder, name));
  }

  #read(name: string): Promise<Buffer | undefined> {
    return this.#disk.read(join(this.folder, name));
  }
}

export function recordOf(seq: number, topic: string, payload: unknown): RecordLook {
  const hash = createHash('sha256').update(`${seq} ${topic}`).digest('hex');
  return { seq, hash, topic, payload };
}
