import { z } from 'zod';

/** `too_short`: there is a value, but it is nothing that could be kept apart from ordinary words. */
export const secretStates = ['present', 'missing', 'too_short'] as const;

export const secretStatusSchema = z.object({
  name: z.string(),
  state: z.enum(secretStates),
  /** The beginning of a keyed hash: another value has another one, and nothing of the value is in it. */
  fingerprint: z.string().optional(),
  /** When it was first seen to be so, in ISO 8601. */
  since: z.string().optional(),
  /** What is new since Grace ran here before. */
  change: z.enum(['appeared', 'rotated', 'missing', 'too_short']).optional(),
  /** What to do where it cannot be used, as a sentence. */
  advice: z.string().optional(),
});
export type SecretStatus = z.infer<typeof secretStatusSchema>;

export const secretsSchema = z.object({ secrets: z.array(secretStatusSchema) });
