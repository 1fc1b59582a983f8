import { z } from 'zod';
import { attemptOutcomes, remedyElsewhereSchema, remedyKinds } from '../../../protocol/index.ts';

const attemptSchema = z.object({
  /** The record that it began with. */
  seq: z.number(),
  startedMs: z.number(),
  incident: z.string().optional(),
  outcome: z.enum(attemptOutcomes).optional(),
  /** The record that it ended with, which the texts below are from. */
  endedSeq: z.number().optional(),
  reason: z.string().optional(),
  restorePoint: z.string().optional(),
  /** The restore point of the undo that took it back. */
  undo: z.string().optional(),
});
export type AttemptFacts = Readonly<z.infer<typeof attemptSchema>>;

const remedySchema = z.object({
  kind: z.enum(remedyKinds),
  id: z.string(),
  title: z.string().optional(),
  /** The record that the title is from. */
  titleSeq: z.number().optional(),
  tried: z.number(),
  verified: z.number(),
  failed: z.number(),
  reverted: z.number(),
  /** Moment of the last attempt, or of what was told of it. */
  lastMs: z.number(),
  /** What ended up to this record keeps it in no quarantine. */
  releasedSeq: z.number().optional(),
  /** The latest of them, in their order. */
  attempts: z.array(attemptSchema),
  elsewhere: remedyElsewhereSchema.optional(),
});

/** What the log says of one remedy for one signature. */
export type RemedyFacts = Omit<Readonly<z.infer<typeof remedySchema>>, 'attempts'> & {
  readonly attempts: readonly AttemptFacts[];
};

export const remediesSchema = z.array(remedySchema);
