import { isRefusal } from '../../base/index.ts';
import {
  methods,
  problemsParamsSchema,
  remedyWords,
  type EditorProblem,
  type KnownProblem,
  type KnownProblemsAnswer,
  type LearnedEntry,
  type ProblemsParams,
} from '../../protocol/index.ts';
import { isOfKnownTool, recognizeProblem, type RecognizedError } from '../../services/recognition/index.ts';
import { pathOf, type Folder, type FolderServices } from '../folders.ts';
import { paramsOf } from '../params.ts';
import { openedFor, type Session } from '../session.ts';

/** Problems that the editor shows: what is known of them, and that they have appeared. */
export function answerProblems(session: Session): void {
  session.dispatch.request<unknown, KnownProblemsAnswer>(methods.knownProblems, (params) => ({
    known: knownIn(session, params),
  }));
  session.dispatch.request<unknown, { readonly recorded: number }>(
    methods.problemsSeen,
    async (params, signal) => ({
      recorded: await record(session, params, signal),
    }),
  );
}

interface Shown {
  readonly folder: Folder;
  readonly services: FolderServices;
  readonly problems: readonly EditorProblem[];
  readonly errorOf: (problem: EditorProblem) => RecognizedError;
}

/** Answers at once: of a folder that is not up yet, and of what the log was not read for, nothing is known. */
function knownIn(session: Session, params: unknown): readonly KnownProblem[] {
  const shown = shownIn(session, params);
  if (!shown) return [];
  const known = new Map<string, LearnedEntry>();
  for (const problem of shown.problems) {
    const entry = shown.services.knowledge.peek(shown.errorOf(problem).signature.strict);
    if (entry && saysMore(entry)) known.set(entry.id, entry);
  }
  return [...known.values()].map((entry) => knownProblem(entry, shown.folder));
}

/** A failure that was seen once is seen now for the first time, as far as one can tell. */
function saysMore({ seen, name, remedies }: LearnedEntry): boolean {
  return seen > 1 || name !== undefined || remedies.length > 0;
}

function knownProblem(entry: LearnedEntry, { uri }: Folder): KnownProblem {
  const { id, name, seen, firstSeen, lastSeen, remedies } = entry;
  return {
    ...{ folder: uri, id, seen },
    ...(name === undefined ? {} : { name }),
    ...(firstSeen === undefined ? {} : { firstSeen }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
    remedies: remedies.slice(0, remediesMax).map((remedy) => ({
      title: remedy.title ?? remedyWords(remedy),
      tried: remedy.tried,
      helped: remedy.verified - remedy.reverted,
    })),
  };
}

const remediesMax = 3;

/** Nothing is remembered of a workspace that is not trusted. Warnings count where a tool says them whose output Grace reads. */
async function record(session: Session, params: unknown, signal: AbortSignal): Promise<number> {
  const { uri } = problemsOf(params);
  // It may be on its way up.
  if (session.folderOf(uri)) await openedFor(session, uri, signal);
  const shown = session.settings().trusted ? shownIn(session, params) : undefined;
  if (!shown) return 0;
  const { services, problems, errorOf } = shown;
  const failures = problems.filter((problem) => problem.severity === 'error' || isOfKnownTool(problem));
  if (failures.length === 0) return 0;
  const before = await services.knowledge.see(failures.map(errorOf), {
    ...{ root: services.root, source: 'editor' },
  });
  if (isRefusal(before)) throw new Error(before.message);
  return failures.length;
}

function problemsOf(params: unknown): ProblemsParams {
  const asked = paramsOf(problemsParamsSchema, params);
  if (isRefusal(asked)) throw new Error(asked.message);
  return asked;
}

function shownIn(session: Session, params: unknown): Shown | undefined {
  const asked = problemsOf(params);
  const folder = session.folderOf(asked.uri);
  const services = folder?.ready;
  const file = folder && services && pathOf(folder, services, asked.uri);
  if (!folder || !services || file === undefined) return undefined;
  return {
    ...{ folder, services, problems: asked.problems },
    errorOf: (problem) => recognizeProblem({ ...problem, file }, services.root),
  };
}
