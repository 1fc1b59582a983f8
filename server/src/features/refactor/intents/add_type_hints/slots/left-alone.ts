import type { SyntaxFile } from '../../../intent.ts';

/** Why a whole file gets no hints, as a sentence; `undefined` when it may. */
export function whyLeftAlone({ path, text, surroundings }: SyntaxFile): string | undefined {
  const role = surroundings.role(path, text);
  if (role === 'generated') return 'This file is generated: change what generates it.';
  if (role === 'declaration') return 'This file only declares types.';
  return undefined;
}
