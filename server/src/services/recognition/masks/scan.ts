import {
  alphanumeric,
  classAt,
  colon,
  digit,
  hexadecimal,
  isAlphanumeric,
  joiner,
  letter,
  slash,
  upper,
  word,
} from './characters.ts';
import { noMatch, type Mask, type MaskStart } from './define.ts';
import { masks } from './registry.ts';
import { path } from './rows/path.ts';

/** What of a text is a mask: its row, and where it stands in the text. */
export type VisitMask = (mask: Mask, start: number, end: number) => void;

/** Of a mark that is there already: `<`. */
const opening = 0x3c;
const quotedLengthMax = 200;
/** Before the version in `"^1.2.3"`. */
const rangeMarks = '^~<>=';
const shortNameLength = 3;
/** Beside the classes of characters that a word has. */
const shortName = 1 << 10;
const needBits = { digit, slash, colon, shortName } as const;
const startBits = { letter, upper, hexadecimal, digit, joiner } as const;

interface Row {
  readonly mask: Mask;
  readonly needs: number;
}

/** Rows by the classes of the character that they would begin with. */
type Rows = readonly (readonly Row[])[];

const classesMax = 128;
/** A word without any of these holds no mask. */
const telling = digit | slash | shortName;
const wordRows = rowsThat((mask) => mask.begins === 'word');
const pieceRows = rowsThat((mask) => mask.begins !== 'word');
const digitRows = rowsThat((mask) => mask.begins === 'digits');
const quotedRows = rowsThat((mask) => mask.inQuotes !== 'kept');
const byName = new Map(masks.map((mask) => [mask.name, mask]));
const nameLengthMax = Math.max(...masks.map((mask) => mask.name.length));

function rowsThat(belong: (mask: Mask) => boolean): Rows {
  const rows = masks.filter(belong).map((mask) => ({
    mask,
    needs: mask.needs.reduce((bits, need) => bits | needBits[need], 0),
    starts: mask.starts.reduce((bits, start) => bits | startBits[start], 0),
  }));
  return Array.from({ length: classesMax }, (_, kind) => rows.filter(({ starts }) => (starts & kind) !== 0));
}

/** Visits all masks of a text in order, those that it was given masked already included. Reads each character a bounded number of times. */
export function scan(text: string, visit: VisitMask): void {
  new Scan(text, visit).run();
}

/** One pass over one text. */
class Scan implements MaskStart {
  readonly text: string;
  readonly #visit: VisitMask;
  at = 0;
  end = 0;
  previous = '';
  previousEnd = -1;
  /** Whether a mark stands right behind the word. */
  #isCut = false;

  constructor(text: string, visit: VisitMask) {
    this.text = text;
    this.#visit = visit;
  }

  run(): void {
    const { text } = this;
    const { length } = text;
    let at = 0;
    while (at < length) {
      const start = at;
      let kind = classAt(text, at);
      let found = 0;
      while ((kind & word) !== 0) {
        found |= kind;
        kind = classAt(text, ++at);
      }
      if (at === start) {
        const character = text.charCodeAt(at);
        at = mayBegin(character) ? this.#between(character, at) : at + 1;
      } else {
        const isShort = at - start === shortNameLength && (classAt(text, start) & upper) !== 0;
        if (isShort) found |= shortName;
        if ((found & telling) !== 0) at = this.#word(start, at, found);
      }
    }
  }

