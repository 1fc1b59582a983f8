import type { Look } from './subject.ts';

/** What a Grace is like while all is well. */
export interface SteadyState {
  readonly answers: string;
  /** Kernels that were ready. */
  readonly ready: readonly string[];
}

/** The steady state that a look shows; a sentence where it shows none. */
export function steadyStateOf(look: Look): SteadyState | string {
  const { answers, kernels } = look;
  if (answers === undefined) return 'It does not answer.';
  const unwell = kernels.filter(({ state }) => !calm.has(state));
  if (unwell.length > 0) return unwell.map(({ id, state }) => `${id} is ${state}`).join(', ');
  return { answers, ready: kernels.filter(({ state }) => state === 'ready').map(({ id }) => id) };
}

const calm = new Set(['ready', 'planned', 'stopped']);

/** What keeps a look from being the same steady state, as a sentence; `undefined` when it is the same. */
export function difference(before: SteadyState, look: Look): string | undefined {
  const now = steadyStateOf(look);
  if (typeof now === 'string') return now;
  const gone = before.ready.filter((id) => !now.ready.includes(id));
  if (gone.length > 0) return `${gone.join(', ')} is not ready again.`;
  return now.answers === before.answers ? undefined : 'It answers otherwise than before.';
}
