import { z } from 'zod';

/** A problem a tool reported. Lines and columns are 1-based, columns in UTF-16 units. */
export const problemSchema = z.object({
  tool: z.string(),
  /** `TS2304`, a lint rule id, or absent for a failing test. */
  code: z.string().optional(),
  message: z.string(),
  /** Relative to the workspace root, with `/`; absent for a problem of the whole run. */
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  column: z.number().int().positive().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export const gateNames = ['parse', 'types', 'lint', 'tests'] as const;
export type GateName = (typeof gateNames)[number];

/** `skipped` always has a reason, and says whether the workspace has such a tool at all. */
export const gateResultSchema = z.object({
  status: z.enum(['pass', 'fail', 'skipped']),
  ms: z.number().nonnegative(),
  newProblems: z.array(problemSchema),
  reason: z.string().optional(),
  /** Set on `skipped` when the workspace has no such tool, so that lacking it does not weaken the verdict. */
  absent: z.boolean().optional(),
});
export type GateResult = z.infer<typeof gateResultSchema>;

export const gatesSchema = z.object({
  parse: gateResultSchema,
  types: gateResultSchema,
  lint: gateResultSchema,
  tests: gateResultSchema,
});
export type Gates = z.infer<typeof gatesSchema>;

/**
 * - `proven`: every gate the workspace has passed against its baseline, and a test executed the changed lines
 *   (or the emitted JavaScript is identical).
 * - `checked`: nothing new is broken as far as it was looked at; `ProofReport.summary` says what was not.
 * - `failed`: a gate found something new.
 * - `refused`: not tried, with a reason.
 */
export const verdictSchema = z.enum(['proven', 'checked', 'failed', 'refused']);
export type Verdict = z.infer<typeof verdictSchema>;

export const proofReportSchema = z.object({
  verdict: verdictSchema,
  gates: gatesSchema,
  /** One sentence for a person: why this verdict and not a better one. */
  summary: z.string(),
  /** Gates the workspace lacks or that did not run, named. */
  missing: z.array(z.string()),
  /** Executable changed lines, and how many of them a test executed; absent when no test ran. */
  changedLines: z.object({ total: z.number().int(), executed: z.number().int() }).optional(),
  ms: z.number().nonnegative(),
});
export type ProofReport = z.infer<typeof proofReportSchema>;
