import { scan } from './scan.ts';

/** A part of a text: what a mask took, or what lies between two. */
export interface MaskedToken {
  /** The name of the mask; absent on plain text. */
  readonly mask?: string;
  /** As it stood in the text. */
  readonly text: string;
}

/**
 * The text with everything that differs from one occurrence of a failure to the next replaced by what it is:
 * `open /home/ada/x.json` becomes `open <path>`. Codes and quoted names stay. Masking what is masked changes nothing.
 */
export function mask(text: string): string {
  let masked = '';
  let end = 0;
  scan(text, (found, start, behind) => {
    if (found.becomes === 'text') return;
    masked += `${text.slice(end, start)}<${found.name}>`;
    end = behind;
  });
  return end === 0 ? text : masked + text.slice(end);
}

/** The parts of a text in order, each with the mask that took it: together they are the text. */
export function maskTokens(text: string): MaskedToken[] {
  const tokens: MaskedToken[] = [];
  let end = 0;
  scan(text, (found, start, behind) => {
    if (start > end) tokens.push({ text: text.slice(end, start) });
    tokens.push({ mask: found.name, text: text.slice(start, behind) });
    end = behind;
  });
  if (end < text.length) tokens.push({ text: text.slice(end) });
  return tokens;
}
