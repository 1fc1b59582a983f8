import { stripVTControlCharacters } from 'node:util';

/** One line of output as a person would see it on a terminal: without colours, carriage returns and control characters. */
export interface Line {
  /** 1-based number in the input, counted by line feeds. */
  readonly number: number;
  /** Cut to `lineCharactersMax`: what patterns are tried on. */
  readonly text: string;
  /** The same, cut only to `reportCharactersMax`: a report in JSON is a single line. */
  readonly whole: string;
}

/** What a pattern is tried on: no tool says what is wrong behind this many characters of a line. */
export const lineCharactersMax = 4_096;

/** What is kept of a line at all, so that an input without a single line feed costs no more memory than this. */
export const reportCharactersMax = 4 * 1024 * 1024;

export interface LineSplitter {
  push(bytes: Uint8Array): void;
  /** The last line may lack its line feed. */
  end(): void;
}

/**
 * Cuts bytes into lines, wherever the chunks end. Bytes that are no UTF-8 become U+FFFD. Of a line that was written over
 * (a carriage return before its end, as progress bars do), the last text counts.
 */
export function splitLines(onLine: (line: Line) => void): LineSplitter {
  const decoder = new TextDecoder('utf-8');
  let pieces: string[] = [];
  let kept = 0;
  let number = 0;
  const keep = (piece: string) => {
    const room = reportCharactersMax - kept;
    if (room <= 0 || piece === '') return;
    const fitting = piece.length > room ? piece.slice(0, room) : piece;
    pieces.push(fitting);
    kept += fitting.length;
  };
  const finish = () => {
    number += 1;
    onLine(asSeen(pieces.length === 1 ? (pieces[0] ?? '') : pieces.join(''), number));
    pieces = [];
    kept = 0;
  };
  const take = (text: string) => {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      keep(text.slice(start, end));
      finish();
      start = end + 1;
    }
    keep(start === 0 ? text : text.slice(start));
  };
  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    end() {
      take(decoder.decode());
      if (kept > 0) finish();
    },
  };
}

/** C0 without tab, and DEL. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/gu;
/** The same and more, to ask first: most lines hold none. */
const anyControl = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;

function asSeen(raw: string, number: number): Line {
  const whole = anyControl.test(raw) ? withoutControls(raw) : raw;
  return {
    number,
    whole,
    text: whole.length > lineCharactersMax ? whole.slice(0, lineCharactersMax) : whole,
  };
}

function withoutControls(raw: string): string {
  let end = raw.length;
  while (raw[end - 1] === '\r') end -= 1;
  const shown = stripVTControlCharacters(raw.slice(raw.lastIndexOf('\r', end - 1) + 1, end));
  return shown.replaceAll(controls, '');
}
