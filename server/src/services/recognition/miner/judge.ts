import { variable } from './shape.ts';

/** A place in lines that are otherwise alike, and the different words that stood there. */
export interface Place {
  readonly values: readonly string[];
  readonly gapBefore: string;
  readonly wordBefore: string;
  readonly isFirst: boolean;
  /** Words of the rest of the line that say something. */
  readonly constants: number;
}

/** How many different words make a place a variable, by what speaks for or against it. */
const needed = { known: 3, named: 3, keyed: 4, plain: 5, first: 10, states: 12 } as const;

/** With so many, every place is judged at last. */
export const valuesMax = needed.states;
/** A line says too little to be told from others by one word. */
const constantsMin = 2;

/** Words before what has a name of its own. */
const naming = new Set(
  'user for from to by of host name id file on at in with class module package server node device process job task'.split(
    ' ',
  ),
);

/** Why a place is a variable, as a phrase that follows "because"; absent where it is none, or not yet. */
export function judge(place: Place, isValue: (word: string) => boolean): string | undefined {
  const { values, constants, isFirst, gapBefore, wordBefore } = place;
  if (values.length < 2 || constants === 0 || (isFirst && constants < constantsMin)) return undefined;
  const states = values.filter(isState).length;
  if (states * 3 >= values.length) return enough(place, needed.states);
  if (constants >= constantsMin) {
    if (values.includes(variable) && states === 0) return 'a number or the like stood there as well';
    if (values.every(isName)) return 'only names with digits or dots stood there';
  }
  if (gapBefore.endsWith('=')) return enough(place, needed.keyed);
  const known = values.filter(isValue).length;
  if (known >= needed.known && known * 2 >= values.length)
    return 'what stood there stands in other variables';
  if (isFirst) return enough(place, needed.first);
  return enough(place, naming.has(wordBefore.toLowerCase()) ? needed.named : needed.plain);
}

function enough({ values }: Place, min: number): string | undefined {
  return values.length >= min ? `${values.length} different words stood there` : undefined;
}

/** What is said of something rather than its name: `RUNNING`, `opened`, `starting`, `true`, and codes: `E404`. */
export function isState(word: string): boolean {
  const last = word.slice(word.lastIndexOf('.') + 1);
  if (/^[A-Z][A-Z_]+$/u.test(last)) return true;
  if (/^(?:[A-Z]{1,10}\d{1,6}|[A-Z]{2,10}(?:-\d{1,7}){1,2}|-?\d{1,6})$/u.test(word)) return true;
  return /^[a-z]+(?:ed|ing)$|^(?:true|false|yes|no|on|off|null)$/iu.test(last);
}

/** A name with a digit or a variable in it. */
export function isNumbered(word: string): boolean {
  return isName(word) && (/\d/u.test(word) || word.includes(variable));
}

/** What looks like the name of one thing among many: with a digit or a variable in it, of several parts, or a list. */
export function isName(word: string): boolean {
  if (/(?:Error|Exception)$/u.test(word) || isState(word)) return false;
  return /\d/u.test(word) || word.includes(variable) || word.split('.').length > 2 || /,./u.test(word);
}
