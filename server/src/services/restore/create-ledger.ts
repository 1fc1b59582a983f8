import { isRefusal, messageOf, type Refusal } from '../../base/index.ts';
import type { RestoreEvent, RestoreLedger } from './ledger.ts';

/** More than the journal can hold points, so that what it still holds is never taken for unrecorded. */
const keysMax = 2_000;

/** Which events the log holds; a projection of it. */
export interface RecordedEvents {
  readonly name: string;
  has(event: RestoreEvent): boolean;
  fold(entry: { readonly topic: string; readonly payload?: unknown }): void;
  snapshot(): unknown;
  restore(state: unknown): boolean;
  reset(): void;
}

export function createRecordedEvents(): RecordedEvents {
  const keys = new Set<string>();
  return {
    name: 'restore-events',
    has: ({ topic, payload }) => keys.has(keyOf(topic, payload.id)),
    fold({ topic, payload }) {
      if (!topic.startsWith('restore.')) return;
      if (typeof payload !== 'object' || payload === null || !('id' in payload)) return;
      keys.add(keyOf(topic, String(payload.id)));
      for (const oldest of keys) {
        if (keys.size <= keysMax) break;
        keys.delete(oldest);
      }
    },
    snapshot: () => [...keys],
    restore(state) {
      keys.clear();
      if (!Array.isArray(state)) return false;
      for (const key of state) keys.add(String(key));
      return true;
    },
    reset: () => keys.clear(),
  };
}

/** What the ledger needs of the log that it writes to. */
export interface LedgerPorts {
  readonly recorded: RecordedEvents;
  /** Brings `recorded` up to what other processes appended. */
  catchUp(): Promise<unknown>;
  /** Asks `isThere` when nobody else can append any more. */
  appendUnless(event: RestoreEvent, isThere: () => boolean): Promise<unknown>;
  warn(message: string): void;
}

export function createRestoreLedger(ports: LedgerPorts): RestoreLedger {
  const { recorded } = ports;
  let said: string | undefined;

  function sayOnce(reason: string): void {
    if (said === reason) return;
    said = reason;
    ports.warn(`What Grace changed stands and can be undone, but it is not in the log yet. ${reason}`);
  }

  return {
    async record(events) {
      if (events.length === 0) return;
      try {
        await ports.catchUp();
        const owed = events.filter((event) => !recorded.has(event));
        const answers: unknown[] = await Promise.all(
          owed.map((event) => ports.appendUnless(event, () => recorded.has(event))),
        );
        const refusal = answers.find((answer): answer is Refusal => isRefusal(answer));
        if (refusal) sayOnce(refusal.message);
      } catch (thrown) {
        sayOnce(messageOf(thrown));
      }
    },
  };
}

function keyOf(topic: string, id: string): string {
  return `${topic} ${id}`;
}
