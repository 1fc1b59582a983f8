import { isRefusal, type Refusal } from '../../base/index.ts';
import {
  knowledgeChangeParamsSchema,
  methods,
  type KnowledgeAnswer,
  type KnowledgeChangeParams,
  type LearnedEntry,
} from '../../protocol/index.ts';
import type { FolderServices } from '../folders.ts';
import { paramsOf } from '../params.ts';
import { openedFor, type Session } from '../session.ts';

/** Takes a person's word about a failure, and answers what is known of it then. */
export function answerKnowledgeChange(session: Session): void {
  session.dispatch.request<unknown, KnowledgeAnswer>(methods.knowledgeChange, async (params, signal) => {
    const entry = await change(session, params, signal);
    return isRefusal(entry) ? { kind: 'refused', message: entry.message } : { kind: 'entry', entry };
  });
}

async function change(
  session: Session,
  params: unknown,
  signal: AbortSignal,
): Promise<LearnedEntry | Refusal> {
  const asked = paramsOf(knowledgeChangeParamsSchema, params);
  if (isRefusal(asked)) return asked;
  const opened = await openedFor(session, asked.folder, signal);
  return isRefusal(opened) ? opened : applied(asked, opened.services.knowledge);
}

function applied(
  asked: KnowledgeChangeParams,
  knowledge: FolderServices['knowledge'],
): Promise<LearnedEntry | Refusal> {
  switch (asked.change) {
    case 'rename':
      return knowledge.rename(asked.id, asked.name);
    case 'merge':
      return knowledge.merge(asked.id, asked.into);
    case 'split':
      return knowledge.split(asked.id);
    case 'forget':
      return knowledge.forget(asked.id);
    case 'release':
      return knowledge.releaseRemedy(asked.id, asked.remedy);
  }
}
