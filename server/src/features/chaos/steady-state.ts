import type { Held } from './card.ts';
import type { Look } from './subject.ts';

/** What a Grace is like while all is well. */
export interface SteadyState {
  readonly offers: string;
  readonly points: string;
  /** Kernels that were ready. */
  readonly ready: readonly string[];
}

/** The steady state that a look shows; a sentence where it shows none. */
export function steadyStateOf(look: Look): SteadyState | string {
  const { offers, points, health } = look;
  if (offers === undefined || points === undefined) return 'It does not answer.';
  if (!health) return 'It does not say how it is.';
  const { kernels, live, safeMode } = health;
  if (safeMode !== undefined) return safeMode;
  if (!live) return 'It has not come up.';
  const unwell = kernels.filter(({ state }) => !calm.has(state));
  if (unwell.length > 0) return unwell.map(({ id, state }) => `${id} is ${state}`).join(', ');
  return { offers, points, ready: kernels.filter(({ state }) => state === 'ready').map(({ id }) => id) };
}

const calm = new Set(['ready', 'planned', 'stopped']);

/** What keeps a look from being the same steady state, as a sentence; `undefined` when it is the same. */
export function difference(before: SteadyState, look: Look): string | undefined {
  const now = steadyStateOf(look);
  if (typeof now === 'string') return now;
  const gone = before.ready.filter((id) => !now.ready.includes(id));
  if (gone.length > 0) return `${gone.join(', ')} is not ready again.`;
  if (now.offers !== before.offers) return 'It offers something else than before.';
  return now.points === before.points ? undefined : 'It takes back something else than before.';
}

/** The same where nothing can be healed: it goes on with what needs nothing of it, changes nothing and says why. */
export function differenceHeld(before: SteadyState, look: Look, { says }: Held): string | undefined {
  if (look.offers !== before.offers) return 'It does not offer what it offered before.';
  if (look.points !== before.points) return 'It does not say what can be taken back.';
  const said = look.health?.safeMode;
  if (said === undefined) return 'It does not say that it changes nothing.';
  return says.test(said) ? undefined : `It does not say what is wrong: ${said}`;
}
