import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { sha256 } from '../../base/index.ts';
import type { DiskPort } from '../ports/index.ts';
import { limits } from './limits.ts';

/** Tells whether a value is the one it was, without telling anything of it to whoever lacks the key. */
export interface FingerprintKey {
  /** Names the key; fingerprints of different keys cannot be compared. */
  readonly id: string;
  /** HMAC-SHA-256 over name and value, in hex. */
  fingerprint(name: string, value: string): string;
}

const ownerOnly = 0o600;
const folderOwnerOnly = 0o700;
const anyoneElse = 0o077;

/** The key of a state folder, made on the first need and readable by its owner alone. */
export async function openKey(
  folder: string,
  ports: {
    readonly disk: DiskPort;
    readonly ids: () => string;
    readonly randomBytes: (lengthBytes: number) => Uint8Array;
  },
): Promise<FingerprintKey> {
  const { disk } = ports;
  const path = join(folder, 'key');
  const key = (await readKey(path, disk)) ?? (await makeKey(path, folder, ports));
  return {
    id: sha256(Buffer.concat([Buffer.from('fingerprints'), key])).slice(0, limits.fingerprintShown),
    fingerprint: (name, value) => createHmac('sha256', key).update(`${name}\0${value}`, 'utf8').digest('hex'),
  };
}

async function readKey(path: string, disk: DiskPort): Promise<Buffer | undefined> {
  const key = await disk.read(path);
  if (key?.length !== limits.keyBytes) return undefined;
  const stat = await disk.stat(path);
  if (stat && (stat.mode & anyoneElse) !== 0) await disk.setMode(path, ownerOnly);
  return key;
}

async function makeKey(
  path: string,
  folder: string,
  { disk, ids, randomBytes }: Parameters<typeof openKey>[1],
): Promise<Buffer> {
  await disk.makeFolder(folder);
  await disk.setMode(folder, folderOwnerOnly);
  const temporary = `${path}.${ids()}.new`;
  await disk.write(temporary, randomBytes(limits.keyBytes), ownerOnly);
  await disk.sync(temporary);
  await disk.rename(temporary, path);
  await disk.syncFolder(folder);
  // Another process may have made one at the same moment: the one that is there counts.
  const there = await readKey(path, disk);
  if (!there) throw Object.assign(new Error(`${path} could not be read back`), { code: 'EIO' });
  return there;
}
