import { isAbsolute } from 'node:path';
import { isRefusal } from '../../base/index.ts';
import { knowledgeListParamsSchema, methods, type KnowledgeListAnswer } from '../../protocol/index.ts';
import { uriOf } from '../folders.ts';
import { paramsOf } from '../params.ts';
import { readyFolders, type Session } from '../session.ts';

/** Failures that one answer holds, over all folders. */
const entriesMax = 200;

/** What is known of failures in every opened folder, the latest first. */
export function answerKnowledgeList(session: Session): void {
  session.dispatch.request<unknown, KnowledgeListAnswer>(methods.knowledgeList, async (params) => {
    const asked = paramsOf(knowledgeListParamsSchema, params);
    if (isRefusal(asked)) throw new Error(asked.message);
    const found = await Promise.all(
      readyFolders(session).map(async ({ folder, services }) => {
        const { entries, leftOff } = await services.knowledge.search(asked.query);
        const of = entries.map((entry) => ({
          ...{ folder: folder.uri, entry },
          uris: entry.examples.map(({ file }) => uriWithin(file, (path) => uriOf(folder, services, path))),
        }));
        return { of, leftOff };
      }),
    );
    const entries = found
      .flatMap(({ of }) => of)
      .sort((a, b) => (b.entry.lastSeen ?? '').localeCompare(a.entry.lastSeen ?? ''));
    const beyond = Math.max(0, entries.length - entriesMax);
    return {
      entries: entries.slice(0, entriesMax),
      leftOff: beyond + found.reduce((sum, { leftOff }) => sum + leftOff, 0),
    };
  });
}

/** Of a file outside of the workspace only its own name for it is known. */
function uriWithin(file: string | undefined, uri: (path: string) => string): string | null {
  return file === undefined || isAbsolute(file) || file.startsWith('..') ? null : uri(file);
}
