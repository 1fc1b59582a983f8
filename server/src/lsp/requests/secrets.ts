import { methods, type SecretsAnswer, type SecretStatus } from '../../protocol/index.ts';
import { readyFolders, type Session } from '../session.ts';

/** What the opened folders need of secrets, and whether it is there; never a value. */
export function answerSecrets(session: Session): void {
  session.dispatch.request<unknown, SecretsAnswer>(methods.secrets, () => {
    const all = new Map<string, SecretStatus>();
    for (const { services } of readyFolders(session))
      for (const status of services.secrets.statuses()) all.set(status.name, status);
    return { secrets: [...all.values()] };
  });
  session.dispatch.request<unknown, null>(methods.secretsChanged, async (_params, signal) => {
    await attestSecrets(session, signal);
    return null;
  });
}

/** Asks for the secrets of every opened folder again. */
export async function attestSecrets(session: Session, signal: AbortSignal): Promise<void> {
  await Promise.all(readyFolders(session).map(({ services }) => services.secrets.attest(signal)));
}
