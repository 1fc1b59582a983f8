import { z } from 'zod';
import { learnedRemedySchema, sharedRemedySchema } from './remedies.ts';

/** Remedies of one failure that a file tells of. */
export const remediesInFileMax = 5;

const signature = z.string().min(1).max(200);
const text = (charactersMax: number) => z.string().max(charactersMax);

/** What is known of a failure from its text; the same for every occurrence. */
const described = {
  signature,
  loose: text(200).optional(),
  template: text(2_000),
  tool: text(100).optional(),
  code: text(200).optional(),
};

/** A failure was seen: once, or several times in one output. */
export const errorSeenSchema = z.object({
  ...described,
  /** As it was said that time. */
  message: text(2_000),
  /** Relative to the workspace. */
  file: text(1_000).optional(),
  /** 1-based. */
  line: z.number().int().positive().optional(),
  count: z.number().int().positive(),
  /** `pipe`: given to `grace recognize`. `editor`: a problem that the editor showed. */
  source: z.enum(['pipe', 'editor', 'service']),
});

/** What a person calls it; without a name it is called by its template again. */
export const errorNamedSchema = z.object({ signature, name: text(200).optional() });

/** A person says that both are the same failure: from now on, whatever is learned of one holds for the other. */
export const errorMergedSchema = z.object({ signature, into: signature });

/** A person says that it is a failure of its own after all. */
export const errorSplitSchema = z.object({ signature });

/** What was known of it is forgotten; it may be seen again. */
export const errorForgottenSchema = z.object({ signature });

/** What somebody else knows of a failure: its name and what it is the same as. It counts as not seen here. */
export const errorImportedSchema = z.object({
  ...described,
  name: text(200).optional(),
  into: signature.optional(),
  /** What became of remedies there. */
  remedies: z.array(sharedRemedySchema).max(remediesInFileMax).optional(),
});

export const learnedEntrySchema = z.object({
  /** Names the failure: one of its signatures, and the same as long as nothing is merged or split. */
  id: signature,
  /** What a person calls it. */
  name: z.string().optional(),
  template: z.string(),
  tool: z.string().optional(),
  code: z.string().optional(),
  /** How it was put the last time; absent where it was not seen here. */
  message: z.string().optional(),
  /** Where it was seen the last time; lines move, so this one is of that time. */
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  /** All that a person says are this failure. */
  signatures: z.array(signature),
  loose: z.array(z.string()),
  seen: z.number().int().nonnegative(),
  /** In ISO 8601; absent where it was not seen here. */
  firstSeen: z.string().optional(),
  lastSeen: z.string().optional(),
  /** How each of its signatures was put and where it was seen the last time, the latest first. */
  examples: z.array(
    z.object({
      signature,
      message: z.string(),
      file: z.string().optional(),
      line: z.number().int().positive().optional(),
      time: z.string(),
    }),
  ),
  /** What was tried against it, in the order in which to try it again; those in quarantine last. */
  remedies: z.array(learnedRemedySchema),
});
export type LearnedEntry = z.infer<typeof learnedEntrySchema>;

export const learnedSchema = z.object({
  entries: z.array(learnedEntrySchema),
  /** How many more there are. */
  leftOff: z.number().int().nonnegative(),
});
export type LearnedJson = z.infer<typeof learnedSchema>;

/** The answer of `grace learned import`. */
export const learnedImportSchema = z.object({
  /** Failures of which the file told something new: that there are, a name, what is the same, or remedies. */
  imported: z.number().int().nonnegative(),
  known: z.number().int().nonnegative(),
});

/** A signature that somebody says is of a failure, with its own text: should it be split off, it goes by that. */
const sameSchema = z.strictObject({
  id: signature,
  template: text(2_000),
  tool: text(100).optional(),
  code: text(200).optional(),
  loose: text(200).optional(),
});

/** The file of `grace learned export`: what can be told of failures without telling where and when they were seen. */
export const learnedFileSchema = z.strictObject({
  version: z.literal(1),
  failures: z
    .array(
      z.strictObject({
        id: signature,
        name: text(200).min(1).optional(),
        template: text(2_000),
        tool: text(100).optional(),
        code: text(200).optional(),
        loose: z.array(text(200)).max(20).optional(),
        /** Signatures of the same failure; files of before name them alone. */
        same: z
          .array(z.union([signature, sameSchema]))
          .max(200)
          .optional(),
        /** What became of remedies where the file is from. */
        remedies: z.array(sharedRemedySchema).max(remediesInFileMax).optional(),
      }),
    )
    .max(250),
});
export type LearnedFile = z.infer<typeof learnedFileSchema>;
