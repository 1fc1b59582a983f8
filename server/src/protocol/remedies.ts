import { z } from 'zod';

/**
 * What a remedy is: a playbook, a fix that was learned, a fix of the compiler or of a linter, a change that a restore point
 * holds, or what a person did by hand.
 */
export const remedyKinds = [
  'playbook',
  'learned_fix',
  'compiler_fix',
  'linter_fix',
  'change',
  'by_hand',
] as const;

/** `failed`: the symptom stayed, or something else broke. `reverted`: it was verified, and taken back later. */
export const attemptOutcomes = ['verified', 'failed', 'reverted'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

const signature = z.string().min(1).max(200);
const text = (charactersMax: number) => z.string().max(charactersMax);
const count = z.number().int().nonnegative();

/** No blank and no control character: it is written into one word of a command. */
const remedyId = z
  .string()
  .max(200)
  .regex(/^[\w@][\w@./:#+-]*$/u);

/** Names a remedy. One that was changed has another id, and begins with a clean record. */
export const remedyNameSchema = z.object({ kind: z.enum(remedyKinds), id: remedyId });
export type RemedyName = z.infer<typeof remedyNameSchema>;

const titled = remedyNameSchema.extend({ title: text(200).optional() });
export type TitledRemedy = z.infer<typeof titled>;

/** A remedy is about to be tried on a failure. Its record is the number of the attempt. */
export const remedyTriedSchema = z.object({
  signature,
  remedy: titled,
  /** The incident that it is to heal. */
  incident: text(200).optional(),
});

/** What became of an attempt. */
export const remedyEndedSchema = z.object({
  signature,
  remedy: remedyNameSchema,
  /** Number of the record in which the attempt began. */
  attempt: z.number().int().positive(),
  outcome: z.enum(attemptOutcomes),
  /** A sentence. */
  reason: text(500).optional(),
  /** What it changed can be seen there, and taken back: that counts as reverted. */
  restorePoint: text(200).optional(),
});

/** A person lets a remedy out of quarantine: the failures before it keep nobody from trying it again. */
export const remedyReleasedSchema = z.object({ signature, remedy: remedyNameSchema });

/** What became of a remedy on somebody else's machine. */
export const remedyElsewhereSchema = z.object({ tried: count, verified: count, reverted: count });
export type RemedyElsewhere = z.infer<typeof remedyElsewhereSchema>;

/** A remedy in a file that others read. */
export const sharedRemedySchema = z.strictObject({
  ...titled.shape,
  ...remedyElsewhereSchema.shape,
});

const learnedAttemptSchema = z.object({
  /** Number of the record in which it began. */
  attempt: z.number().int().positive(),
  /** When it began, in ISO 8601. */
  time: z.string(),
  /** Absent while it goes on, and where nobody said how it ended. */
  outcome: z.enum(attemptOutcomes).optional(),
  reason: z.string().optional(),
  incident: z.string().optional(),
  restorePoint: z.string().optional(),
});

/** The record of a remedy for one failure. */
export const learnedRemedySchema = z.object({
  ...titled.shape,
  /** Attempts that began here, whatever became of them. */
  tried: count,
  /** Attempts after which the symptom was gone and nothing else was broken; those that were taken back later are among them. */
  verified: count,
  failed: count,
  reverted: count,
  /**
   * Between 0 and 1: in how many attempts of a hundred it helps at least, with 95% certainty (the lower bound of Wilson's
   * interval). An attempt of which nobody knows the end counts as one that did not help.
   */
  bound: z.number().min(0).max(1),
  /** It failed twice in a row: it is tried only by who asks for it. */
  quarantined: z.boolean(),
  /** In ISO 8601; absent where it was not tried here. */
  lastTried: z.string().optional(),
  /** The latest attempts, the last one first. */
  attempts: z.array(learnedAttemptSchema),
  /** What somebody else says of it. It counts as nothing here, but says what to try first of what was never tried. */
  elsewhere: remedyElsewhereSchema.optional(),
});
export type LearnedRemedy = z.infer<typeof learnedRemedySchema>;

/** The remedy that a word such as `linter_fix:eslint/no-unused-vars` names. */
export function remedyFrom(word: string): RemedyName | undefined {
  const colon = word.indexOf(':');
  const parsed = remedyNameSchema.safeParse({ kind: word.slice(0, colon), id: word.slice(colon + 1) });
  return parsed.success ? parsed.data : undefined;
}
