import { z } from 'zod';

/** Everything that Grace decides by itself, or carries out for a person, and has to answer for. */
export const decisionKinds = [
  'proof',
  'apply',
  'undo',
  'recovery',
  'rollback',
  'boot',
  'restart',
  'start',
  'stop',
  'escalate',
  'quarantine',
  'trust',
  'shed',
  'restore_load',
] as const;

/** `certain`: it cannot be otherwise, such as what a person asked for. */
export const certaintyLevels = ['certain', 'high', 'moderate', 'low'] as const;

const evidenceMax = 32;
const turnedDownMax = 16;
const causesMax = 32;
const seq = z.number().int().positive();

export const decisionSchema = z.object({
  kind: z.enum(decisionKinds),
  /** What it is about, so that it is found beside the events about the same: `point r1`, `kernel store`. */
  subject: z.string(),
  /** A sentence. */
  decided: z.string(),
  /** What it rests on, one sentence each; `seq` is the record that says so. */
  evidence: z.array(z.object({ what: z.string(), seq: seq.optional() })).max(evidenceMax),
  /** What could have been decided instead, and why it was not. */
  turnedDown: z.array(z.object({ option: z.string(), why: z.string() })).max(turnedDownMax),
  certainty: z.object({ level: z.enum(certaintyLevels), why: z.string() }),
  /** Records it goes back to, besides those about its subject. */
  causes: z.array(seq).max(causesMax),
});
export type Decision = z.infer<typeof decisionSchema>;

/** One event of a chain, with the decisions that were made on it. */
export const explainedEventSchema = z.object({
  seq,
  /** ISO 8601. */
  time: z.string(),
  topic: z.string(),
  /** What happened, in a line; says so where the payload was erased. */
  line: z.string(),
  decisions: z.array(decisionSchema.extend({ seq })),
  /** The events it goes back to; an event without any is where it began. */
  causes: z.array(seq),
});
export type ExplainedEvent = z.infer<typeof explainedEventSchema>;

export const whySchema = z.object({
  /** The record that was asked about. */
  asked: seq,
  /** Newest first; the one asked about is the first, or holds it among its decisions. */
  chain: z.array(explainedEventSchema),
  /** Why it is not followed further, where it is not. */
  incomplete: z.string().optional(),
});
export type Why = z.infer<typeof whySchema>;
