import { messageOf, type Clock } from '../../base/index.ts';
import type { Found } from './judge.ts';
import { limits } from './limits.ts';
import type { Redactor } from './redactor.ts';
import type { SecretProvider } from './secrets.ts';

export interface AskPorts {
  readonly provider: SecretProvider;
  readonly redactor: Redactor;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly warn: (message: string) => void;
}

/**
 * Asks for one secret. A provider that fails or does not answer in time has none: its own words are told, and hold no
 * secret. When `signal` fires there is none either.
 */
export async function ask(name: string, ports: AskPorts, signal: AbortSignal): Promise<Found> {
  const { provider, redactor, clock, warn } = ports;
  const answered = new AbortController();
  const asking = AbortSignal.any([answered.signal, signal]);
  const nothing = () => undefined;
  const late = clock.sleep(limits.readMsMax, asking).then(nothing, nothing);
  const refused = (thrown: unknown) => {
    if (!signal.aborted) warn(`The secret ${name} could not be asked for: ${messageOf(thrown)}.`);
    return undefined;
  };
  const value = await Promise.race([provider.read(name, asking).catch(refused), late]);
  answered.abort();
  // Before anybody can have it.
  if (value !== undefined) redactor.learn(name, value);
  return { name, value, howToGive: provider.howToGive(name) };
}
