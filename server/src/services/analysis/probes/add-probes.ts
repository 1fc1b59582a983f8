import { structuredPatch } from 'diff';
import type { FileChange } from '../../../protocol/index.ts';
import { ts } from '../typescript.ts';
import { bodyKeys, bodyRegions } from './bodies.ts';
import { findRegions, type Region } from './regions.ts';
import { wholeTextOf } from './whole-text.ts';

/**
 * A changed file with a probe in front of everything that starts on its changed lines. It is written in the sandbox
 * only, while the tests run: what a test executed is then known in every runner, without source maps or a coverage
 * provider. Lines keep their numbers.
 */
export interface ProbedFile {
  readonly path: string;
  /** Holds `hitsToken` where the path of the file that collects the hits belongs, inside a quoted string. */
  readonly text: string;
  readonly hitsToken: string;
  /** Changed lines (1-based, of `after`), each with the probes that all have to be hit before it counts as executed. */
  readonly lines: readonly { readonly line: number; readonly probes: readonly number[] }[];
}

/**
 * Adds probes for `lines` (changed executable lines of `after`) and for the places where executable lines were removed.
 * A file whose imports or exports alone changed gets one probe that says it was loaded. `undefined` when nothing in the
 * file can be executed (declarations, JSON, styles).
 *
 * A line counts as executed when every statement, function body and branch that starts on it ran; a line in the middle
 * of a statement, when the innermost of those that it belongs to ran. Branches that cannot do anything (a literal behind
 * `??`) are not asked for.
 */
export function addProbes(file: FileChange, lines: readonly number[]): ProbedFile | undefined {
  const parsed = parseRunnable(file);
  if (!parsed) return undefined;
  const { source, regions } = parsed;
  const wanted = wantedRegions(file, lines, source, regions);
  return writeProbes(file.path, source.text, wanted, []);
}

/** A file with a probe at the start of everything that is entered as a whole, beside those of its changed lines. */
export interface ProbedBodies extends ProbedFile {
  /**
   * What the probes with these numbers stand for: 0 is the module, the others are function bodies. A key is a hash of the
   * text that runs when the body is entered (bodies of functions in it aside) and of the keys around it; that of the module
   * is one of `wholeTextOf` too.
   */
  readonly keys: readonly string[];
}

/** Adds probes for every function body of `after` and for `lines`, as `addProbes` does; `undefined` where that does. */
export function probeBodies(file: FileChange, lines: readonly number[]): ProbedBodies | undefined {
  const parsed = parseRunnable(file);
  if (!parsed) return undefined;
  const { source, regions } = parsed;
  const wanted = lines.length > 0 || file.before !== file.after;
  const bodies = bodyRegions(regions);
  const probed = writeProbes(
    file.path,
    source.text,
    wanted ? wantedRegions(file, lines, source, regions) : new Map(),
    bodies,
  );
  return { ...probed, keys: bodyKeys(source.text, bodies, wholeTextOf(source)) };
}

interface Runnable {
  readonly source: ts.SourceFile;
  readonly regions: readonly Region[];
}

function parseRunnable({ path, after }: FileChange): Runnable | undefined {
  if (after === null || !/\.[cm]?[jt]sx?$/.test(path) || /\.d\.[cm]?ts$/.test(path)) return undefined;
  const source = parse(path, after);
  return { source, regions: findRegions(source) };
}

function wantedRegions(
  file: FileChange,
  lines: readonly number[],
  source: ts.SourceFile,
  regions: readonly Region[],
): ReadonlyMap<number, readonly Region[]> {
  const wanted = new Map<number, readonly Region[]>();
  for (const line of lines) wanted.set(line, regionsOfLine(line, source, regions));
  for (const offset of removals(file, source, new Set(lines))) {
    const line = source.getLineAndCharacterOfPosition(offset).line + 1;
    const entry = innermost(
      regions.filter((region) => region.kind === 'entry'),
      offset,
    );
    if (!wanted.has(line) && entry) wanted.set(line, [entry]);
  }
  const [loaded] = regions;
  if (wanted.size === 0 && loaded) wanted.set(1, [loaded]);
  return wanted;
}

function parse(path: string, text: string): ts.SourceFile {
  const kind = /\.[cm]?ts$/.test(path)
    ? ts.ScriptKind.TS
    : path.endsWith('.tsx')
      ? ts.ScriptKind.TSX
      : ts.ScriptKind.JSX;
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
}

function regionsOfLine(line: number, source: ts.SourceFile, regions: readonly Region[]): readonly Region[] {
  const lineOf = (offset: number) => source.getLineAndCharacterOfPosition(offset).line + 1;
  const starting = regions.slice(1).filter((region) => lineOf(region.start) === line);
  if (starting.length > 0) return starting;
  const lineStart = source.getPositionOfLineAndCharacter(line - 1, 0);
  const text = source.text.slice(lineStart, source.getLineEndOfPosition(lineStart));
  const first = lineStart + (text.length - text.trimStart().length);
  const header = regions.find((region) => region.kind === 'entry' && isHeader(region, first));
  const found = header ?? innermost(regions, first);
  return found ? [found] : [];
}

