import { messageOf, type Clock } from '../base/index.ts';
import { createKernelDecisions, type Clarity } from '../core/clarity/index.ts';
import type { KernelEvent } from '../core/kernel/index.ts';
import { kernelTiers, type KernelId } from '../protocol/index.ts';
import { safeModeSentence, type Fitness } from './fitness.ts';
import { limits } from './limits.ts';
import type { Record } from './log-parts.ts';

export interface KernelTelling {
  /** Takes what the control plane tells. Returns at once and never throws. */
  tell(event: KernelEvent): void;
  /** Nothing more is taken: what follows is the end. Resolves when what was told is recorded, or does not come to it in time. */
  end(): Promise<void>;
}

/** Records what becomes of the kernels, each event before the decision about it, and sees what makes Grace unfit. */
export function tellKernels(ports: {
  readonly record: Record;
  readonly decide: Clarity['decide'];
  readonly fitness: Fitness;
  readonly stateFolder: string;
  readonly clock: Clock;
  readonly restartsOf: (id: KernelId) => { readonly restarts: number; readonly ms: number };
  readonly changed: () => void;
  readonly warn: (message: string) => void;
}): KernelTelling {
  const { record, fitness, warn } = ports;
  const decisions = createKernelDecisions();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let ended = false;
  let isOverfull = false;

  function keep(work: () => Promise<unknown>): void {
    if (ended) return;
    if (waiting >= limits.eventsWaitingMax) {
      if (!isOverfull) warn('More happens to the kernels than can be recorded: some of it is not.');
      isOverfull = true;
      return;
    }
    waiting += 1;
    last = last
      .then(work)
      .catch((thrown: unknown) => warn(messageOf(thrown)))
      .finally(() => void (waiting -= 1));
  }

  return {
    async end() {
      ended = true;
      const over = new AbortController();
      const late = ports.clock.sleep(limits.eventsFlushMsMax, over.signal).catch(() => undefined);
      await Promise.race([last, late]);
      over.abort();
      if (waiting > 0) warn(`${waiting} of what happened to the kernels could not be recorded in time.`);
    },
    tell(event) {
      if (event.kind === 'unfit')
        fitness.fail(event.id, safeModeSentence(event.id, event.reason, ports.stateFolder));
      if (event.kind === 'state' && event.state.name === 'ready' && kernelTiers[event.id] === 0)
        fitness.heal(event.id);
      const recorded = recordOf(event);
      if (recorded) keep(recorded);
      const decision = decisions.of(event);
      if (decision) keep(() => ports.decide(decision));
      ports.changed();
    },
  };

  function recordOf(event: KernelEvent): (() => Promise<void>) | undefined {
    switch (event.kind) {
      case 'failed': {
        const { id, failure, reason } = event;
        return () => record('kernel.failed', { kernel: id, failure, reason });
      }
      case 'quarantined': {
        const { id, untilMs, reason } = event;
        const until = new Date(untilMs).toISOString();
        return () => record('kernel.quarantined', { kernel: id, until, reason });
      }
      case 'shed': {
        const { level, paused } = event;
        return () => record('load.changed', { level, paused: [...paused] });
      }
      case 'state': {
        if (event.state.name !== 'ready') return undefined;
        const { restarts, ms } = ports.restartsOf(event.id);
        if (restarts === 0) return undefined;
        return () => record('kernel.ready', { kernel: event.id, restarts, ms });
      }
      default:
        return undefined;
    }
  }
}
