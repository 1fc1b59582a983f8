import type { BoundKernel } from './bind.ts';
import { afterFailure } from './restart-policy.ts';
import type { SlotPorts } from './slot-ports.ts';

/** How long a kernel is left alone before it is started again. */
export interface Rest {
  readonly delayMs: number;
  readonly reason: string;
  readonly kind: 'retry' | 'quarantine';
}

/** Writes a failure down, decides what follows, and escalates where that is what follows. */
export async function judgeFailure(
  { id, optional }: BoundKernel,
  reason: string,
  ports: SlotPorts,
): Promise<Rest> {
  const { announce, book, bounds, clock, random } = ports;
  const group = ports.ground();
  const circumstances = { nowMs: clock.now(), random, bounds, ground: group };
  const { history, verdict } = afterFailure(book.of(id), circumstances);
  book.set(id, history);
  const { kind, delayMs } = verdict;
  if (kind === 'quarantine') {
    announce({ kind: 'quarantined', id, untilMs: clock.now() + delayMs, reason });
    if (!optional) announce({ kind: 'unfit', id, reason });
    return { delayMs, reason, kind };
  }
  announce({ kind: 'retry', id, delayMs });
  if (kind === 'escalate') {
    announce({ kind: 'escalated', id, group });
    await ports.takeDown(group);
  }
  return { delayMs, reason, kind: 'retry' };
}
