import { z } from 'zod';
import { verdictSchema } from './proof.ts';

/** What the editor that has a workspace open holds, as a command beside it sees it. */
export const proposalsListSchema = z.object({
  /** Process id of the language server that holds them; absent when no editor has the workspace open. */
  editor: z.number().int().optional(),
  proposals: z.array(
    z.object({
      id: z.string(),
      intent: z.string(),
      title: z.string(),
      files: z.array(z.string()),
      verdict: z.union([verdictSchema, z.literal('proving')]),
      /** A file changed since: it has to be proven again before it is accepted. */
      stale: z.boolean(),
      applied: z.boolean(),
      /** Takes it back, once it is applied. */
      restorePoint: z.string().optional(),
    }),
  ),
});
export type ProposalsListJson = z.infer<typeof proposalsListSchema>;

export const proposalsShowSchema = z.object({ id: z.string(), diff: z.string() });
export const proposalsAcceptSchema = z.object({ id: z.string(), restorePoint: z.string() });
export const proposalsDiscardSchema = z.object({ id: z.string() });
