import { isCancelled, isRefusal, messageOf, type Clock } from '../base/index.ts';
import type { ControlPlane } from '../core/kernel/index.ts';
import { kernelTiers, type CanaryResult } from '../protocol/index.ts';
import { safeModeSentence, type Fitness } from './fitness.ts';

export interface CanaryPorts {
  readonly plane: Pick<ControlPlane, 'statuses' | 'isUp' | 'testKernel'>;
  readonly fitness: Pick<Fitness, 'fail'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly stateFolder: string;
  readonly tell: (result: CanaryResult) => void;
  readonly warn: (message: string) => void;
}

/**
 * Each kernel passed its self-test when it came up, before others stood on it. Right after a boot all that run prove
 * themselves once more, at the same time and with everything up; nobody waits for it. Resolves when it is told how it went.
 */
export async function sendCanary(ports: CanaryPorts, signal: AbortSignal): Promise<void> {
  const { plane, fitness, clock, tell, warn } = ports;
  const fromMs = clock.monotonic();
  const ms = () => Math.round(clock.monotonic() - fromMs);
  const running = plane
    .statuses()
    .map(({ id }) => id)
    .filter((id) => plane.isUp(id));
  tell({ state: 'running', ms: 0 });
  try {
    const outcomes = await Promise.all(
      running.map(async (id) => ({ id, outcome: await plane.testKernel(id, signal) })),
    );
    const broken = outcomes.flatMap(({ id, outcome }) =>
      isRefusal(outcome) ? [{ id, reason: outcome.message }] : [],
    );
    for (const { id, reason } of broken)
      if (kernelTiers[id] === 0) fitness.fail(id, safeModeSentence(id, reason, ports.stateFolder));
    if (broken.length === 0) {
      tell({ state: 'passed', ms: ms() });
      return;
    }
    const detail = broken.map(({ id, reason }) => `${id}: ${reason}`).join(' ');
    tell({ state: 'failed', ms: ms(), detail });
    warn(`Not every part of Grace proved itself once all were up. ${detail}`);
  } catch (thrown) {
    // Closed meanwhile: it stays `running`, as it did not come to an end.
    if (!isCancelled(thrown)) tell({ state: 'failed', ms: ms(), detail: messageOf(thrown) });
  }
}
