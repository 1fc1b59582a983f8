import { z } from 'zod';
import { checkResultSchema, kernelHealthSchema, phaseResultSchema } from './health.ts';
import { kernelIds, type KernelId } from './kernels.ts';

const kernel = z.enum(kernelIds as [KernelId, ...KernelId[]]);

/** Grace came up; what it is like is what a later boot is compared with. */
export const bootLiveSchema = z.object({
  ms: z.number().nonnegative(),
  phases: z.array(phaseResultSchema.pick({ name: true, ms: true, state: true })),
  checks: z.array(checkResultSchema),
  kernels: z.array(kernelHealthSchema.pick({ name: true, state: true, readyMs: true, restarts: true })),
});

export const bootSafeSchema = z.object({
  /** Sentences: why, and what to do. */
  reason: z.string(),
});

export const kernelFailedSchema = z.object({
  kernel,
  /** What noticed it, such as `heartbeat_stall`. */
  failure: z.string(),
  reason: z.string(),
});

/** It came back after a failure, or because somebody asked for a restart. */
export const kernelReadySchema = z.object({
  kernel,
  restarts: z.number().int().positive(),
  ms: z.number().nonnegative(),
});

export const kernelQuarantinedSchema = z.object({
  kernel,
  /** ISO 8601. */
  until: z.string(),
  reason: z.string(),
});

export const loadChangedSchema = z.object({
  level: z.number().int().nonnegative(),
  paused: z.array(kernel),
});
