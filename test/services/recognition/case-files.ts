import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { RecognizedError } from '../../../server/src/services/recognition/index.ts';
import { recognized } from './recognized.ts';

/** The folders that the outputs are from. */
export const places = { here: '/home/ada/shop', elsewhere: '/srv/ci/builds/42/store' };

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'recognition');

/** A real output and what its fault must be read as; `npm run cases` made it. */
export interface CaseFile {
  /** `tsc/unknown-name-pretty` */
  readonly name: string;
  readonly command: string;
  /** Cases of one fault are told by different reports of the same tool. */
  readonly fault: string;
  readonly expected: {
    readonly tool: string;
    readonly code?: string;
    readonly message: string;
    readonly file?: string;
    readonly line?: number;
  };
  readonly output: string;
  /** The same fault in another folder, some lines further down. */
  readonly elsewhere: string;
}

export function caseFiles(): readonly CaseFile[] {
  return globSync('*/*.txt', { cwd: fixtures })
    .sort()
    .map((path) => {
      const text = readFileSync(join(fixtures, path), 'utf8');
      const name = relative('.', path)
        .replace(/\.txt$/u, '')
        .split(sep)
        .join('/');
      const part = (from: string, to: string) => {
        const start = text.indexOf(`-- ${from} --\n`) + from.length + 7;
        return text.slice(start, text.indexOf(`\n-- ${to} --\n`, start));
      };
      return {
        name,
        command: /^\$ (.*)$/mu.exec(text)?.[1] ?? '',
        fault: part('fault', 'expected'),
        expected: JSON.parse(part('expected', 'output')) as CaseFile['expected'],
        output: part('output', 'elsewhere'),
        elsewhere: text.slice(text.indexOf('\n-- elsewhere --\n') + 17),
      };
    });
}

/** A third, which was not looked at while the parsers were written. */
export function isHeldBack({ name }: CaseFile): boolean {
  return createHash('sha256').update(`seed 7 ${name}`).digest().readUInt32BE() % 3 === 0;
}

/** What of all that is found in one of its outputs is the fault of a case, whatever the line. */
export function faultIn({ expected }: CaseFile, output: string, root: string): RecognizedError | undefined {
  const { tool, code, message, file } = expected;
  const messages = Object.values(places).map((place) => sentence(message.replaceAll(places.here, place)));
  return recognized(output, { root }).find(
    (error) =>
      error.tool === tool &&
      error.code === code &&
      messages.includes(sentence(error.message)) &&
      (file === undefined || `/${error.location?.file.replaceAll('\\', '/') ?? ''}`.endsWith(`/${file}`)),
  );
}

/** ESLint ends a sentence for people without its full stop. */
function sentence(message: string): string {
  return message.replace(/\.$/u, '');
}
