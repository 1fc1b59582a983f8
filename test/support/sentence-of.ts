import { isRefusal } from '../../server/src/base/index.ts';

/** The sentence of a refusal; throws when the answer was none. */
export function sentenceOf(answer: unknown): string {
  if (isRefusal(answer)) return answer.message;
  throw new Error(`Expected a refusal, got ${JSON.stringify(answer)}.`);
}

/** The answer, which must not be a refusal. */
export function accepted<T>(answer: T): Exclude<T, { kind: 'refusal' }> {
  if (isRefusal(answer)) throw new Error(answer.message);
  return answer as Exclude<T, { kind: 'refusal' }>;
}
