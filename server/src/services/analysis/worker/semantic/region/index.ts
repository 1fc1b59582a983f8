/** Region promises which statements of a changed file have to be checked so that the rest needs no check at all. */
import type { Job } from '../../pulse.ts';
import { ts } from '../../../typescript.ts';
import { importersIn } from '../importers.ts';
import { isClean } from '../problems.ts';
import { isToldApart } from './told-apart.ts';
import { pairsOf } from './pairs.ts';
import { spread } from './spread.ts';

/** What of a changed file a change can have made wrong. */
interface Region {
  readonly nodes: readonly ts.Node[];
  /** Whether importers of the file can tell the difference; `undefined` where that is not sure. */
  readonly isSeen: boolean | undefined;
}

/** Both sides of a change, each as a program of its own. */
interface Programs {
  readonly before: ts.Program;
  readonly after: ts.Program;
}

/**
 * Whether a changed file surely has no problem that it did not have before. Of `false` nothing follows: then all of it
 * has to be checked, on both sides. `changed`: all source files that the change touches.
 */
export function addsNothing(
  programs: Programs,
  file: string,
  changed: ReadonlySet<string>,
  job: Job,
): boolean {
  const region = regionOf(programs, file, changed, job);
  const source = programs.after.getSourceFile(file);
  return region !== undefined && source !== undefined && isClean(programs.after, source, region.nodes, job);
}

/** Whether the importers of a changed file can tell; `undefined`: what it shows to them has to be compared. */
export function isSeen(
  programs: Programs,
  file: string,
  changed: ReadonlySet<string>,
  job: Job,
): boolean | undefined {
  return regionOf(programs, file, changed, job)?.isSeen;
}

const known = new WeakMap<
  ts.Program,
  { readonly before: ts.Program; readonly file: string; readonly region: Region | undefined }
>();

/**
 * The statements of a module that changed, and those that name something whose meaning changed with them, whatever the
 * names stand for there. `undefined`: more than that may be wrong.
 */
function regionOf(
  programs: Programs,
  file: string,
  changed: ReadonlySet<string>,
  job: Job,
): Region | undefined {
  if (changed.size !== 1 || !changed.has(file)) return undefined;
  const remembered = known.get(programs.after);
  if (remembered?.before === programs.before && remembered.file === file) return remembered.region;
  const region = findRegion(programs, file, job);
  known.set(programs.after, { before: programs.before, file, region });
  return region;
}

function findRegion({ before, after }: Programs, file: string, job: Job): Region | undefined {
  const sources = { before: before.getSourceFile(file), after: after.getSourceFile(file) };
  if (!sources.before || !sources.after) return undefined;
  if (before.getSourceFiles().length !== after.getSourceFiles().length) return undefined;
  const sides = {
    before: { source: sources.before, checker: before.getTypeChecker() },
    after: { source: sources.after, checker: after.getTypeChecker() },
  };
  if (!isComparable(sides.before.source, sides.after.source, after.getCompilerOptions())) return undefined;
  const pairs = pairsOf(sides.before.source, sides.after.source);
  job.check();
  const found = spread(sides, pairs);
  if (!found) return undefined;
  if (found.changesMeaning && isKnownElsewhere(after, sides.after, file)) return undefined;
  const isSafe = [...found.statements, ...found.replaced, ...pairs.gone].every(isToldApart);
  const isSeen = found.isOtherForSure ? true : found.isShown ? undefined : false;
  return isSafe ? { nodes: found.nodes, isSeen } : undefined;
}

/** Modules of TypeScript with the same head: a script speaks to all, JavaScript declares by assigning anywhere. */
function isComparable(before: ts.SourceFile, after: ts.SourceFile, options: ts.CompilerOptions): boolean {
  if (before.isDeclarationFile || !ts.isExternalModule(before) || !ts.isExternalModule(after)) return false;
  if (/\.[cm]?jsx?$/.test(after.fileName)) return false;
  // Only a check of the whole file says what is never read.
  if (options.noUnusedLocals || options.noUnusedParameters) return false;
  return headOf(before) === headOf(after) && !/\\u/.test(before.text) && !/\\u/.test(after.text);
}

/** Directives for the compiler stand before the first statement. */
function headOf(source: ts.SourceFile): string {
  return source.text.slice(0, source.statements[0]?.getStart(source) ?? source.end);
}

/** Whether what the file's own statements mean may depend on it by way of another file. */
function isKnownElsewhere(
  program: ts.Program,
  { source, checker }: { readonly source: ts.SourceFile; readonly checker: ts.TypeChecker },
  file: string,
): boolean {
  const declarations = checker.getSymbolAtLocation(source)?.declarations?.length ?? 0;
  if (declarations > 1) return true;
  const importers = importersIn(program);
  const seen = new Set<string>();
  const waiting = [file];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const importer of importers.get(at) ?? []) {
      if (importer.file === file) return true;
      if (seen.has(importer.file)) continue;
      seen.add(importer.file);
      waiting.push(importer.file);
    }
  return false;
}
