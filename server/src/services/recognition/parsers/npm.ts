import { parsedError, type Location } from '../parsed-error.ts';
import type { BlockError, Parser } from './parser.ts';

/** npm: lines that begin with `npm error` (before version 10 `npm ERR!`), the code first. */
export const npm: Parser = {
  tool: 'npm',
  begins: { with: ['npm error', 'npm ERR!'] },
  begin({ text }) {
    const first = said(text);
    if (first === undefined || first === '' || isAfterthought(first)) return undefined;
    const parts: string[][] = [[first]];
    return {
      add(line) {
        const next = said(line.text);
        if (next === undefined) return false;
        // One run may tell of the scripts of several workspaces.
        if (next.startsWith('Lifecycle script')) parts.push([]);
        parts.at(-1)?.push(next);
        return true;
      },
      finish: () => ({ errors: parts.map(errorOf).filter((error) => error !== undefined) }),
    };
  },
};

function said(text: string): string | undefined {
  if (!text.startsWith('npm e') && !text.startsWith('npm E')) return undefined;
  return /^npm (?:error|ERR!)(?: (?<said>.*))?$/u.exec(text)
    ? text.slice(text.indexOf(' ', 4) + 1 || text.length)
    : undefined;
}

const field =
  /^(?<key>code|syscall|path|errno|signal|command|workspace|location|cwd|dest|error) (?<value>\S.*)$/u;

function isAfterthought(line: string): boolean {
  return /^(?:A complete log|For a full report|To see a list of scripts|\/|\s*npm run$)/u.test(line);
}

function errorOf(lines: readonly string[]): BlockError | undefined {
  const fields = new Map<string, string>();
  const sentences: string[] = [];
  for (const line of lines) {
    const groups = field.exec(line)?.groups;
    const key = groups?.['key'];
    if (key !== undefined && !fields.has(key)) fields.set(key, groups?.['value'] ?? '');
    else if (key === undefined && line.trim() !== '' && !isAfterthought(line)) sentences.push(line.trim());
  }
  const printed = fields.get('code');
  const command = fields.get('command');
  const isScript = printed === undefined ? false : /^\d+$/u.test(printed);
  const [message = command === undefined ? undefined : `command ${command}`, ...details] = sentences.map(
    (line) => withoutKeyword(line, printed),
  );
  if (message === undefined) return undefined;
  return parsedError({
    tool: 'npm',
    severity: 'error',
    code: isScript ? 'ELIFECYCLE' : printed,
    message,
    // A usage that follows is the same for every mistake.
    details: details.slice(0, detailsMax),
    location: manifestOf(fields, message),
  });
}

const detailsMax = 12;

/** Sentences begin with the code once more, or with a word for it. */
function withoutKeyword(line: string, code: string | undefined): string {
  const [first = '', ...rest] = line.split(' ');
  const isKeyword =
    first.toUpperCase() === code ||
    first === 'JSON.parse' ||
    (code !== undefined && `E${first}`.toUpperCase() === code) ||
    first === 'notarget';
  return isKeyword && rest.length > 0 ? rest.join(' ').trim() : line;
}

function manifestOf(fields: ReadonlyMap<string, string>, message: string): Location | undefined {
  const path = fields.get('path');
  if (path !== undefined && /\.\w{1,8}$/u.test(path)) return { file: path };
  const manifest = /\b(?<file>[\w@./\\:-]{0,1024}package(?:-lock)?\.json)\b/u.exec(message)?.groups?.['file'];
  return manifest === undefined ? undefined : { file: manifest };
}
