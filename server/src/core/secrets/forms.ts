import { inspect } from 'node:util';
import { limits } from './limits.ts';

/** The forms in which a value may turn up in a text: as it is, escaped, encoded, and line by line. */
export function formsOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/u).map((line) => line.trim());
  const parts = [value, value.trim(), ...(lines.length > 1 ? lines.filter(isTelling) : [])];
  const forms = new Set(
    parts.flatMap((part) => [...escaped(part), ...percentEncoded(part), ...inBytes(part)]),
  );
  return [...forms].filter((form) => form.length >= limits.lengthMin).sort((a, b) => b.length - a.length);
}

function isTelling(line: string): boolean {
  return line.length >= limits.lineLengthMin;
}

/** As JSON writes it, also within JSON that is itself a text of JSON; and as the inspection of Node does. */
function escaped(part: string): readonly string[] {
  const once = unquoted(JSON.stringify(part));
  const inspected = (text: string) =>
    unquoted(inspect(text, { maxStringLength: null, breakLength: Infinity }));
  // Which quotes an inspection takes, and so escapes, hangs on what stands around: all three make it escape the first.
  const quotes = `'"\``;
  const withQuotes = inspected(part + quotes).slice(0, -1 - quotes.length);
  return [part, once, unquoted(JSON.stringify(once)), inspected(part), withQuotes];
}

function unquoted(text: string): string {
  return text.slice(1, -1);
}

function percentEncoded(part: string): readonly string[] {
  const form = new URLSearchParams({ '': part }).toString().slice(1);
  const component = /\p{Surrogate}/u.test(part) ? form : encodeURIComponent(part);
  const strict = component.replaceAll(/[!'()*]/gu, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  const inCapitals = [component, strict.toUpperCase() === strict ? strict : percentInCapitals(strict), form];
  return [...inCapitals, ...inCapitals.map(percentInSmall)];
}

function percentInCapitals(text: string): string {
  return text.replaceAll(/%[0-9a-f]{2}/giu, (code) => code.toUpperCase());
}

function percentInSmall(text: string): string {
  return text.replaceAll(/%[0-9a-f]{2}/giu, (code) => code.toLowerCase());
}

/** Base64 in both alphabets, whatever stands before and behind it, and hexadecimal. */
function inBytes(part: string): readonly string[] {
  const bytes = Buffer.from(part, 'utf8');
  const hex = bytes.toString('hex');
  const aligned = [0, 1, 2].map((before) => base64Core(bytes, before));
  return [...aligned, ...aligned.map(urlSafe), hex, hex.toUpperCase()];
}

const bitsPerByte = 8;
const bitsPerDigit = 6;

/** The digits that depend on these bytes alone when `before` others stand in front of them. */
function base64Core(bytes: Buffer, before: number): string {
  const digits = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  const first = Math.ceil((before * bitsPerByte) / bitsPerDigit);
  const end = Math.floor(((before + bytes.length) * bitsPerByte) / bitsPerDigit);
  return digits.slice(first, end);
}

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
