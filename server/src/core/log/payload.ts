import { sha256 } from '../../base/index.ts';

/** Hides what was erased: without it, a short payload could be guessed from the hash that stays in the chain. */
const saltBytes = 16;

/** Random bytes are drawn for so many payloads at a time: asking the system costs more than a hash. */
const saltsDrawn = 256;

export function createSalts(randomBytes: (lengthBytes: number) => Uint8Array): () => Uint8Array {
  let pool: Uint8Array = new Uint8Array();
  return () => {
    if (pool.length === 0) pool = randomBytes(saltsDrawn * saltBytes);
    const salt = pool.subarray(0, saltBytes);
    pool = pool.subarray(saltBytes);
    return salt;
  };
}

/** A payload as it is kept: salt, then JSON. */
export function encodePayload(
  payload: unknown,
  salt: Uint8Array,
): { readonly bytes: Buffer; readonly hash: string } {
  const bytes = Buffer.concat([salt, Buffer.from(JSON.stringify(payload), 'utf8')]);
  return { bytes, hash: sha256(bytes) };
}

/** Bytes that match their record's hash were written by `encodePayload`. */
export function decodePayload(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8', saltBytes));
}
