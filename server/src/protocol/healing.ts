import { z } from 'zod';

const ms = z.number().nonnegative();
const step = z.number().int().nonnegative();

/** An attempt with a playbook begins: from here on it has an end in the log, whatever crashes. */
export const playbookBegunSchema = z.object({
  /** Names the attempt. */
  run: z.string(),
  incident: z.string(),
  playbook: z.string(),
  /** The first with this playbook for this incident is 1. */
  attempt: z.number().int().positive(),
  /** What does not run at the same time. */
  key: z.string(),
  /** What becomes of its steps where it does not help, also after a crash. */
  undo: z.enum(['reverse', 'keep']),
});
export type PlaybookBegun = z.infer<typeof playbookBegunSchema>;

/**
 * How far a step is. `begun` comes before anything is done and `undoing` before anything is taken back: what has one and no
 * end may have happened or not.
 */
export const stepStates = ['begun', 'done', 'failed', 'skipped', 'undoing', 'undone', 'not_undone'] as const;

export const playbookStepSchema = z.object({
  run: z.string(),
  /** Counted from 0. */
  step,
  action: z.string(),
  state: z.enum(stepStates),
  /** The same for the same step of the same attempt: what has it is done once. */
  key: z.string(),
  /** Of `begun`: what it was given, and what it is taken back by. */
  input: z.unknown().optional(),
  before: z.unknown().optional(),
  /** Of `done`. */
  output: z.unknown().optional(),
  /** A sentence: what it does, why it did not, or how it is taken back. */
  says: z.string(),
});
export type PlaybookStep = z.infer<typeof playbookStepSchema>;

/** `interrupted`: a crash came, and what was begun is settled. */
export const runOutcomes = ['healed', 'failed', 'interrupted'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

export const playbookEndedSchema = z.object({
  run: z.string(),
  incident: z.string(),
  playbook: z.string(),
  outcome: z.enum(runOutcomes),
  /** A sentence. */
  reason: z.string(),
  ms,
});

/** A repair that is not allowed to apply itself: a person decides. */
export const playbookProposedSchema = z.object({
  incident: z.string(),
  playbook: z.string(),
  /** What it would do, a sentence a step. */
  would: z.array(z.string()),
  /** Why it does not do so by itself, as a sentence. */
  reason: z.string(),
});

/** Grace has nothing left to try, or is not to try it: a person is needed. */
export const incidentEscalatedSchema = z.object({
  id: z.string(),
  /** What the person should know and do. */
  say: z.string(),
  /** What was tried, and why nothing else was. */
  reason: z.string(),
});
