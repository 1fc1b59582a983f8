import type { Clock } from '../../../base/index.ts';
import type { RefactorPort } from '../views.ts';
import type { ProcessMode, ProcessSetup } from '../wire.ts';
import { createPaths, type Paths } from './paths.ts';
import { createPulse, type Pulse } from './pulse.ts';
import { serve, type Channel, type Heart, type Notices } from './serve.ts';
import { semanticHandlers } from './semantic/handlers.ts';
import { openProject, type Project } from './semantic/project.ts';
import { createSurroundings, type SurroundingsSource } from './surroundings.ts';
import { syntaxHandlers } from './syntax/handlers.ts';
import { createParseCache } from './syntax/parse-cache.ts';
import { createTexts, type Texts } from './texts.ts';

export interface AnalysisProcessPorts {
  readonly mode: ProcessMode;
  readonly setup: ProcessSetup;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly refactor: RefactorPort;
  readonly heart: Heart;
  residentBytes(): number;
  parentAlive(): boolean;
  exit(): never;
}

/** Runs one analysis process until its parent is gone. */
export function runAnalysisProcess(ports: AnalysisProcessPorts): void {
  const { mode, setup, channel, clock, refactor, heart } = ports;
  const { limits } = setup;
  const paths = createPaths(setup.root);
  const texts = createTexts(limits);
  const surroundings = createSurroundings(paths, texts, limits);
  const cache = createParseCache(paths, texts, surroundings, limits);
  const pulse: Pulse = createPulse({
    clock,
    limits,
    send: (message) => channel.send(message),
    residentBytes: () => ports.residentBytes(),
    parentAlive: () => ports.parentAlive(),
    exit: () => ports.exit(),
  });
  const warn = (message: string) => channel.send({ kind: 'log', level: 'warn', message });
  const life = { channel, pulse, heart };
  const shared = { paths, limits, cache, refactor, warn };
  if (mode === 'syntax') {
    const handlers = syntaxHandlers({ ...shared, texts, surroundings });
    serve(life, handlers, noticesFor(paths, texts, surroundings, undefined));
    return;
  }
  const project = openProject(paths, setup.project, texts, limits, clock);
  const notices = noticesFor(paths, texts, surroundings, project);
  serve(life, semanticHandlers({ ...shared, project }), notices);
}

function noticesFor(
  paths: Paths,
  texts: Texts,
  surroundings: SurroundingsSource,
  project: Project | undefined,
): Notices {
  return {
    document(path, version, text) {
      const absolute = paths.absolute(path);
      texts.setDocument(absolute, version, text);
      project?.typed(absolute);
    },
    filesChanged(changed) {
      const files = changed.map((path) => paths.absolute(path));
      texts.forget(files);
      surroundings.forget();
      project?.refresh(files);
    },
  };
}
