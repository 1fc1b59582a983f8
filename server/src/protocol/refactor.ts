import { z } from 'zod';
import { gatesSchema, proofReportSchema, verdictSchema } from './proof.ts';

/** 1-based lines and columns; columns in UTF-16 units; the end is exclusive. */
export const rangeSchema = z.object({
  start: z.object({ line: z.number().int().positive(), column: z.number().int().positive() }),
  end: z.object({ line: z.number().int().positive(), column: z.number().int().positive() }),
});
export type TextRange = z.infer<typeof rangeSchema>;

/** What is known of an intent without running it. */
export const intentSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  /** The code action kind, such as `refactor.rewrite.grace.improveLogging`. */
  kind: z.string(),
  safety: z.enum(['safe', 'review']),
  needs: z.enum(['syntax', 'types']),
});
export type IntentSummary = z.infer<typeof intentSummarySchema>;

export const opportunitySchema = z.object({
  intent: z.string(),
  file: z.string(),
  range: rangeSchema,
  title: z.string(),
  metrics: z.record(z.string(), z.number()),
  /** What it buys, comparable between intents; the order of the list. */
  gain: z.number(),
});
export type Opportunity = z.infer<typeof opportunitySchema>;

/** One proposal as the command line prints it. `diff` is a unified diff over all its files. */
export const proposalSchema = z.object({
  id: z.string(),
  intent: z.string(),
  title: z.string(),
  files: z.array(z.string()),
  diff: z.string(),
  verdict: verdictSchema,
  proof: gatesSchema,
  applied: z.boolean(),
  refused: z.string().optional(),
  report: proofReportSchema.optional(),
});
export type ProposalJson = z.infer<typeof proposalSchema>;

export const refactorListSchema = z.object({ intents: z.array(intentSummarySchema) });
export const refactorFindSchema = z.object({
  opportunities: z.array(opportunitySchema),
  /** Files that were left out, each with a sentence. */
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })).optional(),
  /** Places left out: a run looked at them before and refused them, and nothing changed since. */
  lookedAtBefore: z.number().int().optional(),
  /** `interrupted`: what is here is what was found by then. */
  state: z.enum(['done', 'interrupted']).optional(),
});
export const refactorRunSchema = z.object({
  proposals: z.array(proposalSchema),
  /** `interrupted`: what is here is what was known by then; the same command goes on from there. */
  state: z.enum(['done', 'interrupted']).optional(),
  rounds: z.number().int().optional(),
  /** Restore points, in the order they were made: the last is the first to be taken back. */
  restorePoints: z.array(z.string()).optional(),
  /** Places left for another run: beyond the limit, or in the way of changes that were not applied. */
  waiting: z.number().int().optional(),
  /** Places left out: a run looked at them before, and nothing changed since. */
  lookedAtBefore: z.number().int().optional(),
  /** It went on where an earlier run was interrupted. */
  resumed: z.boolean().optional(),
});

export const restorePointSchema = z.object({
  id: z.string(),
  /** ISO 8601. */
  time: z.string(),
  title: z.string(),
  files: z.array(z.string()),
  state: z.enum(['applied', 'undone', 'rolled-back']),
});
export type RestorePoint = z.infer<typeof restorePointSchema>;
export const restoreListSchema = z.object({ restorePoints: z.array(restorePointSchema) });
export const restoreApplySchema = z.object({
  id: z.string(),
  /** The restore point of the undo itself: apply it to get the change back. */
  restorePoint: z.string().optional(),
  restored: z.array(z.string()),
  /** Files merged three-way because they were edited since. */
  merged: z.array(z.string()),
  refused: z.string().optional(),
});
