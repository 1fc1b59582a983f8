import { parsedError, type Location } from '../parsed-error.ts';
import type { Parser } from './parser.ts';

/** git: `fatal: …`, `error: …` where the sentence is one of git's, conflicts, and pushes that were rejected. */
export const git: Parser = {
  tool: 'git',
  begins: { with: ['fatal: ', 'error: ', 'CONFLICT', ' ! ['] },
  begin({ text }) {
    const groups = (conflict.exec(text) ?? rejected.exec(text) ?? sentence.exec(text))?.groups;
    if (!groups) return undefined;
    const { kind, message = '', file } = groups;
    if (kind === 'error' && !known.test(message)) return undefined;
    const details: string[] = [];
    return {
      add(line) {
        const more = /^(?:\t|hint: )(?<more>.*)$/u.exec(line.text)?.groups?.['more'];
        if (more === undefined || details.length >= detailsMax) return false;
        details.push(more);
        return true;
      },
      finish() {
        const first = message.endsWith(':') ? details[0] : undefined;
        return {
          errors: [
            parsedError({
              tool: 'git',
              severity: 'error',
              code: kind === 'fatal' || kind === 'error' ? undefined : kind,
              message,
              location: placeOf(file ?? first, message),
              details,
            }),
          ],
        };
      },
    };
  },
};

const sentence = /^(?<kind>fatal|error): (?<message>\S.*)$/u;
const conflict = /^(?<kind>CONFLICT) \([^)]{1,60}\): (?<message>Merge conflict in (?<file>\S.*)|\S.*)$/u;
const rejected = /^ ! \[(?<kind>(?:remote )?rejected)\] +(?<message>\S.*)$/u;
const detailsMax = 12;

/** How the sentences begin that git says as `error:`, which other tools say as well. */
const known =
  /^(?:pathspec |failed to push|Your local changes|The following untracked|src refspec|cannot |could not |unable to |patch failed|merge is not possible|Pulling is not possible|Committing is not possible|you need to|invalid |unknown |No such remote|the requested upstream|remote |branch |corrupt patch|No valid patches|short read|object file|The branch|refusing |there was a problem|'|[\w@{}./-]{1,400} is not a valid reference$|[\w./-]{1,400}: (?:patch does not apply|does not exist in index|No such file|already exists|does not match index))/u;

function placeOf(file: string | undefined, message: string): Location | undefined {
  if (file !== undefined) return { file };
  const patch = /^patch failed: (?<file>[^:]{1,1024}):(?<line>\d{1,9})$/u.exec(message)?.groups;
  const named =
    /^(?<file>[\w./-]{1,400}): (?:patch does not apply|does not exist in index|already exists)/u.exec(
      message,
    )?.groups;
  if (patch) return { file: patch['file'] ?? '', line: Number(patch['line']) };
  return named ? { file: named['file'] ?? '' } : undefined;
}
