import { classAt, codeAt, digit, letter, skip } from '../characters.ts';

/** Behind `12`, `1.5` or `1,234.5` at `at`; `at` itself where no digit stands there. */
export function behindNumeral(text: string, at: number, end: number): number {
  let behind = behindGroups(text, skip(text, at, end, digit), at);
  if (behind > at && codeAt(text, behind) === 0x2e) {
    const fraction = skip(text, behind + 1, end, digit);
    if (fraction > behind + 1) behind = fraction;
  }
  return behind;
}

const groupDigits = 3;

/** Over the groups of thousands behind the first one to three digits. */
function behindGroups(text: string, at: number, from: number): number {
  if (at - from > groupDigits || at === from) return at;
  while (codeAt(text, at) === 0x2c) {
    const behind = skip(text, at + 1, at + 1 + groupDigits + 1, digit);
    if (behind !== at + 1 + groupDigits || (classAt(text, behind) & letter) !== 0) break;
    at = behind;
  }
  return at;
}
