import { z } from 'zod';

/** The journal format this build writes. A journal of a newer one is refused, never rewritten. */
export const journalFormat = 1;

/** Where the bytes of one file version are kept: a slice of a pack, named by the hash of its plain bytes. */
const imageSchema = z.object({
  hash: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  /** Absent for a file that gets whatever mode the system gives new files. */
  mode: z.number().int().optional(),
  pack: z.string(),
  offset: z.number().int().nonnegative(),
  storedBytes: z.number().int().nonnegative(),
  encoding: z.enum(['raw', 'deflate']),
});
export type Image = z.infer<typeof imageSchema>;

/** `null` means "does not exist". `temporary` is the exact name, beside the file, that a write may leave behind. */
const fileRecordSchema = z.object({
  path: z.string(),
  before: imageSchema.nullable(),
  after: imageSchema.nullable(),
  /** Set when an editor had unsaved text: what the disk held, which is not `before`. */
  disk: imageSchema.nullable().optional(),
  temporary: z.string(),
});
export type FileRecord = z.infer<typeof fileRecordSchema>;

const intentSchema = z.object({
  kind: z.literal('intent'),
  id: z.string(),
  timeMs: z.number(),
  title: z.string(),
  by: z.enum(['grace', 'editor', 'undo']),
  /** The restore point that this one takes back. */
  undoes: z.string().optional(),
  files: z.array(fileRecordSchema),
  /** Folders the apply creates, shallow first, relative to the root. */
  creates: z.array(z.string()),
  /** Folders the apply removes when they have become empty, deep first, relative to the root. */
  empties: z.array(z.string()),
});
export type IntentRecord = z.infer<typeof intentSchema>;

/** `byRecovery`: a crash had interrupted the operation, and the next start ended it. */
const ending = { id: z.string(), timeMs: z.number(), byRecovery: z.literal(true).optional() };

const committedSchema = z.object({
  kind: z.literal('committed'),
  ...ending,
  /** Files whose content after the apply is not the planned one, because the editor formatted them on save. */
  settled: z.array(z.object({ path: z.string(), after: imageSchema })).optional(),
});

const rolledBackSchema = z.object({ kind: z.literal('rolled-back'), ...ending });

/** Some files were neither before nor after, so they were left as they are and the person was told. */
const needsYouSchema = z.object({
  kind: z.literal('needs-you'),
  ...ending,
  files: z.array(z.string()),
});

export type EndRecord = z.infer<typeof committedSchema | typeof rolledBackSchema | typeof needsYouSchema>;

const formatSchema = z.object({ kind: z.literal('format'), version: z.number().int() });

export const recordSchema = z.discriminatedUnion('kind', [
  formatSchema,
  intentSchema,
  committedSchema,
  rolledBackSchema,
  needsYouSchema,
]);
export type JournalRecord = z.infer<typeof recordSchema>;
