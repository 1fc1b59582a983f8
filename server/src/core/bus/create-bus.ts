import { refused, toDisposable, type Clock } from '../../base/index.ts';
import type { PassingTopics } from '../../protocol/index.ts';
import type { Bus } from './bus.ts';
import { DeadLetters } from './dead-letters.ts';
import { topicsHealth } from './health.ts';
import type { HandleAny } from './message.ts';
import { PassingBus } from './passing-bus.ts';

export interface BusOptions<Passing extends PassingTopics> {
  readonly topics: Passing;
  readonly clock: Clock;
}

export function createBus<const Passing extends PassingTopics>({
  topics,
  clock,
}: BusOptions<Passing>): Bus<Passing> {
  const letters = new DeadLetters();
  const passing = new PassingBus({ topics, clock, letters });
  let isClosed = false;
  return {
    // Who publishes awaits it, also where the answer is there at once.
    publish: async (topic, payload, signal) =>
      isClosed
        ? refused('The bus is closed: nothing more is published.')
        : await passing.publish(topic, payload, signal),
    subscribe(topic, options, handle) {
      const subscription = passing.subscribe(topic, options, handle as HandleAny);
      const close = () => passing.end(subscription);
      return {
        name: options.name,
        idle: () => subscription.idle(),
        close,
        ...toDisposable(() => void close()),
      };
    },
    deadLetters: () => letters.list(),
    redeliver(id) {
      const why = letters.redeliver(id);
      return why === undefined ? undefined : refused(why);
    },
    health() {
      const subscriptions = passing.health();
      return {
        topics: topicsHealth(passing.published, subscriptions),
        subscriptions,
        deadLetters: letters.list().length,
        deadLettersDropped: letters.dropped,
      };
    },
    beat: () => passing.beat(),
    async close() {
      isClosed = true;
      await passing.close();
    },
  };
}
