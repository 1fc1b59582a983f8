import { isRefusal, refused, type Clock, type Refusal } from '../../base/index.ts';
import type { Analysis, EditAnswer } from '../../services/analysis/index.ts';
import type { Proof } from '../../services/proof/index.ts';
import type { Approvals } from './approvals.ts';
import type { Proposal } from './proposal.ts';
import type { EditMemory, ProposeRequest, Watch } from './refactor-service.ts';

export interface ProposalPorts {
  readonly analysis: Pick<Analysis, 'edit'>;
  readonly proof: Proof;
  readonly approvals: Approvals;
  readonly clock: Clock;
  /** Short unique ids, sortable by time. */
  readonly newId: () => string;
}

/** The edit as it is offered: laid out by the workspace's own formatter, once its commands may run. */
export async function makeProposal(
  request: ProposeRequest,
  ports: ProposalPorts,
  watch: Watch,
  signal: AbortSignal,
): Promise<Proposal | Refusal> {
  const made = await makeEdit(request, ports, watch, signal);
  // Where no proof is wanted, nothing of the workspace is run for a single file.
  if (isRefusal(made) || (request.proof === 'off' && made.change.files.length === 1)) return made;
  const [formatted = made] = await layOut([made], ports, watch, signal);
  return formatted;
}

/** The edit as the intent made it, now or on this very tree before. */
export async function makeEdit(
  request: ProposeRequest,
  { analysis, clock, newId }: ProposalPorts,
  watch: Watch,
  signal: AbortSignal,
  memory?: EditMemory,
): Promise<Proposal | Refusal> {
  const { path, intent, span } = request;
  const proposed = (
    edit: Pick<Proposal, 'title' | 'notes' | 'declares' | 'introduces' | 'change'>,
  ): Proposal => ({
    id: newId(),
    intent,
    ...edit,
    origin: { path, span },
    verdict: 'checked',
    createdAt: clock.now(),
  });
  const known = await memory?.recall(request);
  if (known) return isRefusal(known) ? known : proposed(known);
  const answer = await analysis.edit({ path, intent, span }, signal, watch.onProgress);
  const made = isRefusal(answer) ? answer : editOf(answer);
  const proposal = isRefusal(made) ? made : proposed(made);
  await memory?.keep(request, proposal);
  return proposal;
}

function editOf({ title, change, notes, introduces, declares = [] }: EditAnswer) {
  if (change.files.length === 0) return refused('There is nothing left to change here.');
  const given = introduces ? { introduces } : {};
  return { title, change, notes, declares: [...declares, ...(introduces ? [introduces] : [])], ...given };
}

/** Many edits laid out in one go, so that the private copy is brought up to date once. */
export async function layOut(
  proposals: readonly Proposal[],
  { proof, approvals }: ProposalPorts,
  watch: Watch,
  signal: AbortSignal,
): Promise<readonly Proposal[]> {
  if ((await approvals.state(proof)) !== true) return proposals;
  watch.onProgress?.('Laying the change out as the workspace’s formatter does');
  const files = proposals.flatMap(({ change }) => change.files);
  const formatted = await proof.format({ files }, { approved: true }, signal);
  let taken = 0;
  return proposals.map((proposal) => {
    const from = taken;
    taken += proposal.change.files.length;
    return { ...proposal, change: { files: formatted.files.slice(from, taken) } };
  });
}
