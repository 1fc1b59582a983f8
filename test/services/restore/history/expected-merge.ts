import { linesOf } from './text.ts';

/**
 * What a three-way merge of texts has to be, worked out without a search for differences: the lines of a text are all
 * different and never change places, so lines that all three have stand between places that one side changed, or both.
 * `undefined` when both changed one differently.
 */
export function expectedMerge(present: string, base: string, target: string): string | undefined {
  const end = soleEnd(present);
  const converted = end !== undefined && soleEnd(base) !== undefined && soleEnd(base) !== end;
  const side = (text: string) => linesOf(converted ? text.replace(/\r?\n/g, end) : text);
  const [now, then, wanted] = [linesOf(present), side(base), side(target)];
  const shared = then.filter((line) => now.includes(line) && wanted.includes(line));
  let merged = '';
  for (const line of [...shared, undefined]) {
    const [ours, common, theirs] = [upTo(now, line), upTo(then, line), upTo(wanted, line)];
    if (theirs === common || theirs === ours) merged += ours;
    else if (ours === common) merged += theirs;
    else return undefined;
    merged += line ?? '';
  }
  return merged;
}

/** Takes the lines before `line`, and the line itself, off the front; answers with the text of those before. */
function upTo(lines: string[], line: string | undefined): string {
  const at = line === undefined ? lines.length : lines.indexOf(line);
  return lines
    .splice(0, at + 1)
    .slice(0, at)
    .join('');
}

function soleEnd(text: string): string | undefined {
  const ends = new Set(text.match(/\r?\n/g));
  return ends.size === 1 ? [...ends][0] : undefined;
}
