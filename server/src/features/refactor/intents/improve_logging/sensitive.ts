import type { Entry } from './entry.ts';
import { nameOf } from './values.ts';

const sensitive =
  /pass(word|wd|phrase)|secret|token|authorization|cookie|api_?key|credential|private_?key|^ssn$|card_?number|^cvv$|session_?id/i;

/** Names of logged values that are most likely secrets. */
export function sensitiveNames(entry: Entry): readonly string[] {
  const beside = entry.values.map((value) => value.label ?? nameOf(value.node));
  const inside = entry.sentence.map((piece) => ('value' in piece ? nameOf(piece.value.node) : undefined));
  const names = [...beside, ...inside];
  return [...new Set(names.filter((name): name is string => name !== undefined && sensitive.test(name)))];
}
