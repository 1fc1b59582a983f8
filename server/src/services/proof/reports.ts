import type { GateResult, Gates, ProofReport } from '../../protocol/index.ts';

/** A gate that did not run; `reason` is a sentence. */
export function skippedGate(reason: string): GateResult {
  return { status: 'skipped', ms: 0, newProblems: [], reason };
}

/** Every gate skipped for the same reason. */
export function skippedGates(reason: string): Gates {
  const gate = skippedGate(reason);
  return { parse: gate, types: gate, lint: gate, tests: gate };
}

/** The report of a change that was not tried. */
export function refusedReport(reason: string, ms = 0): ProofReport {
  return { verdict: 'refused', gates: skippedGates(reason), summary: reason, missing: [], ms };
}
