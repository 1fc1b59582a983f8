import { scan } from './scan.ts';

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
