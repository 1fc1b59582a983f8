import { isRefusal, refused, type Refusal } from '../../../base/index.ts';
import type { RestorePoint } from '../../../protocol/index.ts';
import type { Proposal } from '../proposal.ts';
import type { Outcome, RefactorService, Watch } from '../refactor-service.ts';
import type { RunRequest } from './run.ts';

/** How often what was proven is proven again without what is not applied, before it is given up. */
const proofsAgainMax = 3;

/** What is good enough to be applied. */
interface Wanted {
  readonly apply: Exclude<RunRequest['apply'], 'nothing'>;
  readonly mustPass: NonNullable<RunRequest['mustPass']>;
}

export interface AppliedRound {
  /** As given, with the verdicts of the last proof. */
  readonly outcomes: readonly Outcome[];
  readonly ids: ReadonlySet<string>;
  readonly point?: RestorePoint;
  readonly refusal?: Refusal;
}

/**
 * Applies what is good enough, all of it as one restore point. A group that holds others too was not proven without
 * them, so just the chosen ones are proven once more, and what does not hold then is left out.
 */
export async function applyRound(
  outcomes: readonly Outcome[],
  wanted: Wanted,
  refactor: RefactorService,
  watch: Watch,
  signal: AbortSignal,
): Promise<AppliedRound> {
  let current = outcomes;
  let together = outcomes.filter(({ proposal }) => proposal).length;
  for (let again = 0; again <= proofsAgainMax; again += 1) {
    const ids = current.flatMap(({ proposal }) =>
      proposal && isWanted(proposal, wanted) ? [proposal.id] : [],
    );
    if (ids.length === 0) return { outcomes: current, ids: new Set() };
    if (ids.length === together) return apply(current, ids, refactor, signal);
    const reports = await refactor.proveTogether(ids, watch, signal);
    if (isRefusal(reports)) return { outcomes: current, ids: new Set(), refusal: reports };
    current = current.map((outcome): Outcome => {
      const { proposal } = outcome;
      const report = proposal && reports.get(proposal.id);
      return report
        ? { ...outcome, report, proposal: { ...proposal, verdict: report.verdict, report } }
        : outcome;
    });
    together = ids.length;
  }
  const refusal = refused('The proven changes do not hold without the others: prove them one at a time.');
  return { outcomes: current, ids: new Set(), refusal };
}

async function apply(
  outcomes: readonly Outcome[],
  ids: readonly string[],
  refactor: RefactorService,
  signal: AbortSignal,
): Promise<AppliedRound> {
  const [first] = ids;
  const title =
    ids.length === 1 && first ? (refactor.get(first)?.title ?? '') : `${ids.length} proven refactors`;
  const point = await refactor.applyTogether(ids, title, signal);
  if (isRefusal(point)) return { outcomes, ids: new Set(), refusal: point };
  return { outcomes, ids: new Set(ids), point };
}

function isWanted({ verdict, report }: Proposal, { apply, mustPass }: Wanted): boolean {
  const isGood = verdict === 'proven' || (apply === 'checked' && verdict === 'checked');
  return isGood && mustPass.every((gate) => report?.gates[gate].status === 'pass');
}
