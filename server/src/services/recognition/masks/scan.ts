import {
  alphanumeric,
  charAt,
  classAt,
  codeAt,
  digit,
  isAlphanumeric,
  letter,
  upper,
  word,
} from './characters.ts';
import type { Mask, MaskStart } from './define.ts';
import { noMatch } from './define.ts';
import { masks } from './registry.ts';
import { beginsWith, rowsThat, shortName, telling, type Rows } from './rows-at.ts';
import { path } from './rows/path.ts';

/** What of a text is a mask: its row, and where it stands in the text. */
export type VisitMask = (mask: Mask, start: number, end: number) => void;

/** Of a mark that is there already: `<`. */
const opening = 0x3c;
const quotedLengthMax = 200;
/** Before the version in `"^1.2.3"`. */
const rangeMarks = '^~<>=';
const shortNameLength = 3;
const wordRows = rowsThat((mask) => mask.begins === 'word');
const pieceRows = rowsThat((mask) => mask.begins !== 'word');
const digitRows = rowsThat((mask) => mask.begins === 'digits');
const quotedRows = masks.filter((mask) => mask.inQuotes !== 'kept');
const byName = new Map(masks.map((mask) => [mask.name, mask]));
const nameLengthMax = Math.max(...masks.map((mask) => mask.name.length));

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
        const character = codeAt(text, at);
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
    this.#isCut = codeAt(text, end) === opening && placeholderAt(text, end) !== undefined;
    this.end = this.#isCut ? end : withoutStop(text, start, end);
    let before = start === this.previousEnd ? 0 : classAt(text, start - 1);
    // Next to a mask it is the rest of a word, and what is masked must not become more by masking.
    const isWhole = !this.#isCut && start !== this.previousEnd;
    if (isWhole && this.#tryRows(wordRows, found)) before = 0;
    while (this.at < this.end) {
      const kind = classAt(text, this.at);
      const rows = this.#rowsAt(kind, before);
      if (rows && this.#tryRows(rows, found)) {
        before = this.at === this.previousEnd ? 0 : classAt(text, this.at - 1);
      } else {
        before = kind;
        this.at++;
      }
    }
    return Math.max(this.at, end);
  }

  #rowsAt(kind: number, before: number): Rows | undefined {
    if ((kind & alphanumeric) !== 0) {
      if ((before & alphanumeric) === 0) return pieceRows;
      return (kind & digit) !== 0 && (before & digit) === 0 ? digitRows : undefined;
    }
    const isSign = (before & alphanumeric) === 0 && this.at !== this.previousEnd && this.#isSign();
    return isSign ? digitRows : undefined;
  }

  #isSign(): boolean {
    const character = codeAt(this.text, this.at);
    return (character === 0x2d || character === 0x2b) && (classAt(this.text, this.at + 1) & digit) !== 0;
  }

  #tryRows(rows: Rows, found: number): boolean {
    for (const mask of rows.at(this.text, this.at, found)) {
      const behind = mask.match(this);
      if (behind === noMatch) continue;
      if (this.#isCut && behind === this.end) this.at = behind;
      else this.#take(mask, behind);
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
    for (let character; (character = codeAt(text, end)) !== quote; end++) {
      if (end >= text.length || character === 0x0a || end - start > quotedLengthMax) return false;
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
    while (rangeMarks.includes(charAt(text, this.at))) this.at++;
    const kind = classAt(text, this.at);
    for (const mask of quotedRows) {
      if (!beginsWith(mask, kind) || mask.match(this) !== end) continue;
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
  return charAt(text, end) === '>' ? byName.get(text.slice(at + 1, end)) : undefined;
}

/** Whether what stands behind a quote belongs to it, or may become a mask that touches it. */
function goesOnBehindQuote(text: string, at: number): boolean {
  const character = charAt(text, at);
  if (character === ':') return charAt(text, at + 1) === ':';
  if (character === '.') return (classAt(text, at + 1) & word) !== 0;
  return (classAt(text, at) & word) !== 0 || (character === '<' && placeholderAt(text, at) !== undefined);
}

function withoutStop(text: string, start: number, end: number): number {
  while (end > start && (codeAt(text, end - 1) === 0x2e || codeAt(text, end - 1) === 0x3a)) end--;
  return end;
}

function isAbsolute(text: string, at: number): boolean {
  const isDrive = (classAt(text, at) & letter) !== 0 && charAt(text, at + 1) === ':';
  const behind = isDrive ? at + 2 : at;
  return charAt(text, behind) === '/' || charAt(text, behind) === '\\';
}
