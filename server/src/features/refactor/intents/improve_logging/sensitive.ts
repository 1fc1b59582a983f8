import type { Entry } from './entry.ts';
import { nameOf } from './values.ts';

const sensitive =
  /pass(word|wd|phrase)|secret|token|authorization|cookie|api_?key|credential|private_?key|^ssn$|card_?number|^cvv$|session_?id/i;

/** Names of logged values that are most likely secrets. */
export function sensitiveNames(entry: Entry): readonly string[] {
  const values = [
    ...entry.values,
    ...entry.sentence.flatMap((piece) => ('value' in piece ? [piece.value] : [])),
  ];
  const names = values.map((value) =>
    'label' in value && value.label ? String(value.label) : nameOf(value.node),
  );
  return [...new Set(names.filter((name): name is string => name !== undefined && sensitive.test(name)))];
}
