import type { Gates, ProposalJson } from '../protocol/index.ts';
import { unifiedDiff, type Outcome, type RunResult } from '../features/refactor/index.ts';

/** One outcome of a run as it is printed as JSON, and rendered for people. */
export function proposalJson(outcome: Outcome, run: RunResult): ProposalJson {
  const { proposal, refusal, report } = outcome;
  const change = proposal?.change ?? outcome.change;
  const isApplied = proposal !== undefined && run.applied.has(proposal.id);
  const isGood = proposal?.verdict === 'proven';
  const reason = refusal?.message ?? (isGood && !isApplied ? run.refusal?.message : undefined);
  return {
    id: proposal?.id ?? '',
    intent: outcome.request.intent,
    title: outcome.title,
    files: change?.files.map(({ path }) => path) ?? [outcome.request.path],
    diff: change ? unifiedDiff(change) : '',
    verdict: report?.verdict ?? outcome.verdict ?? 'refused',
    proof: report?.gates ?? gatesNotRun(refusal?.message ?? 'It was refused before the proof.'),
    applied: isApplied,
    ...(reason ? { refused: reason } : {}),
    ...(report ? { report } : {}),
  };
}

function gatesNotRun(reason: string): Gates {
  const gate = { status: 'skipped' as const, ms: 0, newProblems: [], reason };
  return { parse: gate, types: gate, lint: gate, tests: gate };
}
