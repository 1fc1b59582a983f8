import { createClarity, type Asked, type Clarity } from '../../../server/src/core/clarity/index.ts';
import type { Log, LogOptions } from '../../../server/src/core/log/index.ts';
import type { Decision, DurableTopic, PayloadOf, Why } from '../../../server/src/protocol/index.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { accepted } from '../../support/sentence-of.ts';
import { openOn, signal } from '../log/log-world.ts';

export const time = '2026-11-27T00:00:00.000Z';

/** A log in which a story is told, and who explains it. */
export interface ClarityWorld {
  readonly disk: UnreliableDisk;
  readonly log: Log;
  readonly clarity: Clarity;
  readonly warnings: readonly string[];
  /** Resolves to the number of the record. */
  tell<T extends DurableTopic>(topic: T, payload: PayloadOf<T>): Promise<number>;
}

export async function clarityWorld(options: Partial<LogOptions> = {}): Promise<ClarityWorld> {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/state');
  const { log } = openOn(disk, options);
  const warnings: string[] = [];
  return {
    ...{ disk, log, warnings },
    clarity: createClarity({ log, warn: (message) => void warnings.push(message) }),
    tell: async (topic, payload) => accepted(await log.append(topic, payload)).seq,
  };
}

export function decisionOn(subject: string, more: Partial<Decision> = {}): Decision {
  return {
    ...{ kind: 'apply', subject, decided: `On ${subject}.` },
    ...{ evidence: [], turnedDown: [], causes: [] },
    certainty: { level: 'certain', why: 'It was asked for.' },
    ...more,
  };
}

type File = PayloadOf<'restore.applied'>['files'][number];

export const file = (path: string, before: string, after: string): File => ({ path, before, after });

export function verdictOn(
  files: readonly File[],
  more: Partial<PayloadOf<'proof.verdict'>> = {},
): PayloadOf<'proof.verdict'> {
  return {
    ...{ verdict: 'proven', intents: [], files: [...files], summary: 'So it is.', ms: 1 },
    gates: { parse: 'pass', types: 'pass', lint: 'pass', tests: 'pass' },
    ...more,
  };
}

export function appliedAs(id: string, files: readonly File[]): PayloadOf<'restore.applied'> {
  return { id, title: `Title ${id}`, time, by: 'grace', files: [...files] };
}

/** The chain as `event: decisions <- causes`, newest first. */
export async function chainOf({ clarity }: ClarityWorld, event: Asked): Promise<readonly string[]> {
  return shape(accepted(await clarity.explain(event, signal)));
}

export function shape({ chain }: Why): readonly string[] {
  return chain.map(({ seq, decisions, causes }) => {
    const on = decisions.map((decision) => decision.seq).filter((decision) => decision !== seq);
    return `${seq}${on.length === 0 ? '' : `:${on.join('+')}`} <- ${causes.join(',')}`.trimEnd();
  });
}
