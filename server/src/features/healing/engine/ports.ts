import type { Clock, Refusal } from '../../../base/index.ts';
import type { Rules } from '../../../core/settings/index.ts';
import type { ActionId, DurableTopic, PayloadOf, TriggerId, WorldFact } from '../../../protocol/index.ts';
import type { Action } from '../actions/action.ts';
import type { ActionPorts } from '../actions/ports.ts';
import type { Facts, Playbook } from '../playbooks/playbook.ts';

/** Something is wrong, as the engine is told of it. It is in the log already. */
export interface Incident {
  readonly id: string;
  readonly trigger: TriggerId;
  readonly title: string;
  readonly facts: Facts;
}

/** How the world is at the moment of the question. */
export type World = Readonly<Record<WorldFact, boolean>>;

/** What a log says of healing: a record as it was appended. */
export interface HealingRecord {
  readonly topic: string;
  readonly timeMs: number;
  readonly payload?: unknown;
}

/** What helped before against a failure, where something is known of it. */
export interface RemedyMeans {
  /** Between 0 and 1, by the playbook: how often it helps at least. */
  recordOf(signature: string): Promise<ReadonlyMap<string, number>>;
  /** Names the attempt, by which it is ended; `undefined` where the failure is not known. */
  begin(signature: string, playbook: Playbook, incident: string): Promise<number | undefined>;
  end(signature: string, attempt: number, outcome: 'verified' | 'failed', reason: string): Promise<void>;
}

export interface EnginePorts {
  readonly playbooks: () => Promise<readonly Playbook[]>;
  readonly actions: Readonly<Record<ActionId, Action>>;
  readonly means: ActionPorts;
  readonly world: () => Promise<World>;
  /** Looks again whether what the trigger saw is still there. */
  readonly observe: (incident: Incident, signal: AbortSignal) => Promise<'gone' | 'there'>;
  readonly rules: Pick<Rules, 'whyNotAction' | 'whyNotWritten' | 'automatic'>;
  /** Durable when it resolves; a refusal means that it is not, and then nothing is done. */
  readonly record: <T extends DurableTopic>(topic: T, payload: PayloadOf<T>) => Promise<Refusal | undefined>;
  /** Everything that the log has of healing, in order. */
  readonly history: (see: (record: HealingRecord) => void, signal: AbortSignal) => Promise<void>;
  readonly remedies?: RemedyMeans;
  readonly clock: Clock;
  readonly newId: () => string;
}
