import type { Clock } from '../base/index.ts';
import type { ControlPlane, KernelStatus } from '../core/kernel/index.ts';
import {
  bootPhases,
  type BootPhase,
  type BootReport,
  type BootRollback,
  type CanaryResult,
  type CheckResult,
  type KernelHealth,
  type KernelId,
  type PhaseResult,
} from '../protocol/index.ts';
import type { Fitness } from './fitness.ts';
import type { PhaseEnd } from './phase.ts';

/** Keeps what there is to tell of a boot, and of the kernels since. */
export interface BootReporter {
  /** Runs a phase and writes down how it went. */
  during<Out>(name: BootPhase, run: () => Promise<PhaseEnd<Out>>): Promise<Out>;
  checked(results: readonly CheckResult[]): void;
  canary(result: CanaryResult): void;
  rolledBack(rollback: BootRollback): void;
  beat(id: KernelId): void;
  report(): BootReport;
  kernel(status: KernelStatus): KernelHealth;
}

export function createBootReporter(ports: {
  readonly clock: Clock;
  readonly plane: () => ControlPlane;
  readonly fitness: Fitness;
  readonly changed: () => void;
}): BootReporter {
  const { clock, fitness } = ports;
  const beganMs = clock.monotonic();
  const results = new Map<BootPhase, PhaseResult>();
  const beats = new Map<KernelId, number>();
  let checks: readonly CheckResult[] = [];
  let liveMs: number | undefined;
  let canary: CanaryResult | undefined;
  let rollback: BootRollback | undefined;

  const kernel: BootReporter['kernel'] = (status) => {
    const { id, tier, readyMs, restarts } = status;
    const beatMs = beats.get(id);
    return {
      ...{ name: id, tier, restarts, ...shown(status) },
      ...(readyMs === undefined ? {} : { readyMs: round(readyMs) }),
      ...(beatMs === undefined ? {} : { lastBeat: new Date(beatMs).toISOString() }),
    };
  };

  return {
    kernel,
    rolledBack(told) {
      rollback = told;
      ports.changed();
    },
    checked: (found) => void (checks = found),
    canary(result) {
      canary = result;
      ports.changed();
    },
    beat: (id) => void beats.set(id, clock.now()),
    async during(name, run) {
      const fromMs = clock.monotonic();
      const base = { name, fromMs: round(fromMs - beganMs) };
      results.set(name, { ...base, ms: 0, state: 'running' });
      try {
        const { out, state = 'done', detail } = await run();
        const nowMs = clock.monotonic();
        results.set(name, {
          ...{ ...base, ms: round(nowMs - fromMs), state },
          ...(detail === undefined ? {} : { detail }),
        });
        if (name === 'live') liveMs = nowMs - beganMs;
        return out;
      } catch (thrown) {
        results.set(name, { ...base, ms: round(clock.monotonic() - fromMs), state: 'failed' });
        throw thrown;
      } finally {
        ports.changed();
      }
    },
    report() {
      const safeMode = fitness.whyReadOnly();
      return {
        phases: bootPhases.map(
          (name) => results.get(name) ?? { name, ms: 0, fromMs: 0, state: 'waiting' as const },
        ),
        checks: [...checks],
        kernels: ports.plane().statuses().map(kernel),
        live: liveMs !== undefined && safeMode === undefined,
        ms: round(liveMs ?? clock.monotonic() - beganMs),
        ...(canary === undefined ? {} : { canary }),
        ...(safeMode === undefined ? {} : { safeMode }),
        ...(rollback === undefined ? {} : { rollback }),
      };
    },
  };
}

function shown({ state, lacks }: KernelStatus): Pick<KernelHealth, 'state' | 'detail'> {
  if (state.name === 'ready' && lacks !== undefined) return { state: 'degraded', detail: lacks };
  switch (state.name) {
    case 'starting':
      return { state: 'degraded', detail: 'It is on its way up.' };
    case 'quarantined':
      return {
        state: 'degraded',
        detail: `${state.reason} It is left alone until ${new Date(state.untilMs).toISOString()}.`,
      };
    case 'degraded':
      return { state: 'degraded', detail: state.reason };
    default:
      return { state: state.name };
  }
}

/** A tenth of a millisecond is as exact as anybody reads. */
function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
