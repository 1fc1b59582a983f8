import { z } from 'zod';

/** Why a kept state was put back. All but `asked` are Grace's own doing, while it came up. */
export const rollbackCauses = ['asked', 'state_unreadable', 'crash_loop', 'foundation_failed'] as const;
export type RollbackCause = (typeof rollbackCauses)[number];

/** What became of a rollback: the kept state is there as a whole, or the one from before it is. */
export const rollbackOutcomes = ['put_back', 'called_off'] as const;

/** The state of Grace was put back to a kept one. The log itself is not: this is a record of it like any other. */
export const stateRolledBackSchema = z.object({
  id: z.string(),
  /** The kept state, and when it was kept, in ISO 8601. */
  epoch: z.string(),
  epochTime: z.string(),
  /** The state from right before, kept as well: put it back to take the rollback back. */
  before: z.string(),
  /** ISO 8601. */
  time: z.string(),
  cause: z.enum(rollbackCauses),
  /** A sentence. */
  reason: z.string(),
  outcome: z.enum(rollbackOutcomes),
  /** The last record of the log when the state was kept; all later ones stay. */
  epochSeq: z.number().int().nonnegative(),
});
export type StateRolledBack = z.infer<typeof stateRolledBackSchema>;

export const epochReasons = ['boot', 'hourly', 'rollback'] as const;

const keptStateSchema = z.object({
  id: z.string(),
  /** `newer`: a newer Grace kept it, and only that one can put it back. */
  condition: z.enum(['good', 'damaged', 'newer']),
  /** ISO 8601. This and what follows is absent where it cannot be read. */
  time: z.string().optional(),
  /** `boot`: Grace had come up with it, and all that nothing holds without ran. `rollback`: it was there right before one. */
  reason: z.enum(epochReasons).optional(),
  files: z.number().int().nonnegative().optional(),
  sizeBytes: z.number().nonnegative().optional(),
  /** The last record of the log at that time. */
  seq: z.number().int().positive().optional(),
  /** The newest restore point at that time. */
  restorePoint: z.string().optional(),
});
export type KeptState = z.infer<typeof keptStateSchema>;
export const restoreStatesSchema = z.object({ states: z.array(keptStateSchema) });

export const restoreRollbackSchema = z.object({
  /** The kept state, as it was named. */
  state: z.string(),
  dryRun: z.boolean(),
  /** What becomes of each file of Grace's own state. */
  files: z.array(
    z.object({ path: z.string(), change: z.enum(['same', 'replaced', 'comes_back', 'goes', 'stricter']) }),
  ),
  /** Records of the log since that state was kept: they stay. */
  recordsSince: z.number().int().nonnegative(),
  /** Restore points since then: they stay, and can be taken back one by one. */
  appliesSince: z.array(z.string()),
  /** The state from right before: put it back to take the rollback back. */
  keptAs: z.string().optional(),
  refused: z.string().optional(),
});
export type RollbackAnswer = z.infer<typeof restoreRollbackSchema>;
export type RollbackPlan = Pick<RollbackAnswer, 'state' | 'files' | 'recordsSince' | 'appliesSince'>;

/** What a boot did to put a kept state back, or why it did not where it would have. */
export const bootRollbackSchema = z.object({
  outcome: z.enum([...rollbackOutcomes, 'refused']),
  /** A sentence. */
  detail: z.string(),
});
export type BootRollback = z.infer<typeof bootRollbackSchema>;

/** What a person is told of a rollback. */
export function rollbackSentence({ epoch, epochTime, before, reason, outcome }: StateRolledBack): string {
  if (outcome === 'called_off')
    return `A crash interrupted a rollback to ${epoch}, whose files were damaged since: the state from before it (${before}) is there again as a whole.`;
  return `The state of Grace was put back to ${epoch} of ${epochTime}. ${reason} What was there before is kept as ${before}.`;
}
