import { z } from 'zod';
import { restartPolicies } from './config.ts';

/** A program that a workspace names in `services`. */
const namedServiceSchema = z.object({
  name: z.string(),
  argv: z.array(z.string()),
  /** Relative to the root; empty for the root itself. */
  cwd: z.string(),
  /** How one sees that it is ready, in words. */
  ready: z.string(),
  restart: z.enum(restartPolicies),
  /** Whether a person approved these very words; absent where nobody was asked. */
  approved: z.boolean().optional(),
});
export type NamedService = z.infer<typeof namedServiceSchema>;
export const servicesListSchema = z.object({ services: z.array(namedServiceSchema) });

/** One line of `grace services run --json`. */
export const servicesRunSchema = z.union([
  /** It printed this. */
  z.object({ service: z.string(), line: z.string() }),
  z.object({
    service: z.string(),
    state: z.enum(['starting', 'ready', 'unresponsive', 'resting', 'ended', 'failed', 'stopped']),
    /** A sentence. */
    reason: z.string().optional(),
    pid: z.number().int().optional(),
    /** From its start until it was ready. */
    readyMs: z.number().optional(),
    /** It is started again then, in ISO 8601. */
    until: z.string().optional(),
    restarts: z.number().int().nonnegative(),
  }),
  /** It ended by itself with an error, or did not become ready. */
  z.object({
    service: z.string(),
    failure: z.string(),
    /** What was recognised in the last lines that it printed, by strict signature. */
    errors: z.array(
      z.object({
        signature: z.string(),
        tool: z.string(),
        message: z.string(),
        file: z.string().optional(),
        line: z.number().int().optional(),
      }),
    ),
  }),
  z.object({ refused: z.string() }),
]);
export type ServicesRunJson = z.infer<typeof servicesRunSchema>;
