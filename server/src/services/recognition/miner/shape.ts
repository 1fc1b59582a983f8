import { scan } from '../masks/index.ts';
import { limits } from './limits.ts';

/** Stands for a variable in templates. */
export const variable = '<*>';

/** Letters between two masks that may still belong to one value: `attempt_1_m_2`. */
const foldedLettersMax = 3;
/** A word with so many dots is a name of something, such as a host. */
const dotsOfName = 2;

/**
 * A line with every mask replaced by the same mark, and more of it where a mask is only a part of a value: what lies
 * between two masks of one word (`attempt_1_m_2` is `attempt_<*>`), all of a dotted name (`ec2-1-2.north.example.com`),
 * and the rest of a list of the same (`blk_1 blk_2`). Codes stay.
 */
export function shapeOf(line: string): string {
  const text = line.length > limits.lineCharactersMax ? line.slice(0, limits.lineCharactersMax) : line;
  const shape = new Shape(text);
  scan(text, (mask, start, end) => {
    if (mask.becomes !== 'text') shape.add(start, end);
  });
  return shape.whole();
}

class Shape {
  readonly #text: string;
  #done = '';
  /** Behind what is in `#done`, and the variable that is not there yet. */
  #from = 0;
  #start = -1;
  #end = -1;
  /** What stands before the variable in its word. */
  #prefix = '';

  constructor(text: string) {
    this.#text = text;
  }

  add(start: number, end: number): void {
    if (this.#start >= 0 && (this.#isSameWord(start) || this.#isNextOfList(start))) {
      this.#end = end;
      return;
    }
    this.#flush();
    this.#start = start;
    this.#end = end;
    let wordAt = start;
    while (wordAt > this.#from && !endsWord(this.#text.charCodeAt(wordAt - 1))) wordAt--;
    this.#prefix = this.#text.slice(wordAt, start);
  }

  whole(): string {
    this.#flush();
    return tidy(this.#done + this.#text.slice(this.#from));
  }

  #isSameWord(start: number): boolean {
    let letters = 0;
    for (let at = this.#end; at < start; at++) {
      const code = this.#text.charCodeAt(at);
      if (endsWord(code)) return false;
      letters = isLetter(code) ? letters + 1 : 0;
      if (letters > foldedLettersMax) return false;
    }
    return true;
  }

  #isNextOfList(start: number): boolean {
    const gap = start - this.#end - this.#prefix.length;
    if (gap < 1 || gap > 2 || !this.#text.startsWith(this.#prefix, this.#end + gap)) return false;
    const joint = this.#text.slice(this.#end, this.#end + gap);
    return joint === ',' || joint === ', ' || (joint === ' ' && this.#prefix !== '');
  }

  #flush(): void {
    if (this.#start < 0) return;
    let start = this.#start;
    let end = this.#end;
    let dots = 0;
    const text = this.#text;
    for (; start > this.#from && !endsWord(text.charCodeAt(start - 1)); start--)
      if (text.charCodeAt(start - 1) === 0x2e) dots++;
    for (; end < text.length && !endsWord(text.charCodeAt(end)); end++)
      if (text.charCodeAt(end) === 0x2e) dots++;
    if (text.charCodeAt(end - 1) === 0x2e && end > this.#end) dots--;
    if (dots < dotsOfName) {
      start = this.#start;
      end = this.#end;
    }
    this.#done += text.slice(this.#from, start) + variable;
    this.#from = end;
    this.#start = -1;
  }
}

/** White space, brackets, quotes and what stands between a key and its value. */
function endsWord(code: number): boolean {
  if (code <= 0x20) return true;
  // " ' ( ) , : ; < = > [ ] { | }
  return endings[code] === 1;
}

const endings = new Uint8Array(128);
for (const character of '"\'(),:;<=>[]{|}') endings[character.charCodeAt(0)] = 1;

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || code >= 128;
}

/** With one space where there are several, none at the ends, and a variable in brackets of its own that are empty. */
function tidy(shape: string): string {
  if (isTidy(shape)) return shape;
  const single = shape.replace(/\s+/gu, ' ').trim();
  return single.replaceAll(' ()', ` (${variable})`).replaceAll(' []', ` [${variable}]`);
}

function isTidy(shape: string): boolean {
  let before = 0x20;
  for (let at = 0; at < shape.length; at++) {
    const code = shape.charCodeAt(at);
    if (before === 0x20 && (code <= 0x20 || code === 0x28 || code === 0x5b)) {
      const closing = code === 0x28 ? 0x29 : 0x5d;
      if (code <= 0x20 || shape.charCodeAt(at + 1) === closing) return false;
    }
    if (code < 0x20) return false;
    before = code;
  }
  return before !== 0x20;
}
