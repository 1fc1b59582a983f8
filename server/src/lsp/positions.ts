import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LspRange, Span, TextRange } from '../protocol/index.ts';

/** Offsets of an LSP range (0-based, UTF-16) in a document. */
export function spanOf(document: TextDocument, range: LspRange): Span {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}

/** An LSP range from the 1-based range that services and the command line speak. */
export function lspRangeOf(range: TextRange): LspRange {
  return {
    start: { line: range.start.line - 1, character: range.start.column - 1 },
    end: { line: range.end.line - 1, character: range.end.column - 1 },
  };
}
