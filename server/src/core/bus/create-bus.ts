import { bug, isRefusal, refused, throwIfCancelled, toDisposable, type Clock } from '../../base/index.ts';
import { durableConsumers, isDurableTopic, type PassingTopics } from '../../protocol/index.ts';
import type { Bus, Subscription } from './bus.ts';
import { DeadLetters } from './dead-letters.ts';
import { DurableBus, type DurablePorts } from './durable-bus.ts';
import { topicsHealth } from './health.ts';
import type { HandleAny } from './message.ts';
import { PassingBus } from './passing-bus.ts';

export interface BusOptions<Passing extends PassingTopics> {
  readonly topics: Passing;
  readonly clock: Clock;
  /** Left out: there is no log, and nothing durable is published. */
  readonly durable?: DurablePorts;
}

export function createBus<const Passing extends PassingTopics>(options: BusOptions<Passing>): Bus<Passing> {
  const { topics, clock } = options;
  const letters = new DeadLetters();
  const passing = new PassingBus({ topics, clock, letters });
  const durable = options.durable && new DurableBus({ ...options.durable, clock, letters });
  const logged = () => durable ?? bug('a durable topic needs a log');
  let isClosed = false;
  const healths = () => [...passing.health(), ...(durable?.health() ?? [])];
  const allLetters = () => [...(durable?.letters() ?? []), ...letters.list()];
  return {
    async publish(topic, payload, signal) {
      throwIfCancelled(signal);
      if (isClosed) return refused('The bus is closed: nothing more is published.');
      // The types tie each payload to its topic; here only the tie is left.
      if (isDurableTopic(topic)) return logged().publish(topic, payload as never);
      return passing.publish(topic, payload, signal);
    },
    subscribe(topic, asked, handle) {
      const subscription = passing.subscribe(topic, asked, handle as HandleAny);
      return ended(asked.name, subscription, () => passing.end(subscription));
    },
    async follow(followed, asked, handle) {
      const follower = await logged().follow(followed, asked, handle as HandleAny);
      return isRefusal(follower) ? follower : ended(asked.name, follower, () => logged().end(follower));
    },
    async consume(name, asked, handle) {
      const consumer = await logged().consume(name, durableConsumers[name], asked, handle as HandleAny);
      return isRefusal(consumer) ? consumer : ended(name, consumer, () => logged().end(consumer));
    },
    async catchUp() {
      await durable?.catchUp();
    },
    recordOf: (topic, id) => logged().recordOf(topic, id),
    read: (topic, id, signal) => logged().read(topic, id, signal),
    deadLetters: allLetters,
    async redeliver(id) {
      const answer = await durable?.redeliver(id);
      if (answer !== undefined) return answer;
      const why = letters.redeliver(id);
      return why === undefined ? 'on its way' : refused(why);
    },
    health() {
      const subscriptions = healths();
      return {
        topics: topicsHealth(new Map([...passing.published, ...(durable?.published ?? [])]), subscriptions),
        subscriptions,
        deadLetters: allLetters().length,
        deadLettersDropped: letters.dropped,
      };
    },
    beat: () => ({
      moved: passing.moved + (durable?.moved ?? 0),
      owed: healths().reduce((sum, { owed }) => sum + owed, 0),
    }),
    async close() {
      isClosed = true;
      await Promise.all([passing.close(), durable?.close()]);
    },
  };
}

function ended(
  name: string,
  subscription: { idle(): Promise<void> },
  close: () => Promise<void>,
): Subscription {
  return { name, idle: () => subscription.idle(), close, ...toDisposable(() => void close()) };
}
