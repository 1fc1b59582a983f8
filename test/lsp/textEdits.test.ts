import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { textEdits } from '../../server/src/lsp/textEdits.ts';

const lines = fc.array(fc.constantFrom('a', 'b', '', 'c()', 'ü 𝒳'), { maxLength: 12 });
const texts = fc
  .tuple(lines, fc.constantFrom('\n', '\r\n'), fc.constantFrom('', 'last'))
  .map(([each, end, last]) => each.map((line) => line + end).join('') + last);

test('the edits turn any text into any other', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const document = TextDocument.create('file:///a.ts', 'typescript', 1, before);
      expect(TextDocument.applyEdits(document, [...textEdits(before, after)])).toBe(after);
    }),
  );
});

test('lines between two changes are not touched', () => {
  const before = 'one\ntwo\nthree\nfour\n';
  expect(textEdits(before, 'ONE\ntwo\nthree\nFOUR\n')).toEqual([
    { range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, newText: 'ONE\n' },
    { range: { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } }, newText: 'FOUR\n' },
  ]);
  expect(textEdits(before, before)).toEqual([]);
});
