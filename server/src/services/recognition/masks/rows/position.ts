import { charAt, digit, isAlphanumeric, skip } from '../characters.ts';

const positionDigitsMax = 9;

/** Whether a line, or a line and a column, stand there. */
export function hasPosition(text: string, at: number, numbersMin: number): boolean {
  let numbers = 0;
  for (const behind of positionNumbers(text, at)) if (behind > at) numbers++;
  return numbers >= numbersMin;
}

/** Behind each number of `:3:14`, `(3,14)` or `(3)` at `at`; of brackets only where they are closed, and then behind them. */
function positionNumbers(text: string, at: number): number[] {
  const isBracket = charAt(text, at) === '(';
  const found: number[] = [];
  let separator = isBracket ? '(' : ':';
  while (found.length < 2 && charAt(text, at) === separator) {
    const behind = skip(text, at + 1, at + 1 + positionDigitsMax, digit);
    if (behind === at + 1 || isAlphanumeric(text, behind)) break;
    found.push(behind);
    at = behind;
    if (isBracket) separator = ',';
  }
  if (!isBracket) return found;
  return charAt(text, at) === ')' ? found.map(() => at + 1) : [];
}

export function behindPosition(text: string, at: number): number {
  return positionNumbers(text, at).at(-1) ?? at;
}
