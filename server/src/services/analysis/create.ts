import { isRefusal, refused, sha256, type Clock, type Refusal } from '../../base/index.ts';
import type { WorkerPool } from '../../core/kernel/index.ts';
import type { DiskPort, ProcessPort } from '../../core/ports/index.ts';
import type { ChangeSet } from '../../protocol/index.ts';
import type { Analysis, Screening } from './analysis.ts';
import { createCancelFlags } from './cancel-flags.ts';
import { analysisLimits, type AnalysisLimits } from './limits.ts';
import { createFirstPicks, type Tell } from './first-pick.ts';
import { Link } from './link.ts';
import type { ProcessEvent } from './process-events.ts';
import { openDocuments, type OpenDocuments } from './open-documents.ts';
import { memoryBytesMax, processRequest, type ProcessPlace } from './process-request.ts';
import { SemanticPool } from './semantic-pool.ts';
import { settleTexts } from './settle-texts.ts';
import { SyntaxPair } from './syntax-pair.ts';
import type { Methods, ProcessMode, ProcessSetup, SyntaxMethods, ToProcess } from './wire.ts';

export interface AnalysisSetup extends ProcessPlace {
  /** Absolute path of the workspace root. */
  readonly root: string;
  readonly processes: ProcessPort;
  readonly disk: DiskPort;
  readonly clock: Clock;
  /** Absolute path of a folder of Grace's own, outside of the workspace: cancellation flags and what first picks took. */
  readonly scratch: string;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
  /** A process gave no sign of life for so long, and was killed; `process` says what it looked at. */
  readonly onHung?: (process: string, silenceMs: number) => void;
  /** A process ended that nobody told to, or another has taken its place. */
  readonly onEvent?: (event: ProcessEvent) => void;
  readonly limits?: Partial<AnalysisLimits>;
}

export interface StartedAnalysis extends Analysis {
  /** Its processes that check: how many of them may be there. */
  readonly pool: WorkerPool;
}

/** Opens the analysis of one workspace. Nothing is started before the first question. */
export function createAnalysis(setup: AnalysisSetup): StartedAnalysis {
  const { disk, clock, log } = setup;
  const limits: AnalysisLimits = { ...analysisLimits, ...setup.limits };
  const root = setup.root.replaceAll('\\', '/').replace(/\/+$/, '');
  const documents = openDocuments();
  const flags = createCancelFlags({
    disk,
    folder: `${setup.scratch}/flags-${sha256(`${root} ${process.pid} ${clock.now()}`).slice(0, flagNameChars)}`,
    warn: (message) => log('warn', message),
  });
  const start = (mode: ProcessMode, project: string): Link =>
    startLink({ ...setup, root, limits, flags, documents }, mode, project);
  const shared = { clock, limits, log, onEvent: (event: ProcessEvent) => setup.onEvent?.(event) };
  const syntax = new SyntaxPair({ ...shared, start: () => start('syntax', '') });
  const pool = new SemanticPool({ ...shared, start: (project) => start('semantic', project) });
  const firstPicks = createFirstPicks({
    disk,
    clock,
    folder: setup.scratch,
    name: `first-picks-${sha256(root).slice(0, flagNameChars)}.json`,
    warn: (message) => log('warn', message),
  });
  const tell = (message: Exclude<ToProcess, { kind: 'request' }>) => {
    syntax.notify(message);
    pool.notify(message);
  };
  const ask: AskSyntax = (method, params, signal, deadlineMs) =>
    syntax.request(method, params, signal, deadlineMs);
  const setDocument = (path: string, version: number, text: string | null) => {
    documents.set(path, version, text);
    tell({ kind: 'document', path, version, text });
  };

  return {
    openDocument: setDocument,
    changeDocument: setDocument,
    closeDocument: (path) => setDocument(path, 0, null),
    filesChanged: (paths) => tell({ kind: 'filesChanged', paths }),
    ...syntaxDoor(ask, limits),
    ...semanticDoor({ ask, pool, limits, root, disk, documents, firstPicks }),
    debugInfo: () => describe(syntax, pool),
    pool,
    async dispose() {
      syntax.dispose();
      pool.dispose();
      flags.dispose();
      await flags.settled();
    },
  };
}

