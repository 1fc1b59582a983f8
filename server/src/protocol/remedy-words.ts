import type { RemedyName } from './remedies.ts';

/** `linter_fix:eslint/no-unused-vars`. */
export function remedyWords({ kind, id }: RemedyName): string {
  return `${kind}:${id}`;
}
