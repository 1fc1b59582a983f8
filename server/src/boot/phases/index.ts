/** Phases promise that a boot goes one way: each takes what the one before gives. */
import type { BootParts } from '../parts.ts';
import type { Phase } from '../phase.ts';
import { preflight } from './1-preflight.ts';
import { warmup } from './2-warmup.ts';
import { foundation } from './3-foundation.ts';
import { services } from './4-services.ts';
import { contracts } from './5-contracts.ts';
import { restore } from './6-restore.ts';
import { live } from './7-live.ts';

/** Goes through all of them. Rejects only with `Cancelled`, or for a bug. */
export async function runPhases(parts: BootParts, signal: AbortSignal): Promise<void> {
  const run = async <In, Out>(phase: Phase<In, Out>, input: In): Promise<Out> =>
    parts.reporter.during(phase.name, () => phase.run(input, parts, signal));
  const checked = await run(preflight, 'begin');
  const warm = await run(warmup, checked);
  const founded = await run(foundation, warm);
  const serving = await run(services, founded);
  const tested = await run(contracts, serving);
  const restored = await run(restore, tested);
  await run(live, restored);
}
