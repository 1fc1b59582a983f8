import type { ChangeSet } from '../../../../protocol/index.ts';
import type { Screening } from '../../analysis.ts';
import type { AnalysisLimits } from '../../limits.ts';
import { ts } from '../../typescript.ts';
import { isSourcePath, type Paths } from '../paths.ts';
import type { Job } from '../pulse.ts';
import { shapeOf } from './declarations.ts';
import { importersIn, isOutside, type Importer } from './importers.ts';
import { newProblems, problemsOf, withoutLineText, type LocatedProblem } from './problems.ts';
import { outlineOf } from './outline.ts';
import { addsNothing, isSeen } from './region/index.ts';
import type { Project } from './project.ts';

export interface ScreenPorts {
  readonly paths: Paths;
  readonly project: Project;
  readonly limits: AnalysisLimits;
}

/** Both sides of a change, each as a program of its own, so that either can be asked at any time. */
export interface Sides {
  readonly before: ts.Program;
  readonly after: ts.Program;
}

/**
 * What the bundled checker says about a change that it did not say before: about the changed files, and about those that
 * depend on them where what they show to others changed.
 */
export function screen(ports: ScreenPorts, change: ChangeSet, files: readonly string[], job: Job): Screening {
  const sources = files.filter(isSourcePath).map((path) => ports.paths.absolute(path));
  if (sources.length === 0)
    return { newProblems: [], declarationsChanged: [], complete: true, ms: job.elapsedMs() };
  const sides = programsOf(ports, change, job);
  const changed = new Set(sources);
  const suspects = sources.filter((file) => !addsNothing(sides, file, changed, job));
  const after = collect(ports, sides.after, suspects, job);
  const changedShapes = sources.filter(
    (file) => isSeen(sides, file, changed, job) ?? shapesDiffer(sides, file, job),
  );
  const around = checkDependents(ports, sides, changedShapes, new Set(sources), job);
  const found = problemsAdded(ports, sides, { sources, after, around }, job);
  return {
    newProblems: found.slice(0, ports.limits.problemsMax).map(withoutLineText),
    declarationsChanged: changedShapes.map((file) => ports.paths.relative(file) ?? file),
    complete: around.complete,
    ms: job.elapsedMs(),
  };
}

/** Both sides of a change; asked again for the same change, the same programs. */
export function programsOf({ project, paths }: ScreenPorts, change: ChangeSet, job: Job): Sides {
  project.include(
    change.files.filter(({ before }) => before !== null).map(({ path }) => paths.absolute(path)),
  );
  const before = project.programWith(change, 'before', job);
  job.check();
  return { before, after: project.programWith(change, 'after', job) };
}

interface Checked {
  readonly sources: readonly string[];
  readonly after: readonly LocatedProblem[];
  readonly around: DependentsCheck;
}

/** Most files are clean afterwards; only for the others it matters what they were before. */
function problemsAdded(
  ports: ScreenPorts,
  sides: Sides,
  { sources, after, around }: Checked,
  job: Job,
): readonly LocatedProblem[] {
  if (after.length === 0 && around.after.length === 0) return [];
  const before = collect(ports, sides.before, [...sources, ...around.suspects], job);
  return newProblems(before, [...after, ...around.after]);
}

function collect(
  ports: ScreenPorts,
  program: ts.Program,
  files: readonly string[],
  job: Job,
): LocatedProblem[] {
  return files.flatMap((file) => {
    job.check();
    const source = program.getSourceFile(file);
    return source ? problemsOf(program, source, ports.paths, job) : [];
  });
}

function shapesDiffer(sides: Sides, file: string, job: Job): boolean {
  const before = sides.before.getSourceFile(file);
  const after = sides.after.getSourceFile(file);
  // Nobody can have depended on a file that was not there, unless it speaks to everybody.
  if (!before) return after !== undefined && speaksToAll(after);
  if (!after) return true;
  if (before.text === after.text || outlineOf(before) === outlineOf(after)) return false;
  return shapeOf(sides.before, before, job) !== shapeOf(sides.after, after, job);
}

/** A script, or a module that adds to the global scope: it needs no import to be seen. */
function speaksToAll(source: ts.SourceFile): boolean {
  if (!ts.isExternalModule(source)) return true;
  return source.statements.some(
    (each) => ts.isModuleDeclaration(each) && Boolean(each.flags & ts.NodeFlags.GlobalAugmentation),
  );
}

interface DependentsCheck {
  /** Dependents that have problems now, new or old. */
  readonly suspects: readonly string[];
  readonly after: readonly LocatedProblem[];
  readonly complete: boolean;
}

function checkDependents(
  ports: ScreenPorts,
  sides: Sides,
  changed: readonly string[],
  alreadyChecked: ReadonlySet<string>,
  job: Job,
): DependentsCheck {
  if (changed.length === 0) return { suspects: [], after: [], complete: true };
  const { limits, paths, project } = ports;
  const queue = new DependentsQueue(sides, changed, alreadyChecked);
  const startedMs = job.elapsedMs();
  const suspects: string[] = [];
  const after: LocatedProblem[] = [];
  // Other projects may import this one, which its own program cannot see.
  let complete = project.seesAllImporters;
  for (let count = 0; ; count += 1) {
    const file = queue.next();
    if (file === undefined) break;
    if (count >= limits.dependentsMax || job.elapsedMs() - startedMs > limits.dependentsMs) {
      complete = false;
      break;
    }
    job.progress(`Checking what depends on the change: ${paths.relative(file) ?? file}`);
    const problems = collect(ports, sides.after, [file], job);
    if (problems.length > 0) suspects.push(file);
    after.push(...problems);
    queue.spread(file, () => shapesOfDependentDiffer(sides, file, job));
  }
  return { suspects, after, complete };
}

/** The text of a dependent is the same on both sides; what it infers from its imports may not be. */
function shapesOfDependentDiffer(sides: Sides, file: string, job: Job): boolean {
  const before = sides.before.getSourceFile(file);
  const after = sides.after.getSourceFile(file);
  if (!before || !after) return true;
  return shapeOf(sides.before, before, job) !== shapeOf(sides.after, after, job);
}

/** Dependents in the order they are reached; those of a dependent follow only when it hands the change on. */
class DependentsQueue {
  readonly #importers: readonly ReadonlyMap<string, readonly Importer[]>[];
  readonly #seen: Set<string>;
  readonly #waiting: string[] = [];
  readonly #reexports = new Set<string>();

  constructor(sides: Sides, changed: readonly string[], alreadyChecked: ReadonlySet<string>) {
    this.#importers = [importersIn(sides.before), importersIn(sides.after)];
    this.#seen = new Set(alreadyChecked);
    for (const file of changed) this.#add(file);
    const all = changed.some((file) => {
      const source = sides.after.getSourceFile(file) ?? sides.before.getSourceFile(file);
      return source !== undefined && speaksToAll(source);
    });
    if (all) for (const source of sides.after.getSourceFiles()) this.#push(source.fileName);
  }

  next(): string | undefined {
    return this.#waiting.shift();
  }

  spread(file: string, shapeChanged: () => boolean): void {
    if (this.#reexports.has(file) || shapeChanged()) this.#add(file);
  }

  #add(target: string): void {
    for (const importers of this.#importers)
      for (const importer of importers.get(target) ?? []) {
        if (importer.reexports) this.#reexports.add(importer.file);
        this.#push(importer.file);
      }
  }

  #push(file: string): void {
    if (this.#seen.has(file) || isOutside(file)) return;
    this.#seen.add(file);
    this.#waiting.push(file);
  }
}
