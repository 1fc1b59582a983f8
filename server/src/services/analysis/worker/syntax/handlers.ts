import type { IntentSummary } from '../../../../protocol/index.ts';
import type { AnalysisLimits } from '../../limits.ts';
import type { AnalysisIntent, RefactorPort } from '../../views.ts';
import type { SyntaxMethods } from '../../wire.ts';
import type { Paths } from '../paths.ts';
import type { Handlers } from '../serve.ts';
import type { SurroundingsSource } from '../surroundings.ts';
import type { Texts } from '../texts.ts';
import { bodiesOf } from './bodies.ts';
import { factsOf } from './facts/index.ts';
import { createImportGraph } from './import-graph.ts';
import { findIn, offersAt } from './offers.ts';
import type { ParseCache } from './parse-cache.ts';
import { projectOf } from './projects.ts';
import { sourceFilesBelow } from './source-files.ts';

export interface SyntaxPorts {
  readonly paths: Paths;
  readonly texts: Texts;
  readonly surroundings: SurroundingsSource;
  readonly cache: ParseCache;
  readonly refactor: RefactorPort;
  readonly limits: AnalysisLimits;
  warn(message: string): void;
}

/** What the syntax process answers. Nothing here ever makes a program over the workspace. */
export function syntaxHandlers(ports: SyntaxPorts): Handlers<keyof SyntaxMethods> {
  const { paths, texts, surroundings, cache, refactor, limits } = ports;
  const offerPorts = { intents: refactor.intents, cache, warn: (message: string) => ports.warn(message) };
  const graph = createImportGraph(paths, texts, surroundings, limits);
  return {
    intents: () => refactor.intents.map(summaryOf),
    offers: ({ path, span }) => offersAt(offerPorts, path, span),
    find: (request, job) => findIn(offerPorts, request, job),
    sourceFiles: (request, job) => sourceFilesBelow(paths, request.paths, limits, job),
    facts: ({ change }, job) => factsOf(change, job),
    dependentTests: (request, job) => graph.dependentTests(request.paths, job),
    importLevels: (request, job) => graph.importLevels(request.paths, job),
    importClosures: (request, job) => graph.importClosures(request.paths, job),
    bodies: ({ files }, job) => bodiesOf(files, job),
    projects: (request) => request.paths.map((path) => projectOf(paths, path, limits)),
  };
}

/** Only data crosses the process border. */
function summaryOf({ id, title, description, kind, safety, needs }: AnalysisIntent): IntentSummary {
  return { id, title, description, kind, safety, needs };
}
