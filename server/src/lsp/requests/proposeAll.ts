import { isRefusal } from '../../base/index.ts';
import type { Outcome, ProposeRequest } from '../../features/refactor/index.ts';
import { methods, type ProposeAllAnswer, type ProposeAllParams } from '../../protocol/index.ts';
import { currentText } from '../currentText.ts';
import { pathOf } from '../folders.ts';
import { openedFor, type Opened, type Session } from '../session.ts';
import { spanOf } from '../positions.ts';
import { watchSteps } from '../steps.ts';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { answerOf } from './propose.ts';

/** Makes the edits at several places and proves them as one group; what fails is left out with its reason. */
export function answerProposeAll(session: Session): void {
  session.dispatch.request<ProposeAllParams, ProposeAllAnswer>(methods.proposeAll, (params, signal) =>
    session.status.during(proposeAll(session, params, signal)),
  );
}

async function proposeAll(
  session: Session,
  params: ProposeAllParams,
  signal: AbortSignal,
): Promise<ProposeAllAnswer> {
  const opened = await openedFor(session, params.folder, signal);
  if (isRefusal(opened)) return { answers: [{ kind: 'refused', message: opened.message }] };
  const requests: ProposeRequest[] = [];
  for (const target of params.targets) {
    const request = await requestFor(session, opened, target);
    if (request) requests.push(request);
  }
  const outcomes = await opened.services.refactor.proposeAll(
    requests,
    watchSteps(session, params.token),
    signal,
  );
  return { answers: await Promise.all(outcomes.map((outcome) => answerFor(session, opened, outcome))) };
}

async function requestFor(
  session: Session,
  opened: Opened,
  { uri, intent, range }: ProposeAllParams['targets'][number],
): Promise<ProposeRequest | undefined> {
  const path = pathOf(opened.folder, opened.services, uri);
  const text = path === undefined ? undefined : await currentText(session, opened, path);
  if (path === undefined || text === undefined) return undefined;
  const document = TextDocument.create(uri, '', 0, text);
  return { path, intent, span: spanOf(document, range), proof: 'before' };
}

async function answerFor(session: Session, opened: Opened, outcome: Outcome) {
  if (outcome.proposal) return answerOf(session, opened, outcome.proposal);
  const why = outcome.refusal?.message ?? outcome.report?.summary ?? 'It was left out.';
  return { kind: 'refused' as const, message: `${outcome.request.path}: ${why}` };
}
