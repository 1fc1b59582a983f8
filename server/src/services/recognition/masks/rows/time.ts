import { charAt, classAt, digit, isAlphanumeric, letter, skip } from '../characters.ts';
import { defineMask, noMatch } from '../define.ts';

const months = new Set('jan feb mar apr may jun jul aug sep oct nov dec'.split(' '));
const weekdays = new Set('mon tue wed thu fri sat sun'.split(' '));
const zones = ['Z', 'GMT', 'UTC', 'CET', 'CEST', 'EST', 'EDT', 'PST', 'PDT'];
const fractionDigitsMax = 9;

export const time = defineMask({
  name: 'time',
  what: 'a date, a time of day, or both',
  begins: 'word',
  needs: ['digit', 'shortName'],
  starts: ['digit', 'upper'],
  then: ['letter', 'dot', 'comma', 'dash', 'slash', 'colon', 'space'],
  examples: [
    ['2026-11-27T10:00:00.123Z ready', '<time> ready'],
    ['[2026-11-27 10:00:00,123] WARN', '[<time>] WARN'],
    ['Fri Nov 27 10:00:00 2026 and Nov 27 10:00:01', '<time> and <time>'],
    ['[27/Nov/2026:10:00:00 +0000] GET', '[<time>] GET'],
    ['Start at 10:41:07, 9:05 PM', 'Start at <time>, <time>'],
    ['Fri, 27 Nov 2026 10:00:00 GMT', '<time>'],
    ['11/27/2026 10:00:00 AM', '<time>'],
    ['20171223-22:15:29:606|', '<time>|'],
  ],
  kept: ['May', 'Sun', 'Mar the page'],
  match({ text, at }) {
    const behindDay = behindDate(text, at);
    if (behindDay === noMatch) return behindTimeOfDay(text, at, 2);
    const behind = behindTimeAfterDate(text, behindDay);
    return isAlphanumeric(text, behind) ? noMatch : behind;
  },
});

function behindDate(text: string, at: number): number {
  const named = behindNamedDate(text, at);
  return named === noMatch ? behindNumericDate(text, at) : named;
}

/** `Nov 27`, `Fri Nov 27`, `27 Nov 2026`, `27/Nov/2026`, `Fri, 27 Nov 2026`. */
function behindNamedDate(text: string, at: number): number {
  const day = behindName(text, at, weekdays);
  const start = day === noMatch ? at : behindGap(text, day, ', ');
  const month = behindName(text, start, months);
  if (month !== noMatch) {
    const gap = behindGap(text, month, ' ');
    return gap === month ? noMatch : behindDigits(text, gap, 1, 2);
  }
  const number = behindDigits(text, start, 1, 2);
  if (number === noMatch) return noMatch;
  const joint = charAt(text, number);
  if (!' -/'.includes(joint)) return noMatch;
  const name = behindName(text, number + 1, months);
  return name !== noMatch && charAt(text, name) === joint ? behindDigits(text, name + 1, 2, 4) : noMatch;
}

/** `2026-11-27`, `2026/11/27`, `27.11.2026`, `11/27/26`, `20261127` where a time follows. */
function behindNumericDate(text: string, at: number): number {
  const first = skip(text, at, at + 8, digit);
  const joint = charAt(text, first);
  if (first === at + 8)
    return '-T'.includes(joint) && behindTimeOfDay(text, first + 1, 2) !== noMatch ? first : noMatch;
  if (joint === '' || !'-/.'.includes(joint)) return noMatch;
  const isYearFirst = first === at + 4;
  if (!isYearFirst && (first === at || first > at + 2)) return noMatch;
  const second = behindDigits(text, first + 1, 1, 2);
  if (second === noMatch || charAt(text, second) !== joint) return noMatch;
  if (isYearFirst) return behindDigits(text, second + 1, 1, 2);
  const year = behindDigits(text, second + 1, 4, 4);
  if (year !== noMatch) return year;
  return joint === '/' ? behindDigits(text, second + 1, 2, 2) : noMatch;
}

function behindTimeAfterDate(text: string, at: number): number {
  const joint = charAt(text, at);
  const start = joint === ',' && charAt(text, at + 1) === ' ' ? at + 2 : at + 1;
  if (joint === '' || !' T_:-,'.includes(joint)) return at;
  const behind = behindTimeOfDay(text, start, 1);
  if (behind === noMatch) {
    // `Nov 27 2026 10:00:00`
    const year = joint === ' ' ? behindDigits(text, at + 1, 4, 4) : noMatch;
    const later = year === noMatch ? noMatch : behindTimeOfDay(text, year + 1, 2);
    return later === noMatch ? at : later;
  }
  // `Fri Nov 27 10:00:00 2026`
  const year = charAt(text, behind) === ' ' ? behindDigits(text, behind + 1, 4, 4) : noMatch;
  return year === noMatch ? behind : year;
}

/** `10:00:00.123 +0000`; with less than `colonsMin` colons only as `9:05 PM`. */
function behindTimeOfDay(text: string, at: number, colonsMin: number): number {
  let behind = skip(text, at, at + 2, digit);
  if (behind === at) return noMatch;
  let colons = 0;
  while (charAt(text, behind) === ':' && colons < 2) {
    if (skip(text, behind + 1, behind + 3, digit) !== behind + 3) break;
    behind += 3;
    colons++;
  }
  if (colons === 0) return noMatch;
  const half = behindHalf(text, behind);
  if (half !== behind) return half;
  if (colons < colonsMin) return noMatch;
  if ('.,:'.includes(charAt(text, behind) || ' ')) {
    const fraction = skip(text, behind + 1, behind + 1 + fractionDigitsMax, digit);
    if (fraction > behind + 1) behind = fraction;
  }
  behind = behindZone(text, behind);
  return isAlphanumeric(text, behind) ? noMatch : behind;
}

function behindHalf(text: string, at: number): number {
  const start = charAt(text, at) === ' ' ? at + 1 : at;
  const half = text.slice(start, start + 2).toLowerCase();
  return (half === 'am' || half === 'pm') && !isAlphanumeric(text, start + 2) ? start + 2 : at;
}

function behindZone(text: string, at: number): number {
  const start = charAt(text, at) === ' ' ? at + 1 : at;
  const zone = zones.find(
    (name) => text.startsWith(name, start) && !isAlphanumeric(text, start + name.length),
  );
  if (zone !== undefined) return start + zone.length;
  const sign = charAt(text, start);
  if (sign !== '+' && sign !== '-') return at;
  const together = behindDigits(text, start + 1, 4, 4);
  if (together !== noMatch) return together;
  const hours = behindDigits(text, start + 1, 2, 2);
  const minutes =
    hours !== noMatch && charAt(text, hours) === ':' ? behindDigits(text, hours + 1, 2, 2) : noMatch;
  return minutes === noMatch ? at : minutes;
}

function behindName(text: string, at: number, names: ReadonlySet<string>): number {
  const behind = skip(text, at, at + 3, letter);
  if (behind !== at + 3 || isAlphanumeric(text, behind)) return noMatch;
  return names.has(text.slice(at, behind).toLowerCase()) ? behind : noMatch;
}

const gapMax = 2;

function behindGap(text: string, at: number, gap: string): number {
  let behind = at;
  while (behind - at < gapMax && gap.includes(charAt(text, behind) || '-')) behind++;
  return behind;
}

/** Behind `min` to `max` digits, where no more follow. */
function behindDigits(text: string, at: number, min: number, max: number): number {
  const behind = skip(text, at, at + max, digit);
  return behind - at >= min && (classAt(text, behind) & digit) === 0 ? behind : noMatch;
}
