import { createBus, type Bus, type SubscribeOptions } from '../../../server/src/core/bus/index.ts';
import { passing } from '../../../server/src/protocol/index.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

export interface Numbered {
  readonly key: string;
  readonly n: number;
}

const key = ({ key: own }: Numbered) => own;

/** One topic for each way to overflow, and one whose order is that of all its messages. */
export const topics = {
  blocks: passing<Numbered>({ overflow: 'block', key }),
  sheds: passing<Numbered>({ overflow: 'shed_oldest', key }),
  coalesces: passing<Numbered>({ overflow: 'coalesce', key }),
  unkeyed: passing<Numbered>({ overflow: 'block' }),
};
export type Topic = keyof typeof topics;

export const signal = new AbortController().signal;

export interface PassingWorld {
  readonly bus: Bus<typeof topics>;
  readonly clock: VirtualClock;
}

export function openBus(): PassingWorld {
  const clock = new VirtualClock();
  return { bus: createBus({ topics, clock }), clock };
}

/** A subscriber that takes `ms` for each message and keeps what it got. */
export function listen(
  { bus, clock }: PassingWorld,
  topic: Topic,
  ms: number | ((n: number) => number),
  options: Partial<SubscribeOptions> = {},
) {
  const got: { key: string; n: number; missed: number }[] = [];
  const subscription = bus.subscribe(
    topic,
    { name: 'listener', ...options },
    async ({ payload, missed }, handling) => {
      const tookMs = typeof ms === 'number' ? ms : ms(payload.n);
      if (tookMs > 0) await clock.sleep(tookMs, handling.signal);
      got.push({ ...payload, missed });
    },
  );
  return { got, subscription };
}
