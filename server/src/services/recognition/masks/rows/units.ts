import { classAt, codeAt, digit, isAlphanumeric, letter, skip } from '../characters.ts';
import { noMatch, type MaskStart } from '../define.ts';
import { behindNumeral } from './numerals.ts';

const unitLettersMax = 12;

/** Names of units, by where they stand. */
export interface Units {
  /** Right behind the number. */
  readonly joined: ReadonlySet<string>;
  /** Behind the number and a space. */
  readonly apart: ReadonlySet<string>;
  /** The first characters of those apart, to leave out other words soon. */
  readonly firstApart: ReadonlySet<number>;
}

export function unitsOf(joined: readonly string[], apart: readonly string[]): Units {
  const firstApart = new Set(apart.map((name) => name.charCodeAt(0)));
  return { joined: new Set(joined), apart: new Set(apart), firstApart };
}

/** Behind `1m30s`, `12ms` or `12 seconds`. */
export function behindQuantity({ text, at, end }: MaskStart, units: Units): number {
  const number = behindNumeral(text, at, end);
  const next = classAt(text, number);
  if (number > at && (next & letter) !== 0) return behindJoined(text, at, end, units.joined);
  if (number === at || codeAt(text, number) !== 0x20) return noMatch;
  return units.firstApart.has(codeAt(text, number + 1)) ? behindUnit(text, number + 1, units.apart) : noMatch;
}

function behindJoined(text: string, at: number, end: number, units: ReadonlySet<string>): number {
  for (let start = at; ;) {
    const number = behindNumeral(text, start, end);
    const unit = skip(text, number, Math.min(end, number + unitLettersMax), letter);
    if (number === start || !units.has(text.slice(number, unit))) return noMatch;
    if ((classAt(text, unit) & digit) === 0) return isAlphanumeric(text, unit) ? noMatch : unit;
    start = unit;
  }
}

function behindUnit(text: string, at: number, units: ReadonlySet<string>): number {
  const behind = skip(text, at, at + unitLettersMax, letter);
  return units.has(text.slice(at, behind)) && !isAlphanumeric(text, behind) ? behind : noMatch;
}
