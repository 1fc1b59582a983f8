import { parsedError, type Location } from '../parsed-error.ts';
import type { Parser } from './parser.ts';

/** pnpm: ` ERR_PNPM_NO_SCRIPT  Missing script: build`, ` ELIFECYCLE  Command failed…`, ` ERROR  …`; what follows explains. */
export const pnpm: Parser = {
  tool: 'pnpm',
  begins: { holds: ['ERR_PNPM', 'ELIFECYCLE', 'ERROR'] },
  begin({ text }) {
    const groups = errorLine.exec(text)?.groups;
    if (!groups) return undefined;
    const printed = groups['code'] ?? '';
    const message = groups['message'] ?? '';
    const details: string[] = [];
    let isOver = false;
    return {
      add(line) {
        if (isOver || details.length >= detailsMax || !printed.startsWith('ERR_PNPM')) return false;
        // Explanations stand in paragraphs; the next thing that happens has a mark of its own.
        if (/^\s?(?:ERR_PNPM|ELIFECYCLE|WARN|ERROR|npm |>|\w+:)/u.test(line.text)) return false;
        if (line.text !== '' && !chatter.test(line.text)) details.push(line.text.trim());
        isOver = /^Progress:|^Done in/u.test(line.text);
        return !isOver;
      },
      finish: () => ({
        errors: [
          parsedError({
            tool: 'pnpm',
            severity: 'error',
            code: printed === 'ERROR' ? undefined : printed,
            message,
            location: manifestOf(message),
            details,
          }),
        ],
      }),
    };
  },
};

const errorLine =
  /^[\s\u2009]{1,2}(?<code>ERR_PNPM_\w{1,80}|ELIFECYCLE|ERROR)[\s\u2009]{2,4}(?<message>\S.*)$/u;
const detailsMax = 8;
/** Advice, and what is true only today. */
const chatter = /^(?:This error happened|The latest release|If you need|No authorization|Other releases)/u;

function manifestOf(message: string): Location | undefined {
  const file = / in (?<file>(?:\/|[A-Za-z]:)[^\s'"]{1,1024}\.(?:json|ya?ml))$/u.exec(message)?.groups?.[
    'file'
  ];
  return file === undefined ? undefined : { file };
}
