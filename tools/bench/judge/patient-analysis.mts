import { analysisLimits } from '../../../server/src/services/analysis/limits.ts';
import { startAnalysis, type StartedAnalysis } from '../../../test/support/analysis.ts';

/** How many times as long as in the product everything may take: a sweep runs beside other work, on what that leaves. */
const patience = 20;

/** Longest that one request may take before it counts as refused. */
export const requestMsMax = analysisLimits.editDeadlineMs * patience;

/** The analysis of the product but for its deadlines: what it says must not depend on who else uses the machine. */
export function startPatientAnalysis(root: string): Promise<StartedAnalysis> {
  const { offerDeadlineMs, syntaxDeadlineMs, editDeadlineMs, dependentsMs, startMs, silenceMs } =
    analysisLimits;
  return startAnalysis(root, {
    limits: {
      offerDeadlineMs: offerDeadlineMs * patience,
      syntaxDeadlineMs: syntaxDeadlineMs * patience,
      editDeadlineMs: editDeadlineMs * patience,
      dependentsMs: dependentsMs * patience,
      startMs: startMs * patience,
      silenceMs: silenceMs * patience,
    },
  });
}
