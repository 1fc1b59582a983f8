import { isRefusal, refused, type Refusal } from '../../../base/index.ts';
import type { RefactorTask } from '../../../protocol/index.ts';
import type { ProposeRequest } from '../refactor-service.ts';
import { parseTarget, spanOfPlace } from '../target.ts';

export interface PlacePorts {
  /** Where a path relative to the root really lies, relative to the root; `undefined` outside of the workspace. */
  readonly locate: (path: string) => Promise<string | undefined>;
  /** The text of a file relative to the root, `undefined` when there is none. */
  readonly read: (path: string) => Promise<string | undefined>;
}

export interface TaskPlaces {
  readonly exact: readonly ProposeRequest[];
  /** Files and folders to look through. */
  readonly paths: readonly string[];
}

/** Where a task is to work, in the tree as it is now. */
export async function placesOf(
  { intent, targets }: RefactorTask,
  { locate, read }: PlacePorts,
): Promise<TaskPlaces | Refusal> {
  const exact: ProposeRequest[] = [];
  const paths: string[] = [];
  for (const words of targets) {
    const named = parseTarget(words);
    const path = named && (await locate(named.path));
    if (path === undefined) return refused(`${words} is no place in this workspace: name a path inside it.`);
    if (!named?.place) {
      paths.push(path);
      continue;
    }
    const text = await read(path);
    if (text === undefined) return refused(`${path} is not there any more, so ${words} cannot be worked on.`);
    const span = spanOfPlace(named.place, text, path);
    if (isRefusal(span)) return span;
    exact.push({ path, intent, span, proof: 'before', gates: 'full' });
  }
  return { exact, paths };
}
