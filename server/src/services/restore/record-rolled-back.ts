import type { EndRecord, IntentRecord } from './record.ts';
import type { WritePorts } from './write-ports.ts';

/**
 * Says in the journal that everything of an operation was put back. On a disk without room for that record, what the
 * operation kept gives way first: nobody needs it any more.
 */
export async function recordRolledBack(
  intent: IntentRecord,
  ports: WritePorts,
  how: Pick<EndRecord, 'byRecovery'> = {},
): Promise<void> {
  const record = { kind: 'rolled-back', id: intent.id, timeMs: ports.clock.now(), ...how } as const;
  try {
    await ports.journal.append(record);
  } catch {
    // The second attempt throws if this was not for want of room.
    await ports.store.discard(intent.id);
    await ports.journal.append(record);
  }
}
