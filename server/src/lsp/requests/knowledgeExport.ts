import { stringify } from 'yaml';
import { isRefusal, type Refusal } from '../../base/index.ts';
import { knowledgeExportParamsSchema, methods, type KnowledgeExportAnswer } from '../../protocol/index.ts';
import { paramsOf } from '../params.ts';
import { openedFor, type Session } from '../session.ts';

/** What others may read of the failures of a folder, as the file that `grace learned import` takes. */
export function answerKnowledgeExport(session: Session): void {
  session.dispatch.request<unknown, KnowledgeExportAnswer>(
    methods.knowledgeExport,
    async (params, signal) => {
      const answer = await exported(session, params, signal);
      return isRefusal(answer) ? { kind: 'refused', message: answer.message } : answer;
    },
  );
}

async function exported(
  session: Session,
  params: unknown,
  signal: AbortSignal,
): Promise<KnowledgeExportAnswer | Refusal> {
  const asked = paramsOf(knowledgeExportParamsSchema, params);
  if (isRefusal(asked)) return asked;
  const opened = await openedFor(session, asked.folder, signal);
  if (isRefusal(opened)) return opened;
  const { file, leftOff } = await opened.services.knowledge.export();
  return { kind: 'file', text: stringify(file, { lineWidth: 0 }), leftOff };
}
