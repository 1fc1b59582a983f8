import { parsedError, type Location } from '../parsed-error.ts';
import { boxedPlace } from './boxed.ts';
import { placeOf, stackLine } from './javascript-stack.ts';
import type { Line } from '../lines.ts';
import type { Block, Parser } from './parser.ts';

/**
 * Vite: `[PARSE_ERROR] Unexpected token` with the source in a box (Rolldown's, from version 8 on), and before that and
 * in the server `[vite]: Rollup failed to resolve import …` and `[vite] Internal server error: …` with plugin and file.
 */
export const vite: Parser = {
  tool: 'vite',
  begins: { with: ['['], holds: ['[vite'] },
  begin({ text }) {
    const coded = /^\[(?<code>[A-Z][A-Z_]{3,60})\] (?:Error: )?(?<message>\S.*)$/u.exec(text)?.groups;
    if (coded) return boxed(coded['code'] ?? '', coded['message'] ?? '');
    const named =
      /^(?:\d{1,2}:\d\d:\d\d(?: [AP]M)? )?\[(?<plugin>vite(?::[\w-]{1,60}){0,2})\]:? (?:\(client\) |\(ssr\) )?(?:Internal server error: |Pre-transform error: )?(?<message>\S.*)$/u.exec(
        text,
      )?.groups;
    return named && isFailure(text) ? described(named['message'] ?? '') : undefined;
  },
};

function isFailure(text: string): boolean {
  return / error: |failed to |\berror\b|Could not |Unexpected |does not exist/iu.test(text);
}

function boxed(code: string, message: string): Block {
  let location: Location | undefined;
  let isOver = false;
  let lines = 0;
  return {
    add({ text }: Line) {
      if (isOver) return false;
      lines += 1;
      location ??= boxedPlace(text);
      if (!location) return lines < 3;
      isOver = /^\s{0,8}[─-]*╯$|^\s{0,8}`-+$/u.test(text);
      return true;
    },
    finish: () =>
      location
        ? { errors: [parsedError({ tool: 'vite', severity: 'error', code, message, location })] }
        : { errors: [], giveBack: lines },
  };
}

function described(message: string): Block {
  let location: Location | undefined;
  let plugin: string | undefined;
  return {
    add({ text }: Line) {
      const field = /^\s{0,4}(?<key>Plugin|File): (?<value>\S.*)$/u.exec(text)?.groups;
      const value = field?.['value'] ?? '';
      if (field?.['key'] === 'File') location = placeOf(value) ?? { file: value };
      else if (field) plugin = value;
      return (
        field !== undefined || stackLine(text) !== undefined || /^\s{1,8}(?:\d{1,7})?\s{0,4}\|/u.test(text)
      );
    },
    finish: () => ({
      errors: [
        parsedError({
          tool: 'vite',
          severity: 'error',
          code: plugin,
          message,
          location: location ?? importerOf(message),
        }),
      ],
    }),
  };
}

function importerOf(message: string): Location | undefined {
  const file = / from "(?<file>[^"]{1,1024})"/u.exec(message)?.groups?.['file'];
  return file === undefined ? undefined : { file };
}
