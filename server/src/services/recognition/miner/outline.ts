import { limits } from './limits.ts';

/** A shape taken apart: its words, and what stands before, between and behind them. */
export interface Outline {
  readonly words: readonly string[];
  /** One more than words. */
  readonly gaps: readonly string[];
}

const gapCharacters = new Set(' \t"\'(),:;=[]{}|!?');

/** `a=b, c` has the words `a`, `b` and `c`; a list without spaces is one word, and a mark with its brackets as well. */
export function outlineOf(shape: string): Outline {
  const words: string[] = [];
  const gaps: string[] = [];
  let at = 0;
  while (words.length < limits.wordsMax) {
    const start = skipGap(shape, at);
    if (start === shape.length) break;
    const end = skipWord(shape, start);
    gaps.push(shape.slice(at, start));
    words.push(shape.slice(start, end));
    at = end;
  }
  gaps.push(shape.slice(at));
  return { words, gaps };
}

export function textOf({ words, gaps }: Outline): string {
  return gaps.map((gap, index) => gap + (words[index] ?? '')).join('');
}

function skipGap(shape: string, at: number): number {
  while (at < shape.length && gapCharacters.has(shape.charAt(at))) at++;
  return at;
}

function skipWord(shape: string, at: number): number {
  while (at < shape.length && (!gapCharacters.has(shape.charAt(at)) || isInList(shape, at))) at++;
  return at;
}

function isInList(shape: string, at: number): boolean {
  return shape.charAt(at) === ',' && at + 1 < shape.length && !gapCharacters.has(shape.charAt(at + 1));
}
