import type { Spelling } from '../../../types/index.ts';

/** More than so many alternatives are no hint any more. */
const alternativesMax = 4;

/** One type out of several, each alternative once, in the order people write them: functions late, nothing last. */
export function unionOf(spellings: readonly (Spelling | undefined)[]): Spelling | undefined {
  const known = spellings.flatMap((each) => each ?? []);
  if (known.length === 0 || known.length < spellings.length) return undefined;
  const parts = [...new Set(known.flatMap(({ text }) => alternatives(text).map(ungrouped)))];
  const rank = (part: string) => (isNothing(part) ? 2 : isFunction(part) ? 1 : 0);
  const all = parts.toSorted((a, b) => rank(a) - rank(b));
  const things = all.filter((part) => !isNothing(part));
  if (things.length === 0 || things.length > alternativesMax) return undefined;
  const text = all.length === 1 ? all.join('') : all.map(grouped).join(' | ');
  return { text, imports: known.flatMap(({ imports }) => imports) };
}

export function arrayOf(text: string): string {
  return /[\s|&]/.test(text) ? `(${text})[]` : `${text}[]`;
}

/** Without the `undefined` that the place says already. */
export function withoutUndefined(text: string): string {
  return ungrouped(text.replace(/ \| undefined$/, '').replace(/^undefined \| /, ''));
}

/** A function type needs parentheses beside others. */
export function grouped(text: string): string {
  return isFunction(text) ? `(${text})` : text;
}

function isNothing(part: string): boolean {
  return part === 'undefined' || part === 'null';
}

function isFunction(text: string): boolean {
  return /^[^<({[]*\(.*\) => |^<.*> ?\(|^new \(/.test(text);
}

/** The parts of a union as they are written. */
function alternatives(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('=>', at) && depth === 0) return [text];
    if (/[<([{]/.test(text.charAt(at))) depth += 1;
    else if (/[>)\]}]/.test(text.charAt(at)) && text.charAt(at - 1) !== '=') depth -= 1;
    else if (depth === 0 && text.startsWith(' | ', at)) {
      parts.push(text.slice(start, at));
      start = at + 3;
    }
  }
  return [...parts, text.slice(start)];
}

/** Without the parentheses around all of it. */
function ungrouped(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let at = 0; at < text.length - 1; at++) {
    depth += text.charAt(at) === '(' ? 1 : text.charAt(at) === ')' ? -1 : 0;
    if (depth === 0) return text;
  }
  return text.slice(1, -1);
}
