import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { join } from 'node:path';
import { sha256 } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import type { Image } from './record.ts';

/** Bytes and mode of one file version. */
export interface Content {
  readonly bytes: Buffer;
  /** Absent: whatever the system gives new files. */
  readonly mode?: number;
}

/** Thrown when kept bytes are gone or no longer what they were. */
export class DamagedImage extends Error {
  override readonly name = 'DamagedImage';
}

/**
 * Keeps file versions by the hash of their bytes. What one operation adds goes into one pack, a single file, so that
 * keeping twenty files costs one sync; bytes that an earlier pack holds are not stored again.
 */
export interface Store {
  /**
   * Durable when resolved. `held` are the images that live records refer to. Answers in the order of `contents`;
   * `pack` is the name of the new pack, absent when every byte was held already.
   */
  add(
    pack: string,
    contents: readonly Content[],
    held: readonly Image[],
  ): Promise<{ readonly images: readonly Image[]; readonly added: boolean }>;
  read(image: Image): Promise<Content>;
  /** Removes one pack; the caller knows that no live record refers to it. */
  discard(pack: string): Promise<void>;
  /** Removes packs that no image of `live` lies in; answers how many bytes remain. */
  sweep(live: readonly Image[]): Promise<number>;
}

export function openStore(folder: string, disk: DiskPort): Store {
  return {
    async add(pack, contents, held) {
      const known = new Map(held.map((image) => [image.hash, image]));
      const chunks: Buffer[] = [];
      let offset = 0;
      const images = contents.map(({ bytes, mode }): Image => {
        const hash = sha256(bytes);
        const same = known.get(hash);
        if (same) return withMode(same, mode);
        const { stored, encoding } = squeeze(bytes);
        const image: Image = {
          hash,
          sizeBytes: bytes.length,
          pack,
          offset,
          storedBytes: stored.length,
          encoding,
        };
        known.set(hash, image);
        chunks.push(stored);
        offset += stored.length;
        return withMode(image, mode);
      });
      if (chunks.length === 0) return { images, added: false };
      const path = join(folder, pack);
      await disk.write(path, Buffer.concat(chunks), 0o600);
      await disk.sync(path);
      await disk.syncFolder(folder);
      return { images, added: true };
    },

    async read(image) {
      const pack = await disk.read(join(folder, image.pack));
      const stored = pack?.subarray(image.offset, image.offset + image.storedBytes);
      const bytes = stored && unsqueeze(stored, image);
      if (!bytes || sha256(bytes) !== image.hash)
        throw new DamagedImage(
          `The kept copy ${image.hash.slice(0, 12)} in ${join(folder, image.pack)} is damaged or gone.`,
        );
      return image.mode === undefined ? { bytes } : { bytes, mode: image.mode };
    },

    discard: (pack) => disk.remove(join(folder, pack)),

    async sweep(live) {
      const needed = new Set(live.map((image) => image.pack));
      let bytes = 0;
      for (const { name, kind } of await disk.list(folder)) {
        if (kind !== 'file') continue;
        const path = join(folder, name);
        if (needed.has(name)) bytes += (await disk.stat(path))?.sizeBytes ?? 0;
        else await disk.remove(path);
      }
      return bytes;
    },
  };
}

function withMode(image: Image, mode: number | undefined): Image {
  const { hash, sizeBytes, pack, offset, storedBytes, encoding } = image;
  const bare = { hash, sizeBytes, pack, offset, storedBytes, encoding };
  return mode === undefined ? bare : { ...bare, mode };
}

function squeeze(bytes: Buffer): { stored: Buffer; encoding: Image['encoding'] } {
  const deflated = deflateRawSync(bytes, { level: 1 });
  return deflated.length < bytes.length
    ? { stored: deflated, encoding: 'deflate' }
    : { stored: bytes, encoding: 'raw' };
}

function unsqueeze(stored: Buffer, image: Image): Buffer | undefined {
  if (image.encoding === 'raw') return stored;
  try {
    return inflateRawSync(stored, { maxOutputLength: Math.max(image.sizeBytes, 1) });
  } catch {
    // Broken bytes are reported by the caller, with the name of the pack.
    return undefined;
  }
}
