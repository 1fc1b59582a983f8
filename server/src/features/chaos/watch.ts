import type { Clock } from '../../base/index.ts';
import type { Card, Injury } from './card.ts';
import { limits } from './limits.ts';
import type { Monitors } from './signals.ts';
import { type Signal } from './signals.ts';
import { difference, differenceHeld, steadyStateOf, type SteadyState } from './steady-state.ts';
import type { Look, Subject } from './subject.ts';

/** What was seen of a drilled Grace from the injection on; times in milliseconds since then. */
export interface Watched {
  readonly signals: readonly Signal[];
  /** When the steady state was back for good; absent when it was not, or did not hold. */
  readonly backMs?: number;
  /** What was wrong last, as a sentence. */
  readonly trouble?: string;
}

export interface Watching {
  readonly subject: Subject;
  readonly monitors: Monitors;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Looks until the steady state is there; a sentence when it does not come. */
export async function untilSteady(watching: Watching): Promise<SteadyState | string> {
  const { subject, monitors, clock, signal } = watching;
  const endMs = clock.monotonic() + limits.steadyMsMax;
  let last = 'It did not start.';
  let held: { readonly state: SteadyState; readonly sinceMs: number } | undefined;
  while (clock.monotonic() < endMs) {
    const look = await subject.look(signal);
    monitors.read(look);
    const state = steadyStateOf(look);
    if (typeof state === 'string') {
      last = state;
      held = undefined;
    } else if (!held || difference(held.state, look) !== undefined) held = { state, sinceMs: look.atMs };
    else if (look.atMs - held.sinceMs >= limits.holdMs) return held.state;
    await clock.sleep(limits.lookMs, signal);
  }
  return `There was no steady state to begin with: ${last}`;
}

/** Does nothing for a while. What was raised all the same, or was lost of the steady state, is a false alarm. */
export async function controlRun(before: SteadyState, watching: Watching): Promise<string | undefined> {
  const { subject, monitors, clock, signal } = watching;
  const endMs = clock.monotonic() + limits.controlMs;
  while (clock.monotonic() < endMs) {
    const look = await subject.look(signal);
    const said = monitors.read(look)[0];
    if (said) return `Nothing was done to it, and it said: ${said.text}`;
    const lost = difference(before, look);
    if (lost !== undefined) return `Nothing was done to it, and it did not hold: ${lost}`;
    await clock.sleep(limits.lookMs, signal);
  }
  return undefined;
}

/** Whether the fault is really there, looked for while nobody else is asked. */
export async function hasLanded({ landed }: Injury, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const endMs = clock.monotonic() + limits.landMsMax;
  for (;;) {
    if (await landed()) return true;
    if (clock.monotonic() >= endMs) return false;
    await clock.sleep(limits.lookMs, signal);
  }
}

/** What an injured Grace still lacks, as a sentence; `undefined` when it is as well as it can be. */
async function missingOf(
  before: SteadyState,
  { held, isHealed }: Injury,
  look: Look,
): Promise<string | undefined> {
  if (held) return differenceHeld(before, look, held);
  return difference(before, look) ?? ((await isHealed()) ? undefined : 'The harm is still there.');
}

/** Watches by what is published alone, until all there is to see was seen or the budget is over. */
export function watchRecovery(
  card: Card,
  injury: Injury,
  before: SteadyState,
  sinceMs: number,
  watching: Watching,
): Promise<Watched> {
  return watchUntil(sinceMs + card.recoverMsMax, sinceMs, watching, {
    missing: (look) => missingOf(before, injury, look),
    isAllSeen: (signals) =>
      signals.some(isExpected(card, 'raised')) && signals.some(({ kind }) => kind === 'recovery'),
  });
}

/** Watches a Grace that was mended as it asked for: it has to be as it was before. */
export function watchMended(card: Card, before: SteadyState, watching: Watching): Promise<Watched> {
  const sinceMs = watching.clock.monotonic();
  return watchUntil(sinceMs + card.recoverMsMax, sinceMs, watching, {
    missing: (look) => Promise.resolve(difference(before, look)),
    isAllSeen: () => true,
  });
}

interface Goal {
  /** What a look lacks, as a sentence. */
  readonly missing: (look: Look) => Promise<string | undefined>;
  readonly isAllSeen: (signals: readonly Signal[]) => boolean;
}

async function watchUntil(
  endMs: number,
  sinceMs: number,
  { subject, monitors, clock, signal }: Watching,
  { missing, isAllSeen }: Goal,
): Promise<Watched> {
  const signals: Signal[] = [];
  let backAtMs: number | undefined;
  let trouble: string | undefined;
  while (clock.monotonic() < endMs + limits.holdMs) {
    const look = await subject.look(signal);
    signals.push(...monitors.read(look));
    trouble = await missing(look);
    if (trouble === undefined) backAtMs ??= look.atMs;
    else backAtMs = undefined;
    const holds = backAtMs !== undefined && clock.monotonic() - backAtMs >= limits.holdMs;
    if (holds && isAllSeen(signals)) break;
    await clock.sleep(limits.lookMs, signal);
  }
  return {
    signals: signals.map((each) => ({ ...each, atMs: each.atMs - sinceMs })),
    ...(backAtMs === undefined ? {} : { backMs: backAtMs - sinceMs }),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** Whether a signal is one that the card waits for. */
export function isExpected(card: Pick<Card, 'triggers' | 'recoveries' | 'about'>, kind: Signal['kind']) {
  const names = kind === 'raised' ? card.triggers : card.recoveries;
  return (signal: Signal) =>
    signal.kind === kind && names.includes(signal.name) && card.about.includes(signal.about);
}
