import { z } from 'zod';
import { bootReportSchema, methods } from '../../../protocol/index.ts';
import type { HealthLook } from '../subject.ts';
import type { ServedGrace } from './launcher.ts';

const answerSchema = z.object({
  folders: z.array(
    z.object({
      report: bootReportSchema.pick({ kernels: true, safeMode: true, live: true, checks: true }).optional(),
    }),
  ),
});

/** How it is, as it tells any editor; throws while it does not know yet. */
export async function readHealth(grace: ServedGrace): Promise<HealthLook> {
  const { folders } = answerSchema.parse(await grace.request(methods.health, {}));
  const report = folders[0]?.report;
  if (!report) throw new Error('It does not say how it is.');
  const { kernels, safeMode, live, checks } = report;
  return {
    live,
    failed: checks.filter(({ state }) => state === 'fail').map(({ detail }) => detail),
    kernels: kernels.map(({ name, state, restarts }) => ({ id: name, state, restarts })),
    ...(safeMode === undefined ? {} : { safeMode }),
  };
}
