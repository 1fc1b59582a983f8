import { sha256Bytes } from './record.ts';

/** Hides what was erased: without it, a short payload could be guessed from the hash that stays in the chain. */
export const saltBytes = 16;

/** A payload as it is kept: salt, then JSON. */
export function encodePayload(
  payload: unknown,
  salt: Uint8Array,
): { readonly bytes: Buffer; readonly hash: Buffer } {
  const bytes = Buffer.concat([salt, Buffer.from(JSON.stringify(payload), 'utf8')]);
  return { bytes, hash: sha256Bytes(bytes) };
}

/** Bytes that match their record's hash were written by `encodePayload`. */
export function decodePayload(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8', saltBytes));
}
