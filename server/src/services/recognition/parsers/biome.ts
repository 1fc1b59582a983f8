import { locationOf, parsedError } from '../parsed-error.ts';
import type { Parser } from './parser.ts';

/** Biome as it prints for people: `src/cart.ts:3:7 lint/style/useConst  FIXABLE  ━━━━`, then the sentence, then the source. */
export const biome: Parser = {
  tool: 'biome',
  begins: { holds: ['━━━'] },
  begin({ text }) {
    const groups = text.endsWith('━━━') ? header.exec(text)?.groups : undefined;
    if (groups?.['code'] === undefined) return undefined;
    const { place = '', code } = groups;
    const location = placeOf(place);
    let message: string | undefined;
    let severity: 'error' | 'warning' | undefined;
    return {
      add(line) {
        // All of it is indented, with spaces or with the bar of the source.
        if (line.text !== '' && !line.text.startsWith(' ')) return false;
        const sentence = /^\s{2}(?<mark>[×✖x!⚠iℹ]) (?<message>\S.*)$/u.exec(line.text)?.groups;
        if (message === undefined && sentence) {
          message = sentence['message'] ?? '';
          severity = /[×✖x]/u.test(sentence['mark'] ?? '') ? 'error' : 'warning';
          if (/[iℹ]/u.test(sentence['mark'] ?? '')) severity = undefined;
        }
        return true;
      },
      finish() {
        // Without a place it only says that there were problems; with an `i` it is advice.
        if (message === undefined || severity === undefined || location === undefined) return { errors: [] };
        return { errors: [parsedError({ tool: 'biome', severity, code, message, location })] };
      },
    };
  },
};

const header = /^(?:(?<place>\S.{0,1024}) )?(?<code>[a-z][\w/]{2,100})(?: {2}[A-Z]{4,12})* {0,2}━{3,200}$/u;

function placeOf(place: string) {
  const found = /:(?<line>\d{1,9}):(?<column>\d{1,9})$/u.exec(place);
  return found
    ? locationOf(place.slice(0, found.index), found.groups?.['line'], found.groups?.['column'])
    : locationOf(place);
}
