import { z } from 'zod';
import { kernelIds, kernelTiers, type KernelId } from './kernels.ts';
import { bootRollbackSchema } from './state-rollback.ts';

/** The seven steps of a boot, in their order. */
export const bootPhases = [
  'preflight',
  'warmup',
  'foundation',
  'services',
  'contracts',
  'restore',
  'live',
] as const;
export type BootPhase = (typeof bootPhases)[number];

/** What is looked at before anything is started. */
export const bootChecks = [
  'runtime',
  'storage',
  'memory',
  'log',
  'database',
  'configuration',
  'workspace',
] as const;
export type BootCheck = (typeof bootChecks)[number];

export const checkResultSchema = z.object({
  name: z.enum(bootChecks),
  state: z.enum(['ok', 'warn', 'fail']),
  /** A sentence. */
  detail: z.string(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

export const phaseResultSchema = z.object({
  name: z.enum(bootPhases),
  ms: z.number().nonnegative(),
  /** `degraded`: the boot went on with less. `waiting`: it did not come to it yet. */
  state: z.enum(['done', 'degraded', 'failed', 'skipped', 'running', 'waiting']),
  /** Milliseconds from the start of the boot to the start of the phase. */
  fromMs: z.number().nonnegative(),
  /** Why it is not simply done, as a sentence. */
  detail: z.string().optional(),
});
export type PhaseResult = z.infer<typeof phaseResultSchema>;

const tiers = Object.values(kernelTiers);

export const kernelHealthSchema = z.object({
  name: z.enum(kernelIds as [KernelId, ...KernelId[]]),
  tier: z
    .number()
    .int()
    .min(Math.min(...tiers))
    .max(Math.max(...tiers)),
  state: z.enum(['ready', 'degraded', 'planned', 'stopped']),
  /** Why it is degraded, as a sentence. */
  detail: z.string().optional(),
  /** How long its last start took, self-test included; absent before there was one. */
  readyMs: z.number().nonnegative().optional(),
  restarts: z.number().int().nonnegative(),
  /** ISO 8601; the last time it told how far it is. */
  lastBeat: z.string().optional(),
});
export type KernelHealth = z.infer<typeof kernelHealthSchema>;

/** How all kernels proved themselves at the same time, right after a boot. */
export const canaryResultSchema = z.object({
  state: z.enum(['running', 'passed', 'failed']),
  ms: z.number().nonnegative(),
  /** What failed and why, as sentences. */
  detail: z.string().optional(),
});
export type CanaryResult = z.infer<typeof canaryResultSchema>;

/** How the boot of one workspace went, and how its kernels are now. */
export const bootReportSchema = z.object({
  phases: z.array(phaseResultSchema),
  checks: z.array(checkResultSchema),
  kernels: z.array(kernelHealthSchema),
  /** The last phase is done. */
  live: z.boolean(),
  /** Absent before the last phase is done. */
  canary: canaryResultSchema.optional(),
  /** From the start to live, or to now. */
  ms: z.number().nonnegative(),
  /** Why Grace changes nothing here, and what to do, as sentences; absent while all is well. */
  safeMode: z.string().optional(),
  /** Absent where there was nothing to put back. */
  rollback: bootRollbackSchema.optional(),
});
export type BootReport = z.infer<typeof bootReportSchema>;
