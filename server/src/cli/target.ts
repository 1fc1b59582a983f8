import { isRefusal, refused, type Refusal } from '../base/index.ts';
import { parseTarget, spanOfPlace } from '../features/refactor/index.ts';
import type { Span } from '../protocol/index.ts';
import { UsageError, type OpenedWorkspace } from './command.ts';

/** A place named on the command line: a whole file or folder, or a span of one file. */
export interface Target {
  readonly path: string;
  readonly span?: Span;
}

/** Reads `PATH[:LINE[:COL[-LINE:COL]]]`; positions are 1-based, columns in UTF-16 units. */
export async function resolveTarget(words: string, workspace: OpenedWorkspace): Promise<Target | Refusal> {
  const named = parseTarget(words);
  if (!named)
    throw new UsageError(`'${words}' is not a target: write PATH, PATH:LINE or PATH:LINE:COL-LINE:COL.`);
  const path = await workspace.locate(named.path);
  if (isRefusal(path) || !named.place) return isRefusal(path) ? path : { path };
  const text = await workspace.read(path);
  if (text === undefined)
    return refused(`${named.path} is not a file that Grace can read: name a text file.`);
  const span = spanOfPlace(named.place, text, path);
  return isRefusal(span) ? span : { path, span };
}
