import type { PayloadOf, SecretStatus } from '../../protocol/index.ts';
import type { Known } from './attested.ts';
import type { FingerprintKey } from './key.ts';
import { limits } from './limits.ts';

/** A secret as it was found, what is remembered of it from now on, and what is new. */
export interface Judged {
  readonly status: SecretStatus;
  readonly known: Known;
  readonly change?: PayloadOf<'secret.changed'>;
}

export interface Found {
  readonly name: string;
  readonly value: string | undefined;
  readonly howToGive: string;
}

/** Compares a secret with what was known of it; `key` is absent where no fingerprint can be made. */
export function judge(
  { name, value, howToGive }: Found,
  before: Known | undefined,
  key: FingerprintKey | undefined,
  now: string,
): Judged {
  const state = stateOf(value);
  const fingerprint = state === 'present' && value !== undefined ? key?.fingerprint(name, value) : undefined;
  const shown = fingerprint?.slice(0, limits.fingerprintShown);
  const isSame = before !== undefined && before.fingerprint === (fingerprint ?? null);
  const since = isSame ? before.since : now;
  const change = isSame || !key ? undefined : changeOf(state, before);
  return {
    status: {
      ...{ name, state, since },
      ...(shown === undefined ? {} : { fingerprint: shown }),
      ...(change === undefined ? {} : { change }),
      ...(state === 'present' ? {} : { advice: adviceFor(state, howToGive) }),
    },
    known: { fingerprint: fingerprint ?? null, since },
    ...(change === undefined
      ? {}
      : { change: { name, change, ...(shown === undefined ? {} : { fingerprint: shown }) } }),
  };
}

export function stateOf(value: string | undefined): SecretStatus['state'] {
  if (value === undefined || value.trim() === '') return 'missing';
  return value.trim().length < limits.lengthMin || value.length > limits.lengthMax ? 'too_short' : 'present';
}

function changeOf(
  state: SecretStatus['state'],
  before: Known | undefined,
): NonNullable<SecretStatus['change']> {
  if (state !== 'present') return state;
  return before?.fingerprint ? 'rotated' : 'appeared';
}

export function adviceFor(state: SecretStatus['state'], howToGive: string): string {
  if (state !== 'too_short') return howToGive;
  return `It needs ${limits.lengthMin} characters or more, to be told from ordinary words. ${howToGive}`;
}
