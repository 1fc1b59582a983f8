import { z } from 'zod';
import type { KernelLook } from '../subject.ts';
import type { ServedGrace } from './launcher.ts';

const healthSchema = z.object({
  kernels: z.array(z.object({ id: z.string(), state: z.string(), restarts: z.number() })),
});

/** How its kernels are, as it tells any editor. */
export async function readHealth(grace: ServedGrace): Promise<readonly KernelLook[]> {
  return healthSchema.parse(await grace.request('grace/health', {})).kernels;
}
