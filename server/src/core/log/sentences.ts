import type { Heads } from './head.ts';
import type { Damage } from './walk.ts';

/** What is wrong with a log both of whose heads are gone, as a part of a sentence. */
export const headlessWhat =
  'the head files are gone or damaged, so that nobody can tell whether records followed';

/** Where the certain part ends and what to do, for a person. */
export function damagedSentence(folder: string, { seq, what }: Damage, firstSeq = 1): string {
  const last = seq - 1;
  const certain =
    last < firstSeq
      ? 'Nothing before it is left'
      : last === firstSeq
        ? `Record ${last} is certain and can be read`
        : `Records ${firstSeq} to ${last} are certain and can be read`;
  return `The log in ${folder} is damaged at record ${seq}: ${what}. ${certain}; nothing is changed or appended. Move the folder aside to let Grace begin a new log.`;
}

export function newerSentence(folder: string, format: number): string {
  return `The log in ${folder} was written by a newer Grace (format ${format}): update Grace to use it.`;
}

/** What a crash left, or somebody did, and what became of it: nothing that was acknowledged is lost by it. */
export function mendedSentences(
  folder: string,
  { missing, unreadable }: Heads,
  cutBytes: number,
): readonly string[] {
  return [
    ...(cutBytes > 0
      ? [`${cutBytes} bytes at the end of the log in ${folder} were no whole record and are cut off.`]
      : []),
    ...missing.map((path) => `${path} was missing and is written anew.`),
    ...unreadable.map((path) => `${path} could not be read and is written anew.`),
  ];
}
