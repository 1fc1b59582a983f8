import { isRefusal, refused, throwIfCancelled, type Refusal } from '../../base/index.ts';
import type { ChangeSet, ProofReport } from '../../protocol/index.ts';
import type { Analysis } from '../../services/analysis/index.ts';
import type { GroupReport } from '../../services/proof/index.ts';
import { fitTogether } from './fit-together.ts';
import { layOut, makeEdit, type ProposalPorts } from './make-proposal.ts';
import type { Proposal } from './proposal.ts';
import type { EditMemory, Outcome, ProposeRequest, Watch } from './refactor-service.ts';

export interface TogetherPorts extends ProposalPorts {
  readonly analysis: Pick<Analysis, 'edit' | 'screen'>;
  readonly edits?: EditMemory;
  /** Proves changes as one group. */
  prove(changes: readonly ChangeSet[]): Promise<GroupReport>;
}

/**
 * Makes the edits at many places, each against the tree as it is, and proves those that can be made together as one
 * group. Every request gets its outcome, in the order of the requests.
 */
export async function proposeTogether(
  requests: readonly ProposeRequest[],
  ports: TogetherPorts,
  watch: Watch,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const made: (Proposal | Refusal)[] = [];
  for (const [index, request] of requests.entries()) {
    throwIfCancelled(signal);
    watch.onProgress?.(`Preparing ${index + 1} of ${requests.length}: ${request.path}`);
    const edit = await makeEdit(request, ports, {}, signal, ports.edits);
    if (isRefusal(edit)) watch.onRefused?.({ request, title: request.intent, refusal: edit });
    made.push(edit);
  }
  const proposals = await layOut(
    made.filter((each): each is Proposal => !isRefusal(each)),
    ports,
    watch,
    signal,
  );
  const { members, waiting } = await fitTogether(proposals, ports.analysis, signal);
  const group = members.length > 0 ? await ports.prove(members.map(({ change }) => change)) : undefined;
  const reports = new Map(members.map(({ id }, index) => [id, group?.reports[index]]));
  const laidOut = proposals.values();
  return requests.map((request, index): Outcome => {
    const edit = made[index];
    if (!edit || isRefusal(edit))
      return { request, title: request.intent, ...(edit ? { refusal: edit } : {}) };
    const proposal = laidOut.next().value ?? edit;
    const { title, change } = proposal;
    const why = waiting.get(proposal.id);
    if (why !== undefined) return { request, title, change, refusal: refused(why), waits: true };
    const report = reports.get(proposal.id);
    return report ? judged({ request, title, change, report }, proposal) : { request, title, change };
  });
}

function judged(outcome: Outcome & { readonly report: ProofReport }, proposal: Proposal): Outcome {
  const { report } = outcome;
  const why = explainRejection(report);
  if (why !== undefined) return { ...outcome, refusal: refused(why) };
  return { ...outcome, proposal: { ...proposal, verdict: report.verdict, report } };
}

/** Why a report keeps a proposal from being shown, as a sentence; `undefined` when it may be shown. */
export function explainRejection(report: ProofReport): string | undefined {
  return report.verdict === 'proven' || report.verdict === 'checked' ? undefined : report.summary;
}
