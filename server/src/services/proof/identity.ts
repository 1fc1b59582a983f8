import { structuredPatch } from 'diff';
import type { ChangeSet, Problem } from '../../protocol/index.ts';

/** Answers the text of a file (relative path) on one side of the change; `undefined` when it does not exist. */
export type TextOf = (path: string) => string | undefined;

export interface SideProblems {
  readonly problems: readonly Problem[];
  readonly textOf: TextOf;
}

/**
 * The problems of `after` that `before` does not have. Two problems are the same when tool, code and message (numbers
 * aside) agree and, tried in this order: they stand on the same line, lines being mapped through the difference of the
 * two texts; the line was moved within the file, its text unchanged; the line was rewritten by one hunk that held the
 * known problem; the line was moved from another file. A known problem excuses one problem only: a second copy is new.
 */
export function newProblems(before: SideProblems, after: SideProblems): readonly Problem[] {
  const mapOf = rememberLineMaps(before.textOf, after.textOf);
  const known = before.problems.map((problem) => describe(problem, before.textOf));
  let open = after.problems.map((problem) => describe(problem, after.textOf));
  for (const same of [sameLine, movedInFile, sameHunk, movedFromFile]) {
    open = open.filter((mine) => {
      const match = known.find((old) => !old.used && old.kind === mine.kind && same(old, mine, mapOf));
      if (match) match.used = true;
      return match === undefined;
    });
  }
  return open.map((described) => described.problem);
}

/** Texts of the side before or after a change, over what the tree holds. */
export function textsOf(change: ChangeSet, side: 'before' | 'after', tree: TextOf): TextOf {
  const own = new Map(change.files.map((file) => [file.path, file[side] ?? undefined]));
  return (path) => (own.has(path) ? own.get(path) : tree(path));
}

interface Described {
  readonly problem: Problem;
  /** What must agree whatever moved: everything but the place. */
  readonly kind: string;
  /** The line's text without its spaces, so that a new indentation is no new problem. */
  readonly text: string | undefined;
  used: boolean;
}

interface LineMap {
  /** From a line of the new text to the same line of the old one; `undefined` for a line the change wrote. */
  oldLine(line: number): number | undefined;
  /** Number of the hunk that wrote a line of the new text, or removed one of the old. */
  hunkOfNew(line: number): number | undefined;
  hunkOfOld(line: number): number | undefined;
}

type Same = (old: Described, mine: Described, mapOf: (path: string) => LineMap) => boolean;

const sameLine: Same = (old, mine, mapOf) => {
  const { file, line } = mine.problem;
  if (old.problem.file !== file) return false;
  if (file === undefined || line === undefined) return old.problem.line === line;
  const oldLine = mapOf(file).oldLine(line);
  return oldLine !== undefined && old.problem.line === oldLine;
};

const movedInFile: Same = (old, mine) =>
  old.problem.file === mine.problem.file && old.text !== undefined && old.text === mine.text;

const sameHunk: Same = (old, mine, mapOf) => {
  const { file, line } = mine.problem;
  if (file === undefined || old.problem.file !== file) return false;
  if (line === undefined || old.problem.line === undefined) return false;
  const hunk = mapOf(file).hunkOfNew(line);
  return hunk !== undefined && hunk === mapOf(file).hunkOfOld(old.problem.line);
};

const movedFromFile: Same = (old, mine, mapOf) => {
  const { file, line } = old.problem;
  if (file === undefined || line === undefined || file === mine.problem.file) return false;
  return old.text !== undefined && old.text === mine.text && mapOf(file).hunkOfOld(line) !== undefined;
};

function describe(problem: Problem, textOf: TextOf): Described {
  const { file, line } = problem;
  const text = file === undefined || line === undefined ? undefined : textOf(file)?.split(/\r?\n/)[line - 1];
  return {
    problem,
    kind: JSON.stringify([problem.tool, problem.code, normaliseMessage(problem.message)]),
    text: text?.replaceAll(/\s+/g, ''),
    used: false,
  };
}

/** Messages name lines and sizes (“has 63 lines”): bare numbers are no part of what is wrong; quoted ones are. */
function normaliseMessage(message: string): string {
  return message.replaceAll(/\s+/g, ' ').replaceAll(/(?<![\w'"`.])\d+(?![\w'"`.])/g, '#');
}

function rememberLineMaps(before: TextOf, after: TextOf): (path: string) => LineMap {
  const maps = new Map<string, LineMap>();
  return (path) => {
    const known = maps.get(path);
    if (known) return known;
    const map = lineMap(before(path), after(path));
    maps.set(path, map);
    return map;
  };
}

const unchanged: LineMap = {
  oldLine: (line) => line,
  hunkOfNew: () => undefined,
  hunkOfOld: () => undefined,
};

function lineMap(before: string | undefined, after: string | undefined): LineMap {
  if (before === after) return unchanged;
  const { hunks } = structuredPatch('', '', before ?? '', after ?? '', '', '', { context: 0 });
  const within = (line: number, start: number, count: number) => line >= start && line < start + count;
  const indexOr = (index: number) => (index < 0 ? undefined : index);
  return {
    oldLine(line) {
      let shift = 0;
      for (const hunk of hunks) {
        if (line < hunk.newStart) break;
        if (line < hunk.newStart + hunk.newLines) return undefined;
        shift += hunk.oldLines - hunk.newLines;
      }
      return line + shift;
    },
    hunkOfNew: (line) => indexOr(hunks.findIndex((hunk) => within(line, hunk.newStart, hunk.newLines))),
    hunkOfOld: (line) => indexOr(hunks.findIndex((hunk) => within(line, hunk.oldStart, hunk.oldLines))),
  };
}
