import { codeOf, type Clock } from '../../base/index.ts';
import type { DiskPort, EventLoopWatch, OwnProcesses, ResourcePort } from '../ports/index.ts';
import type { GovernorBounds } from './limits.ts';
import type { Measured } from './signals.ts';

export interface SamplerPorts {
  readonly resources: ResourcePort;
  readonly disk: Pick<DiskPort, 'freeBytes'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Whose disk is looked at. */
  readonly folder: string;
  readonly bounds: Pick<GovernorBounds, 'processesMs' | 'diskMs'>;
}

export interface Sampler {
  /** `lateMs`: how much later than it should the timer rang that asks for it. */
  take(lateMs: number): Promise<Measured>;
  own(): OwnProcesses | undefined;
}

export function createSampler(ports: SamplerPorts, eventLoop: EventLoopWatch): Sampler {
  const { resources, disk, clock, folder, bounds } = ports;
  let fromMs = clock.monotonic();
  let cpuMs = resources.cpuMs();
  const own = seldom(bounds.processesMs, clock, () => resources.ownProcesses());
  const free = seldom(bounds.diskMs, clock, () => freeBytes(folder, disk));

  return {
    async take(lateMs) {
      const toMs = clock.monotonic();
      const { maxMs } = eventLoop.take();
      const spentMs = resources.cpuMs();
      const elapsedMs = Math.max(1, toMs - fromMs);
      const span = { fromMs, toMs, serverCpu: (spentMs - cpuMs) / elapsedMs };
      fromMs = toMs;
      cpuMs = spentMs;
      const [processes, diskFreeBytes] = await Promise.all([own.get(), free.get()]);
      const residentBytes = sumOf(processes);
      return {
        ...span,
        ...resources.memory(),
        // What held up this very sample is not yet in what the loop tells of itself.
        delayMs: Math.max(0, maxMs, lateMs),
        ...(residentBytes === undefined ? {} : { residentBytes }),
        ...(diskFreeBytes === undefined ? {} : { diskFreeBytes }),
      };
    },
    own: () => own.last(),
  };
}

function sumOf(own: OwnProcesses | undefined): number | undefined {
  if (!own?.isComplete) return undefined;
  return own.processes.reduce((sum, { residentBytes = 0 }) => sum + residentBytes, 0);
}

/** `undefined` where the system does not tell. */
async function freeBytes(folder: string, disk: Pick<DiskPort, 'freeBytes'>): Promise<number | undefined> {
  try {
    return await disk.freeBytes(folder);
  } catch (thrown) {
    if (codeOf(thrown) === 'unknown') throw thrown;
    return undefined;
  }
}

/** Asks only when the last answer is old enough. */
function seldom<T>(everyMs: number, clock: Pick<Clock, 'monotonic'>, ask: () => Promise<T>) {
  let askedMs = -Infinity;
  let last: T | undefined;
  return {
    async get(): Promise<T | undefined> {
      if (clock.monotonic() - askedMs < everyMs) return last;
      askedMs = clock.monotonic();
      last = await ask();
      return last;
    },
    last: () => last,
  };
}
