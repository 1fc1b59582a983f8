import type { SecretStorage } from 'vscode';
import { seal } from '../../server/src/base/index.ts';
import type { ReadSecretAnswer, ReadSecretParams } from '../../server/src/protocol/index.ts';

const prefix = 'secret.';

export function isSecretKey(key: string): boolean {
  return key.startsWith(prefix);
}

/** A secret for the server: sealed, so that no trace of the messages holds it. */
export async function readSecret(
  store: SecretStorage,
  { name, publicKey }: ReadSecretParams,
): Promise<ReadSecretAnswer> {
  const value = await store.get(prefix + name);
  return { sealed: value === undefined ? null : seal(value, publicKey) };
}

export async function keepSecret(store: SecretStorage, name: string, value: string): Promise<void> {
  await store.store(prefix + name, value);
}

export async function removeSecret(store: SecretStorage, name: string): Promise<void> {
  await store.delete(prefix + name);
}