/** The first token is between the start of a function and its body: the body has to run. */
function isHeader(region: Region, offset: number): boolean {
  return region.headerStart !== undefined && region.headerStart <= offset && offset < region.start;
}

function innermost(regions: readonly Region[], offset: number): Region | undefined {
  let found: Region | undefined;
  for (const region of regions) {
    if (region.start > offset || region.end < offset) continue;
    if (!found || region.end - region.start <= found.end - found.start) found = region;
  }
  return found;
}

/** Offsets in `after` where executable lines of `before` were removed and no executable line came instead. */
function removals(file: FileChange, source: ts.SourceFile, changed: ReadonlySet<number>): readonly number[] {
  if (file.before === null || file.after === null) return [];
  const { hunks } = structuredPatch('', '', file.before, file.after, '', '', { context: 0 });
  const old = parse(file.path, file.before);
  const oldRegions = findRegions(old);
  const offsets: number[] = [];
  for (const hunk of hunks) {
    const added = Array.from({ length: hunk.newLines }, (_none, index) => hunk.newStart + index);
    if (added.some((line) => changed.has(line))) continue;
    const removed = Array.from({ length: hunk.oldLines }, (_none, index) => hunk.oldStart + index);
    if (!removed.some((line) => startsSomething(line, old, oldRegions))) continue;
    const lastLine = source.getLineAndCharacterOfPosition(source.text.length).line;
    const line = Math.min(Math.max(hunk.newStart - 2, 0), lastLine);
    offsets.push(source.getLineEndOfPosition(source.getPositionOfLineAndCharacter(line, 0)));
  }
  return offsets;
}

function startsSomething(line: number, source: ts.SourceFile, regions: readonly Region[]): boolean {
  return regions.some(
    (region) =>
      region.kind !== 'entry' && source.getLineAndCharacterOfPosition(region.start).line + 1 === line,
  );
}

const hitsToken = '@@grace-hits@@';

function writeProbes(
  path: string,
  text: string,
  wanted: ReadonlyMap<number, readonly Region[]>,
  bodies: readonly Region[],
): ProbedFile {
  const numbers = new Map<Region, number>(bodies.map((region, number) => [region, number]));
  for (const region of [...wanted.values()].flat()) {
    if (!numbers.has(region)) numbers.set(region, numbers.size);
  }
  const insertions = [...numbers].flatMap(([region, number]) => insertionsFor(region, number));
  insertions.sort((a, b) => a.offset - b.offset || a.rank - b.rank);
  let probed = '';
  let copied = 0;
  for (const { offset, text: inserted } of insertions) {
    probed += text.slice(copied, offset) + inserted;
    copied = offset;
  }
  probed += text.slice(copied);
  const lines = [...wanted]
    .map(([line, regions]) => ({ line, probes: regions.map((region) => numbers.get(region) ?? 0) }))
    .sort((a, b) => a.line - b.line);
  return { path, text: `${probed}\n${probeFunction(path)}\n`, hitsToken, lines };
}

interface Insertion {
  readonly offset: number;
  /** Order at one offset: what closes comes first, inner before outer; then what opens, outer before inner. */
  readonly rank: number;
  readonly text: string;
}

function insertionsFor(region: Region, number: number): readonly Insertion[] {
  const call = `__graceProbe(${number})`;
  const size = region.end - region.start;
  const opening = 1 / (size + 1);
  const closing = -1 / (size + 1);
  if (region.insert === 'statement') return [{ offset: region.at, rank: opening, text: `${call};` }];
  const [open, close] = region.insert === 'block' ? [`{${call};`, '}'] : [`(${call},`, ')'];
  return [
    { offset: region.start, rank: opening, text: open },
    { offset: region.end, rank: closing, text: close },
  ];
}

/**
 * The function the probes call, hoisted from the end of the file. It hands each probe once per module instance to the
 * recorder that a run may have loaded (`services/proof/map`), else appends it to the file of hits, at once and
 * synchronously, so that a worker that is killed loses nothing. It names no type, so that it compiles under any settings,
 * and it swallows what goes wrong because a probe must never change how a test ends: a hit that is not recorded only
 * makes the verdict more careful, and the recorder is told that one was lost as soon as it can be reached.
 */
function probeFunction(path: string): string {
  const typed = /\.[cm]?tsx?$/.test(path);
  const any = typed ? ': any' : '';
  const parameter = typed ? 'probe: number' : 'probe';
  const key = JSON.stringify(path).slice(1, -1);
  return (
    `;function __graceProbe(${parameter})${typed ? ': void' : ''}{` +
    `const self${any}=__graceProbe;const seen${any}=self.seen||(self.seen={});` +
    'if(seen[probe])return;seen[probe]=true;' +
    `try{const world${any}=globalThis;const recorder${any}=self.recorder||(self.recorder=` +
    'world[world.Symbol.for("grace.recorder")]||world.process.getBuiltinModule("node:fs")[world.Symbol.for("grace.recorder")]);' +
    `if(recorder){recorder(probe,"${key}",world,self.lost);return}` +
    'world.process.getBuiltinModule("node:fs")' +
    `.appendFileSync("${hitsToken}",probe+" ${key}\\n")}catch(_none){self.lost=true}}`
  );
}
