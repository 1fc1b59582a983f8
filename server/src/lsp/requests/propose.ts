import { isRefusal, type Refusal } from '../../base/index.ts';
import type { Proposal } from '../../features/refactor/index.ts';
import { methods, type ProposeAnswer, type ProposeParams } from '../../protocol/index.ts';
import { pathOf } from '../folders.ts';
import { spanOf } from '../positions.ts';
import { openedFor, type Opened, type Session } from '../session.ts';
import { watchSteps } from '../steps.ts';
import { currentText } from '../currentText.ts';
import { viewOf } from '../view.ts';

/** Makes the edit that was picked, checks it, proves it where the settings say so, and keeps it for review. */
export function answerPropose(session: Session): void {
  session.dispatch.request<ProposeParams, ProposeAnswer>(methods.propose, (params, signal) =>
    session.status.during(propose(session, params, signal)),
  );
}

async function propose(session: Session, params: ProposeParams, signal: AbortSignal): Promise<ProposeAnswer> {
  const opened = await openedFor(session, params.uri, signal);
  if (isRefusal(opened)) return { kind: 'refused', message: opened.message };
  const document = session.documents.get(params.uri);
  const path = pathOf(opened.folder, opened.services, params.uri);
  if (!document || path === undefined) {
    return { kind: 'refused', message: 'Open the file in the editor first, then pick the refactor again.' };
  }
  if (document.version !== params.version) {
    return {
      kind: 'refused',
      message: 'The file changed after the refactor was offered. Pick it again at the new place.',
    };
  }
  const answer = await opened.services.refactor.propose(
    {
      path,
      intent: params.intent,
      span: spanOf(document, params.range),
      proof: opened.services.settings.rules.proof(params.proof ?? session.settings().refactor.proof),
    },
    watchSteps(session, params.token),
    signal,
  );
  return answerOf(session, opened, answer);
}

/** A proposal as its view, a refusal as its sentence. */
export async function answerOf(
  session: Session,
  opened: Opened,
  answer: Proposal | Refusal,
): Promise<ProposeAnswer> {
  if (isRefusal(answer)) {
    session.connection.console.info(`Refused: ${answer.message}`);
    return { kind: 'refused', message: answer.message };
  }
  const { folder, services } = opened;
  session.connection.console.info(lineFor(answer));
  const proposal = await viewOf(answer, folder, services, (path) => currentText(session, opened, path));
  return { kind: 'proposal', proposal };
}

function lineFor({ title, change, verdict, report }: Proposal): string {
  const files = change.files.map((file) => file.path).join(', ');
  const why = report ? `${report.summary} (${Math.round(report.ms)} ms)` : 'no tool of the workspace ran.';
  return `${title}: ${files}: ${verdict}: ${why}`;
}
