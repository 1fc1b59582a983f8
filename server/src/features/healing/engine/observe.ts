import type { Clock } from '../../../base/index.ts';
import { withDeadline } from '../../../core/kernel/index.ts';
import { limits } from '../limits.ts';
import type { Playbook } from '../playbooks/playbook.ts';
import type { EnginePorts, Incident } from './ports.ts';

/** Looks at the symptom until it is gone and stays so, or for as long as the playbook says. */
export async function symptomGoes(
  { goneWithinMs, holdsForMs }: Pick<Playbook, 'goneWithinMs' | 'holdsForMs'>,
  incident: Incident,
  ports: Pick<EnginePorts, 'observe' | 'clock'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { clock } = ports;
  const untilMs = clock.monotonic() + goneWithinMs;
  let goneSinceMs: number | undefined;
  for (;;) {
    const isGone = await looksGone(incident, ports, signal);
    const nowMs = clock.monotonic();
    if (!isGone) goneSinceMs = undefined;
    else goneSinceMs ??= nowMs;
    if (goneSinceMs !== undefined && nowMs - goneSinceMs >= holdsForMs) return true;
    // What is gone now still has to hold; what is there has to go in time.
    if (goneSinceMs === undefined && nowMs >= untilMs) return false;
    await clock.sleep(nextLookMs(nowMs, { untilMs, goneSinceMs, holdsForMs }), signal);
  }
}

/** A look that takes too long has seen nothing good. */
export async function looksGone(
  incident: Incident,
  { observe, clock }: { readonly observe: EnginePorts['observe']; readonly clock: Clock },
  signal: AbortSignal,
): Promise<boolean> {
  const seen = await withDeadline((ending) => observe(incident, ending), limits.lookMsMax, clock, signal);
  return seen === 'gone';
}

function nextLookMs(
  nowMs: number,
  looked: { readonly untilMs: number; readonly goneSinceMs: number | undefined; readonly holdsForMs: number },
): number {
  const endMs = looked.goneSinceMs === undefined ? looked.untilMs : looked.goneSinceMs + looked.holdsForMs;
  return Math.max(1, Math.min(limits.lookMs, endMs - nowMs));
}
