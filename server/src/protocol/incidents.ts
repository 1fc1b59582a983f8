import { z } from 'zod';
import { incidentFactNames } from './incident-facts.ts';

/** Something is wrong. */
export const incidentOpenedSchema = z.object({
  id: z.string(),
  /** What noticed it, such as `integrity_violation`. */
  trigger: z.string(),
  title: z.string(),
  /** Who it is about, such as `store`. */
  source: z.string(),
  detail: z.string(),
  /** What else is known of it, by which a playbook is chosen; absent in older records. */
  facts: z.partialRecord(z.enum(incidentFactNames), z.string()).optional(),
});

/** What became of it. */
export const incidentClosedSchema = z.object({
  id: z.string(),
  outcome: z.enum(['healed', 'gave-up']),
  detail: z.string(),
  ms: z.number().nonnegative(),
});
