import { z } from 'zod';

export const logRecordSchema = z.object({
  seq: z.number().int().positive(),
  /** ISO 8601. */
  time: z.string(),
  topic: z.string(),
  /** By the topic; absent when it was erased. */
  payload: z.unknown().optional(),
  /** SHA-256 over the record and, through the one before, over everything before it. */
  hash: z.string(),
});
export type LogRecordJson = z.infer<typeof logRecordSchema>;

/** With `--follow`, each record is one line of its own instead. */
export const logShowSchema = z.object({
  records: z.array(logRecordSchema),
  /** Older records that match and were left out by `--limit`. */
  omitted: z.number().int().nonnegative(),
  /** Why the log cannot be read further. */
  damage: z.string().optional(),
});

export const logVerifySchema = z.object({
  state: z.enum(['whole', 'damaged']),
  /** Absent for an empty log. */
  firstSeq: z.number().int().positive().optional(),
  lastSeq: z.number().int().positive().optional(),
  /** Records whose payload was erased. */
  erased: z.number().int().nonnegative(),
  /** The first damaged record, and how much before it is certain. */
  damage: z.object({ seq: z.number().int().positive(), file: z.string(), message: z.string() }).optional(),
  /** What a crash may leave and nothing is lost by. */
  notes: z.array(z.string()),
  ms: z.number().nonnegative(),
});
export type LogVerifyJson = z.infer<typeof logVerifySchema>;
