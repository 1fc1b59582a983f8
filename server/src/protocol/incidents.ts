import { z } from 'zod';

/** Something is wrong. */
export const incidentOpenedSchema = z.object({
  id: z.string(),
  /** What noticed it, such as `integrity_violation`. */
  trigger: z.string(),
  title: z.string(),
  /** Who it is about, such as `store`. */
  source: z.string(),
  detail: z.string(),
});

/** What became of it. */
export const incidentClosedSchema = z.object({
  id: z.string(),
  outcome: z.enum(['healed', 'gave-up']),
  detail: z.string(),
  ms: z.number().nonnegative(),
});
