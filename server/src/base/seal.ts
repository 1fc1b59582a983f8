import { createCipheriv, createDecipheriv, createECDH, createHash, randomBytes } from 'node:crypto';

/**
 * Seals a text for one reader, so that whoever records the messages between two processes records nothing of it: ECDH on
 * P-256 with a key of its own for each text, SHA-256 over both keys, AES-256-GCM. Every part exists in the editor's Node.
 */
export interface Unsealer {
  /** What others seal for. */
  readonly publicKey: string;
  /** `undefined` for what was sealed for somebody else, or changed on the way. */
  open(sealed: string): string | undefined;
}

const curve = 'prime256v1';
const cipher = 'aes-256-gcm';
const publicKeyBytes = 65;
const nonceBytes = 12;
const tagBytes = 16;

export function createUnsealer(): Unsealer {
  const own = createECDH(curve);
  const publicKey = own.generateKeys();
  return {
    publicKey: publicKey.toString('base64'),
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const take = (from: number, lengthBytes: number) => bytes.subarray(from, from + lengthBytes);
      const theirs = take(0, publicKeyBytes);
      const nonce = take(publicKeyBytes, nonceBytes);
      const tag = take(publicKeyBytes + nonceBytes, tagBytes);
      const text = bytes.subarray(publicKeyBytes + nonceBytes + tagBytes);
      try {
        const key = keyOf(own.computeSecret(theirs), theirs, publicKey);
        const decipher = createDecipheriv(cipher, key, nonce).setAuthTag(tag);
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
      } catch {
        // Any failure of the arithmetic means one thing: it was not made by `seal` for this key.
        return undefined;
      }
    },
  };
}

export function seal(text: string, publicKey: string): string {
  const reader = Buffer.from(publicKey, 'base64');
  const own = createECDH(curve);
  const ownKey = own.generateKeys();
  const nonce = randomBytes(nonceBytes);
  const encipher = createCipheriv(cipher, keyOf(own.computeSecret(reader), ownKey, reader), nonce);
  const hidden = Buffer.concat([encipher.update(text, 'utf8'), encipher.final()]);
  return Buffer.concat([ownKey, nonce, encipher.getAuthTag(), hidden]).toString('base64');
}

function keyOf(shared: Buffer, ownKey: Buffer, reader: Buffer): Buffer {
  return createHash('sha256').update(shared).update(ownKey).update(reader).digest();
}
