import { join } from 'node:path';
import { Emitter, oneAtATime, refused, throwIfCancelled } from '../../base/index.ts';
import type { SecretStatus } from '../../protocol/index.ts';
import { ask } from './ask.ts';
import { compare } from './compare.ts';
import { adviceFor, stateOf } from './judge.ts';
import { limits } from './limits.ts';
import { SecretText } from './secret-text.ts';
import type { Secrets, SecretsOptions } from './secrets.ts';

/** Opens the secrets of a workspace. Asks for none before the first attestation. */
export function openSecrets(options: SecretsOptions): Secrets {
  const { required } = options;
  const folder = join(options.stateFolder, 'secrets');
  const changed = new Emitter<void>();
  const end = new AbortController();
  let statuses: readonly SecretStatus[] = [];
  let made = 0;
  let warned = '';
  const ports: SecretsOptions = {
    ...options,
    warn(message) {
      if (message !== warned) options.warn(message);
      warned = message;
    },
  };

  const attestation = oneAtATime(async () => {
    const names = [...new Set(required())].slice(0, limits.secretsMax);
    const found = await Promise.all(names.map((name) => ask(name, ports, end.signal)));
    if (end.signal.aborted) return;
    const judged = await compare(found, folder, ports);
    const before = JSON.stringify(statuses);
    statuses = judged.map(({ status }) => withEarlierChange(status, statuses));
    made += 1;
    if (JSON.stringify(statuses) !== before) changed.fire();
  });

  return {
    attest: (signal) => attestation.run(signal),
    statuses: () => statuses,
    async use(name, signal) {
      if (!required().includes(name))
        return refused(`${name} is no secret that this workspace needs: name it under \`secrets.required\`.`);
      const { value, howToGive } = await ask(name, ports, AbortSignal.any([signal, end.signal]));
      throwIfCancelled(signal);
      const state = stateOf(value);
      if (state === 'present' && value !== undefined) return new SecretText(name, value);
      return refused(`${name} ${lackOf(state)}. ${adviceFor(state, howToGive)}`);
    },
    trouble() {
      const [first, ...others] = statuses.filter(({ state }) => state !== 'present');
      if (!first) return undefined;
      const more = others.length === 0 ? '' : ` So it is with ${others.map(({ name }) => name).join(', ')}.`;
      return `The secret ${first.name} ${lackOf(first.state)}. ${first.advice ?? ''}${more}`;
    },
    onDidChange: changed.event,
    async dispose() {
      end.abort();
      await attestation.idle();
    },
    progress: () => ({ made, due: attestation.isDue() ? 1 : 0 }),
  };
}

/** What is new stays new as long as this process runs: it may be asked about more than once. */
function withEarlierChange(status: SecretStatus, earlier: readonly SecretStatus[]): SecretStatus {
  const before = earlier.find(({ name }) => name === status.name);
  const isSame = before?.state === status.state && before.fingerprint === status.fingerprint;
  if (status.change !== undefined || !isSame || before.change === undefined) return status;
  return { ...status, change: before.change };
}

function lackOf(state: SecretStatus['state']): string {
  return state === 'too_short' ? 'is too short' : 'is missing';
}