const flagNameChars = 12;

/** Asks a syntax process. Throws `Cancelled`; everything else that goes wrong is a refusal. */
type AskSyntax = <Name extends keyof SyntaxMethods>(
  method: Name,
  params: SyntaxMethods[Name]['params'],
  signal: AbortSignal,
  deadlineMs: number,
) => Promise<Methods[Name]['answer'] | Refusal>;

function syntaxDoor(
  ask: AskSyntax,
  limits: AnalysisLimits,
): Pick<
  Analysis,
  | 'intents'
  | 'offers'
  | 'find'
  | 'sourceFiles'
  | 'facts'
  | 'dependentTests'
  | 'importLevels'
  | 'importClosures'
  | 'bodies'
> {
  return {
    // The first question of a command: the process has to be started as well, on a machine that may be busy.
    intents: async (signal) => orThrow(await ask('intents', {}, signal, limits.syntaxDeadlineMs)),
    async offers({ path, span }, signal) {
      if (isOutsideRoot(path)) return [];
      const answer = await ask('offers', { path, span }, signal, limits.offerDeadlineMs);
      // A lightbulb has no place for the reason; the log has it, and the pick will say it.
      return isRefusal(answer) ? [] : answer;
    },
    async find(request, signal) {
      if (isOutsideRoot(request.path)) return { opportunities: [], skipped: outsideSentence(request.path) };
      const answer = await ask('find', request, signal, limits.syntaxDeadlineMs);
      return isRefusal(answer) ? { opportunities: [], skipped: answer.message } : answer;
    },
    sourceFiles: async (paths, signal) =>
      orThrow(await ask('sourceFiles', { paths }, signal, limits.graphDeadlineMs)),
    facts: async (change, signal) => orThrow(await ask('facts', { change }, signal, limits.syntaxDeadlineMs)),
    dependentTests: async (paths, signal) =>
      orThrow(await ask('dependentTests', { paths }, signal, limits.graphDeadlineMs)),
    importLevels: async (paths, signal) =>
      orThrow(await ask('importLevels', { paths }, signal, limits.graphDeadlineMs)),
    importClosures: async (paths, signal) =>
      orThrow(await ask('importClosures', { paths }, signal, limits.graphDeadlineMs)),
    bodies: async (files, signal) => orThrow(await ask('bodies', { files }, signal, limits.graphDeadlineMs)),
  };
}

interface SemanticDoorPorts {
  readonly ask: AskSyntax;
  readonly pool: SemanticPool;
  readonly limits: AnalysisLimits;
  readonly root: string;
  readonly disk: DiskPort;
  readonly documents: OpenDocuments;
  readonly firstPicks: ReturnType<typeof createFirstPicks>;
}

function semanticDoor(ports: SemanticDoorPorts): Pick<Analysis, 'edit' | 'screen'> {
  const { ask, pool, limits, root, disk, documents, firstPicks } = ports;
  const absolute = (path: string) => `${root}/${path}`;
  return {
    async edit(request, signal, onProgress) {
      if (isOutsideRoot(request.path)) return refused(outsideSentence(request.path));
      const projects = await ask('projects', { paths: [request.path] }, signal, limits.syntaxDeadlineMs);
      if (isRefusal(projects)) return projects;
      const project = projects[0] ?? '';
      const edit = (told: Tell) =>
        pool.request(project, 'edit', request, signal, {
          deadlineMs: limits.editDeadlineMs,
          onProgress: told,
        });
      const tell = onProgress ?? (() => undefined);
      const answer = await (pool.isLoaded(project) ? edit(tell) : firstPicks.during(project, tell, edit));
      if (isRefusal(answer)) return answer;
      const change = await settleTexts({ disk, absolute, isOpen: documents.has }, answer.change);
      return isRefusal(change) ? change : { ...answer, change };
    },
    screen: (change, signal) => screenByProject(ports, change, signal),
  };
}

