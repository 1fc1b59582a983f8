import { isRefusal } from '../../base/index.ts';
import { methods, type FindAnswer, type FindParams } from '../../protocol/index.ts';
import { pathOf, uriOf } from '../folders.ts';
import { lspRangeOf } from '../positions.ts';
import { openedFor, type Session } from '../session.ts';
import { watchSteps } from '../steps.ts';

/** Looks for refactors worth offering over a folder, by syntax. */
export function answerFind(session: Session): void {
  session.dispatch.request<FindParams, FindAnswer>(methods.find, (params, signal) =>
    session.status.during(find(session, params, signal)),
  );
}

async function find(session: Session, params: FindParams, signal: AbortSignal): Promise<FindAnswer> {
  const opened = await openedFor(session, params.folder, signal);
  if (isRefusal(opened)) return { opportunities: [], refused: opened.message };
  const { folder, services } = opened;
  const paths = (params.uris ?? [params.folder]).flatMap((uri) => pathOf(folder, services, uri) ?? []);
  const watch = watchSteps(session, params.token);
  const found = await services.refactor.find(
    { paths, ...(params.intent === undefined ? {} : { intent: params.intent }) },
    ({ file, index, total }) => watch.onProgress?.(`${index + 1} of ${total} files: ${file}`),
    signal,
  );
  return {
    opportunities: found.map(({ intent, file, range, title, metrics }) => ({
      intent,
      uri: uriOf(folder, services, file),
      path: file,
      range: lspRangeOf(range),
      title,
      metrics,
    })),
  };
}