  /** What is no part of a word: a mask that is there already, the beginning of something quoted, or nothing. Answers where it ends. */
  #between(character: number, at: number): number {
    this.at = at;
    if (character !== opening) return this.#quoted(character) ? this.at : at + 1;
    const placeholder = placeholderAt(this.text, at);
    if (!placeholder) return at + 1;
    this.#take(placeholder, at + placeholder.name.length + 2);
    return this.at;
  }

  /** Takes the masks of the word from `start` to `end`, and answers where to go on: a mask may end behind its word. */
  #word(start: number, end: number, found: number): number {
    const { text } = this;
    this.at = start;
    this.#isCut = text.charCodeAt(end) === opening && placeholderAt(text, end) !== undefined;
    this.end = this.#isCut ? end : withoutStop(text, start, end);
    let before = start === this.previousEnd ? 0 : classAt(text, start - 1);
    // Next to a mask it is the rest of a word, and what is masked must not become more by masking.
    const isWhole = !this.#isCut && start !== this.previousEnd;
    if (isWhole && this.#tryRows(wordRows[classAt(text, start)], found)) before = 0;
    while (this.at < this.end) {
      const kind = classAt(text, this.at);
      if (this.#tryRows(this.#rowsAt(kind, before), found)) {
        before = this.at === this.previousEnd ? 0 : classAt(text, this.at - 1);
      } else {
        before = kind;
        this.at++;
      }
    }
    return Math.max(this.at, end);
  }

  #rowsAt(kind: number, before: number): readonly Row[] | undefined {
    if ((kind & alphanumeric) !== 0) {
      if ((before & alphanumeric) === 0) return pieceRows[kind];
      return (kind & digit) !== 0 && (before & digit) === 0 ? digitRows[kind] : undefined;
    }
    const isSign = (before & alphanumeric) === 0 && this.at !== this.previousEnd && this.#isSign();
    return isSign ? digitRows[kind] : undefined;
  }

  #isSign(): boolean {
    const character = this.text.charCodeAt(this.at);
    return (character === 0x2d || character === 0x2b) && (classAt(this.text, this.at + 1) & digit) !== 0;
  }

  #tryRows(rows: readonly Row[] | undefined, found: number): boolean {
    if (!rows) return false;
    for (const row of rows) {
      if ((row.needs & found) === 0) continue;
      const behind = row.mask.match(this);
      if (behind === noMatch) continue;
      if (this.#isCut && behind === this.end) this.at = behind;
      else this.#take(row.mask, behind);
      return true;
    }
    return false;
  }

  #take(mask: Mask, behind: number): void {
    this.#visit(mask, this.at, behind);
    this.at = behind;
    this.previous = mask.name;
    this.previousEnd = behind;
  }

  /** One word in quotes is a name, and kept, unless all of it is a mask; so is a path with spaces. */
  #quoted(quote: number): boolean {
    const { text } = this;
    const start = this.at + 1;
    if ((classAt(text, this.at - 1) & alphanumeric) !== 0 || this.at === this.previousEnd) return false;
    let hasSpace = false;
    let end = start;
    for (let character; (character = text.charCodeAt(end)) !== quote; end++) {
      if (Number.isNaN(character) || character === 0x0a || end - start > quotedLengthMax) return false;
      hasSpace ||= character === 0x20;
    }
    if (end === start || goesOnBehindQuote(text, end + 1)) return false;
    this.at = start;
    this.end = end;
    if (hasSpace) {
      if (!isAbsolute(text, start)) return false;
      this.#take(path, end);
      return true;
    }
    while (rangeMarks.includes(text.charAt(this.at))) this.at++;
    for (const { mask } of quotedRows[classAt(text, this.at)] ?? []) {
      if (mask.match(this) !== end) continue;
      this.#take(mask, end);
      return true;
    }
    this.at = end + 1;
    return true;
  }
}

/** The brackets of a mark, and quotes. */
function mayBegin(character: number): boolean {
  return character === opening || character === 0x22 || character === 0x27 || character === 0x60;
}

function placeholderAt(text: string, at: number): Mask | undefined {
  let end = at + 1;
  while (end - at <= nameLengthMax && isAlphanumeric(text, end)) end++;
  return text.charAt(end) === '>' ? byName.get(text.slice(at + 1, end)) : undefined;
}

/** Whether what stands behind a quote belongs to it, or may become a mask that touches it. */
function goesOnBehindQuote(text: string, at: number): boolean {
  const character = text.charAt(at);
  if (character === ':') return text.charAt(at + 1) === ':';
  if (character === '.') return (classAt(text, at + 1) & word) !== 0;
  return (classAt(text, at) & word) !== 0 || (character === '<' && placeholderAt(text, at) !== undefined);
}

function withoutStop(text: string, start: number, end: number): number {
  while (end > start && (text.charCodeAt(end - 1) === 0x2e || text.charCodeAt(end - 1) === 0x3a)) end--;
  return end;
}

function isAbsolute(text: string, at: number): boolean {
  const isDrive = (classAt(text, at) & letter) !== 0 && text.charAt(at + 1) === ':';
  const behind = isDrive ? at + 2 : at;
  return text.charAt(behind) === '/' || text.charAt(behind) === '\\';
}
