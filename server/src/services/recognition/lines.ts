import { stripVTControlCharacters } from 'node:util';

/** One line of output as a person would see it on a terminal: without colours, carriage returns and control characters. */
export interface Line {
  /** 1-based number in the input, counted by line feeds. */
  readonly number: number;
  /** Cut to `lineCharactersMax`: what patterns are tried on. */
  readonly text: string;
  /** The same, cut only to `reportBytesMax`: a report in JSON is a single line. */
  readonly whole: string;
}

/** What a pattern is tried on: no tool says what is wrong behind this many characters of a line. */
export const lineCharactersMax = 4_096;

/** Bytes kept of a line at all, so that an input without a single line feed costs no more memory than this. */
export const reportBytesMax = 4 * 1024 * 1024;

export interface LineSplitter {
  push(bytes: Uint8Array): void;
  /** The last line may lack its line feed. */
  end(): void;
}

const lineFeed = 0x0a;
const byteOrderMark = '\ufeff';

/**
 * Cuts bytes into lines, wherever the chunks end. Bytes that are no UTF-8 become U+FFFD. Of a line that was written over
 * (a carriage return before its end, as progress bars do), the last text counts. Each line is decoded by itself: a piece
 * of a larger text would keep all of that in memory for as long as anything of the line is remembered.
 */
export function splitLines(onLine: (line: Line) => void): LineSplitter {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let number = 0;
  const keep = (bytes: Buffer) => {
    const fitting = bytes.subarray(0, reportBytesMax - begunBytes);
    if (fitting.length === 0) return;
    // The caller may fill its bytes anew.
    begun.push(Buffer.from(fitting));
    begunBytes += fitting.length;
  };
  const finish = (raw: string) => {
    number += 1;
    onLine(asSeen(number === 1 && raw.startsWith(byteOrderMark) ? raw.slice(1) : raw, number));
  };
  const finishBegun = () => {
    const raw = Buffer.concat(begun).toString();
    begun = [];
    begunBytes = 0;
    finish(raw);
  };
  return {
    push(pushed) {
      const bytes = Buffer.from(pushed.buffer, pushed.byteOffset, pushed.byteLength);
      let start = 0;
      for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
        if (begunBytes > 0) {
          keep(bytes.subarray(start, end));
          finishBegun();
        } else finish(bytes.toString('utf8', start, Math.min(end, start + reportBytesMax)));
        start = end + 1;
      }
      keep(bytes.subarray(start));
    },
    end() {
      if (begunBytes > 0) finishBegun();
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
