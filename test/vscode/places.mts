/** Where a part of a text stands, as the editor counts: lines and columns from one. */
import assert from 'node:assert/strict';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export function startOf(text: string, part: string): Place {
  return placeAt(text, indexOf(text, part));
}

export function endOf(text: string, part: string): Place {
  return placeAt(text, indexOf(text, part) + part.length);
}

function indexOf(text: string, part: string): number {
  const at = text.indexOf(part);
  assert.notEqual(at, -1, `${part} is in the file`);
  return at;
}

function placeAt(text: string, at: number): Place {
  return { line: text.slice(0, at).split('\n').length, column: at - text.lastIndexOf('\n', at - 1) };
}
