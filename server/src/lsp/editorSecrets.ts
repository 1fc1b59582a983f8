import type { Connection } from 'vscode-languageserver/node';
import { createUnsealer } from '../base/index.ts';
import type { SecretProvider } from '../core/secrets/index.ts';
import { methods, type ReadSecretAnswer, type ReadSecretParams } from '../protocol/index.ts';

/** Secrets that a person gave to the editor. They come sealed, so that a trace of the messages holds none. */
export function editorSecrets(connection: Connection): SecretProvider {
  const unsealer = createUnsealer();
  return {
    isAtHand: false,
    howToGive: (name) => `Choose “Grace: Set a Secret…” and give ${name}.`,
    async read(name) {
      const params: ReadSecretParams = { name, publicKey: unsealer.publicKey };
      const { sealed } = await connection.sendRequest<ReadSecretAnswer>(methods.readSecret, params);
      return sealed === null ? undefined : unsealer.open(sealed);
    },
  };
}
