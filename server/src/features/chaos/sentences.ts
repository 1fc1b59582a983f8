import type { Said } from './signals.ts';

/** What a Grace says aloud, to the editor or in its own log, when a monitor of it raises something or acts. */
const sentences: readonly { readonly pattern: RegExp; readonly says: readonly Omit<Said, 'text'>[] }[] = [
  {
    pattern: /The log in .+ is damaged at record \d+/u,
    says: [{ kind: 'raised', name: 'integrity_violation', about: 'immutable_log' }],
  },
  {
    pattern: /The analysis of .+ ended unexpectedly/u,
    says: [{ kind: 'raised', name: 'kernel_exit', about: 'analysis' }],
  },
];

export function heard(text: string): readonly Said[] {
  return sentences
    .filter(({ pattern }) => pattern.test(text))
    .flatMap(({ says }) => says.map((said) => ({ ...said, text })));
}
