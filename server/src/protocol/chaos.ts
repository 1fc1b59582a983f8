import { z } from 'zod';

/** Every failure that Grace drills itself with. */
export const chaosCardIds = ['kernel_kill', 'heartbeat_stall', 'log_corruption', 'store_loss'] as const;
export type ChaosCardId = (typeof chaosCardIds)[number];

export const chaosGateSchema = z.object({
  /** `skipped`: the drill did not come so far. */
  status: z.enum(['pass', 'fail', 'skipped']),
  /** From the injection to what the gate waits for; for `integrity`, how long it was looked for. */
  ms: z.number().nonnegative(),
  /** A sentence: what was seen, or what was missing. */
  reason: z.string(),
});
export type ChaosGate = z.infer<typeof chaosGateSchema>;

/** What a drill is judged by, in this order. */
export const chaosGatesSchema = z.object({
  detect: chaosGateSchema,
  diagnose: chaosGateSchema,
  recover: chaosGateSchema,
  integrity: chaosGateSchema,
});
export type ChaosGates = z.infer<typeof chaosGatesSchema>;

/** `inconclusive`: the fault did not land, or there was no steady state to begin with. `halted`: it was called off. */
export const chaosVerdicts = ['passed', 'failed', 'inconclusive', 'halted'] as const;

/** A drill that was carried out, as the log keeps it for good. */
export const chaosDrilledSchema = z.object({
  id: z.string(),
  card: z.enum(chaosCardIds),
  /** The same seed draws the same plan. */
  seed: z.number().int().nonnegative(),
  /** What the seed drew, as it was carried out. */
  plan: z.record(z.string(), z.union([z.string(), z.number()])),
  verdict: z.enum(chaosVerdicts),
  /** Why there is no other verdict, as a sentence. */
  reason: z.string().optional(),
  gates: chaosGatesSchema,
  /** What raised it, and what was done about it first: the lesson. */
  raised: z.string().optional(),
  recovery: z.string().optional(),
  /**
   * How many times longer than its processor time a piece of work took before anything was done, at least 1: the budgets of
   * the gates were longer by as much.
   */
  pace: z.number().min(1).optional(),
  ms: z.number().nonnegative(),
});
export type ChaosDrilled = z.infer<typeof chaosDrilledSchema>;

export const chaosRunSchema = z.object({
  drills: z.array(chaosDrilledSchema),
  /** Share of the drills that passed, from 0 to 1; one that is inconclusive or halted did not pass. */
  score: z.number().min(0).max(1),
  /** Why not all of them were run, where that is so. */
  stopped: z.string().optional(),
});
export type ChaosRunJson = z.infer<typeof chaosRunSchema>;

export const chaosListSchema = z.object({
  cards: z.array(
    z.object({
      id: z.enum(chaosCardIds),
      hypothesis: z.string(),
      triggers: z.array(z.string()),
      recoveries: z.array(z.string()),
      detectMsMax: z.number(),
      recoverMsMax: z.number(),
    }),
  ),
  /** Why no drill may run, where that is so. */
  halted: z.string().optional(),
});
export type ChaosListJson = z.infer<typeof chaosListSchema>;

export const chaosCoverageSchema = z.object({
  /** Cells of cards × triggers and cards × recoveries that a passed drill stands for, of all cells. */
  percent: z.number().min(0).max(100),
  cells: z.array(
    z.object({
      card: z.enum(chaosCardIds),
      kind: z.enum(['trigger', 'recovery']),
      name: z.string(),
      /** Drills of the card in which it was seen; none counts as nothing covered. */
      drills: z.number().int().nonnegative(),
      passed: z.number().int().nonnegative(),
    }),
  ),
  /** Cards of which no drill is in the log. */
  unrun: z.array(z.enum(chaosCardIds)),
});
export type ChaosCoverageJson = z.infer<typeof chaosCoverageSchema>;

/** Drills are called off and kept off until this is lifted, in every workspace of this person. */
export const chaosHaltSchema = z.object({ halted: z.boolean(), file: z.string() });
