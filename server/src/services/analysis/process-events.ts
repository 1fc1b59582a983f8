import type { PayloadOf } from '../../protocol/index.ts';
import type { Departure } from './link.ts';

/** How a process ended that nobody told to. */
export type Lost = Exclude<Departure, 'disposed'>;

/** What becomes of a process that was lost, one pair for each loss. */
export type ProcessEvent =
  | {
      readonly kind: 'lost';
      readonly id: string;
      /** What it looked at, for sentences. */
      readonly process: string;
      readonly departure: Lost;
      /** Requests that it had not answered. */
      readonly owed: number;
    }
  | {
      readonly kind: 'replaced';
      readonly id: string;
      readonly process: string;
      /** A sentence. */
      readonly detail: string;
      /** Since it was lost. */
      readonly ms: number;
    };

type Incident =
  | { readonly topic: 'incident.opened'; readonly payload: PayloadOf<'incident.opened'> }
  | { readonly topic: 'incident.closed'; readonly payload: PayloadOf<'incident.closed'> };

/** A loss and its end, as the log is to remember them. */
export function processIncidentOf(event: ProcessEvent): Incident {
  const { id } = event;
  if (event.kind === 'replaced')
    return {
      topic: 'incident.closed',
      payload: { id, outcome: 'healed', detail: event.detail, ms: event.ms },
    };
  const { departure, process, owed } = event;
  const { trigger, what } = losses[departure];
  const title = `The analysis of ${process} ${what}`;
  const detail = owed === 0 ? 'It owed nothing.' : `It owed ${owed} ${owed === 1 ? 'answer' : 'answers'}.`;
  return { topic: 'incident.opened', payload: { id, trigger, title, source: 'analysis', detail } };
}

const losses: Readonly<Record<Lost, { readonly trigger: string; readonly what: string }>> = {
  exited: { trigger: 'kernel_exit', what: 'ended unexpectedly' },
  hung: { trigger: 'heartbeat_stall', what: 'gave no sign of life and was killed' },
  memory: { trigger: 'resource_pressure', what: 'needed more memory than it may have and was killed' },
};
