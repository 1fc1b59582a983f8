import { parsedError, type Location } from '../parsed-error.ts';
import { stackLine } from './javascript-stack.ts';
import type { Block, Parser } from './parser.ts';

/** Yarn 1 (`error Command "build" not found.`) and later (`➤ YN0001: │ Error: …`). */
export const yarn: Parser = {
  tool: 'yarn',
  begins: { with: ['error ', '➤ YN'] },
  begin({ text }) {
    // A sentence, or what it is about: a file, or a package with its version.
    const classic = /^error (?<message>(?:[A-Z"/]|https?:\/\/|[@\w][\w./-]{0,200}@\S{1,100}: ).*)$/u.exec(
      text,
    )?.groups?.['message'];
    if (classic !== undefined && !/^TS\d/u.test(classic)) return failure(classic);
    const berry = /^➤ (?<code>YN\d{4}): (?:│ |└ |· )?(?<message>\S.*)$/u.exec(text)?.groups;
    if (!berry || !isError(berry['code'] ?? '', berry['message'] ?? '')) return undefined;
    return failure(berry['message'] ?? '', berry['code']);
  },
};

/** Numbers of messages that only tell what goes on. */
const notices: ReadonlySet<string> = new Set([
  'YN0000',
  'YN0002',
  'YN0007',
  'YN0008',
  'YN0013',
  'YN0019',
  'YN0060',
  'YN0086',
]);

function isError(code: string, message: string): boolean {
  return !notices.has(code) && !message.startsWith('Completed');
}

function failure(message: string, code?: string): Block {
  return {
    // A stack here is of Yarn itself.
    add: ({ text }) => stackLine(text) !== undefined,
    finish: () => ({
      errors: [
        parsedError({
          tool: 'yarn',
          severity: 'error',
          code: code ?? /^(?<name>[A-Z]\w{0,60}Error): /u.exec(message)?.groups?.['name'],
          message: message.replace(/^[A-Z]\w{0,60}Error: /u, ''),
          location: manifestOf(message),
        }),
      ],
    }),
  };
}

function manifestOf(message: string): Location | undefined {
  const file = /^(?:[A-Z]\w{0,60}Error: )?(?<file>(?:\/|[A-Za-z]:)[^\s:]{1,1024}\.(?:json|ya?ml)): /u.exec(
    message,
  )?.groups?.['file'];
  return file === undefined ? undefined : { file };
}
