import { isRefusal, refused, type Clock, type Refusal } from '../../base/index.ts';
import type { BoundKernel, ServiceOf } from './bind.ts';
import { withDeadline } from './deadline.ts';
import type { RunningKernel } from './kernel.ts';
import type { Lifetime } from './lifetime.ts';

export interface LaunchPorts {
  readonly of: ServiceOf;
  readonly clock: Clock;
  readonly selfTestMsMax: number;
  /** Called when the kernel ends by itself, from the moment it has started. */
  readonly onExit: (reason: string) => void;
}

/** Starts a kernel and lets it prove that it works. Rejects where it fails, or with `Cancelled` when its lifetime ends. */
export async function launch(
  kernel: BoundKernel,
  lifetime: Lifetime,
  ports: LaunchPorts,
): Promise<RunningKernel | Refusal> {
  const { clock } = ports;
  const { startMsMax } = kernel.bounds;
  const running = await withDeadline(
    () => kernel.start(ports.of, lifetime),
    startMsMax,
    clock,
    lifetime.signal,
  );
  if (running === 'late') return refused(`It did not start within ${seconds(startMsMax)}.`);
  if (running.onExit) lifetime.own('exit listener', running.onExit(ports.onExit));
  const msMax = kernel.bounds.selfTestMsMax ?? ports.selfTestMsMax;
  const ready = await selfTest(running, msMax, clock, lifetime.signal);
  return isRefusal(ready) ? ready : running;
}

/** Asks a kernel for its self-test; one that takes too long, or throws, has failed. */
export async function selfTest(
  running: RunningKernel,
  msMax: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<'ready' | Refusal> {
  const answer = await withDeadline((testing) => running.isReady(testing), msMax, clock, signal);
  return answer === 'late' ? refused(`Its self-test took longer than ${seconds(msMax)}.`) : answer;
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}