/** Screens a change in every project it touches, one after the other, and puts the answers together. */
async function screenByProject(
  { ask, pool, limits }: SemanticDoorPorts,
  change: ChangeSet,
  signal: AbortSignal,
): Promise<Screening | Refusal> {
  const paths = change.files.map((file) => file.path);
  const outside = paths.find(isOutsideRoot);
  if (outside !== undefined) return refused(outsideSentence(outside));
  const projects = await ask('projects', { paths }, signal, limits.syntaxDeadlineMs);
  if (isRefusal(projects)) return projects;
  const groups = groupByProject(paths, projects);
  let screening: Screening = {
    newProblems: [],
    declarationsChanged: [],
    complete: groups.size <= limits.projectsPerChangeMax,
    ms: 0,
  };
  for (const [project, members] of [...groups].slice(0, limits.projectsPerChangeMax)) {
    const options = { deadlineMs: limits.editDeadlineMs };
    const answer = await pool.request(project, 'screen', { change, paths: members }, signal, options);
    if (isRefusal(answer)) return answer;
    screening = {
      newProblems: [...screening.newProblems, ...answer.newProblems],
      declarationsChanged: [...screening.declarationsChanged, ...answer.declarationsChanged],
      complete: screening.complete && answer.complete,
      ms: screening.ms + answer.ms,
    };
  }
  return screening;
}

function groupByProject(
  paths: readonly string[],
  projects: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  paths.forEach((path, index) => {
    const project = projects[index] ?? '';
    const group = groups.get(project);
    if (group) group.push(path);
    else groups.set(project, [path]);
  });
  return groups;
}

interface StartPorts extends Omit<AnalysisSetup, 'limits'> {
  readonly limits: AnalysisLimits;
  readonly flags: ReturnType<typeof createCancelFlags>;
  readonly documents: OpenDocuments;
}

function startLink(ports: StartPorts, mode: ProcessMode, project: string): Link {
  const { root, limits, documents, clock, flags, log } = ports;
  const setup: ProcessSetup = { root, project, limits };
  const request = processRequest(mode, ports, limits);
  const child = ports.processes.fork({ ...request, args: [mode, JSON.stringify(setup)] });
  const onHung = (silenceMs: number) => ports.onHung?.(processName(mode, project), silenceMs);
  const link = new Link({
    child,
    clock,
    limits,
    memoryBytesMax: memoryBytesMax(mode, limits),
    flags,
    log,
    onHung,
  });
  for (const { path, version, text } of documents.all())
    link.notify({ kind: 'document', path, version, text });
  return link;
}

function processName(mode: ProcessMode, project: string): string {
  if (mode === 'syntax') return 'analysis of syntax';
  return `analysis of ${project || 'files without a tsconfig.json'}`;
}

const bytesPerMebibyte = 1024 * 1024;

function isOutsideRoot(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.split(/[\\/]/).includes('..');
}

function outsideSentence(path: string): string {
  return `${path} lies outside of the workspace; open the folder it belongs to first.`;
}

/** For answers that have no room for a refusal: its sentence, as an error. */
function orThrow<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(answer.message);
  return answer;
}

function describe(syntax: SyntaxPair, pool: SemanticPool): string {
  const links = [
    ...syntax.links(),
    ...pool
      .links()
      .map(({ project, link }) => ({ name: `semantic ${project || '(no configuration)'}`, link })),
  ];
  if (links.length === 0) return 'No analysis process is running.';
  return links
    .map(({ name, link }) => {
      const memory =
        link.residentBytes === undefined ? '' : `, ${Math.round(link.residentBytes / bytesPerMebibyte)} MB`;
      return `${name}: process ${link.pid}${memory}${link.busy ? ', busy' : ''}`;
    })
    .join('\n');
}
