import type { PayloadOf } from '../../protocol/index.ts';
import type { StoreEvent } from './store.ts';

type Incident =
  | { readonly topic: 'incident.opened'; readonly payload: PayloadOf<'incident.opened'> }
  | { readonly topic: 'incident.closed'; readonly payload: PayloadOf<'incident.closed'> };

/** What becomes of the store, as the log is to remember it. */
export function incidentOf(event: StoreEvent): Incident {
  const { id } = event;
  if (event.kind === 'damaged')
    return {
      topic: 'incident.opened',
      payload: {
        ...{ id, trigger: 'integrity_violation', title: 'The database is damaged', source: 'store' },
        detail: event.reason,
      },
    };
  const detail = `It was built anew from ${event.records} records of the log.`;
  return { topic: 'incident.closed', payload: { id, outcome: 'healed', detail, ms: event.ms } };
}
