import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '../../../server/src/base/index.ts';
import { listen, openBus, signal, type Numbered, type Topic } from './passing-world.ts';

const keys = ['a', 'b', 'c'];
const longMs = 1_000_000;

interface Traffic {
  readonly messages: readonly { readonly key: string; readonly pauseMs: number; readonly tookMs: number }[];
  readonly depthMax: number;
  readonly concurrency: number;
}

const traffic: fc.Arbitrary<Traffic> = fc.record({
  messages: fc.array(
    fc.record({
      key: fc.constantFrom(...keys),
      pauseMs: fc.integer({ min: 0, max: 3 }),
      tookMs: fc.integer({ min: 0, max: 6 }),
    }),
    { maxLength: 40 },
  ),
  depthMax: fc.integer({ min: 1, max: 5 }),
  concurrency: fc.integer({ min: 1, max: 3 }),
});

/** What a subscriber got of the traffic, and how deep its queue was at each moment. */
async function deliver(topic: Topic, { messages, depthMax, concurrency }: Traffic) {
  const world = openBus();
  const { bus, clock } = world;
  const { got } = listen(world, topic, (n) => messages[n]?.tookMs ?? 0, { depthMax, concurrency });
  const depths: number[] = [];
  let published = 0;
  for (const [n, { key, pauseMs }] of messages.entries()) {
    const publishing = bus.publish(topic, { key, n }, signal).then((answer) => {
      if (!isRefusal(answer)) published += 1;
    });
    await clock.advance(pauseMs);
    depths.push(bus.health().subscriptions[0]?.depth ?? 0);
    void publishing;
  }
  await clock.advance(longMs);
  const health = bus.health().subscriptions[0];
  if (!health) throw new Error('The subscription is gone.');
  return { got, published, health, depthHighest: Math.max(0, ...depths, health.depthHighest) };
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((n, index) => index === 0 || n > (numbers[index - 1] ?? n));
}

function ofKey(got: readonly Numbered[], key: string): number[] {
  return got.filter((each) => each.key === key).map(({ n }) => n);
}

test('every message of a topic that blocks arrives once, in order for each key, and the queue stays bounded', async () => {
  await fc.assert(
    fc.asyncProperty(traffic, async (given) => {
      const { got, published, depthHighest } = await deliver('blocks', given);
      expect(published).toBe(given.messages.length);
      for (const key of keys) {
        const sent = given.messages.flatMap((message, n) => (message.key === key ? [n] : []));
        expect(ofKey(got, key)).toEqual(sent);
      }
      expect(depthHighest).toBeLessThanOrEqual(given.depthMax);
    }),
  );
});

test('a topic without keys is one key: its order is that of all its messages', async () => {
  await fc.assert(
    fc.asyncProperty(traffic, async (given) => {
      const { got } = await deliver('unkeyed', given);
      expect(got.map(({ n }) => n)).toEqual(given.messages.map((_, n) => n));
    }),
  );
});

test('a topic that sheds counts exactly what it dropped, and tells the subscriber between which messages', async () => {
  await fc.assert(
    fc.asyncProperty(traffic, async (given) => {
      const { got, published, health, depthHighest } = await deliver('sheds', given);
      // Nobody who publishes ever waits.
      expect(published).toBe(given.messages.length);
      expect(got.length + health.shed).toBe(given.messages.length);
      expect(got.reduce((sum, { missed }) => sum + missed, 0)).toBe(health.shed);
      expect(got.filter(({ missed }) => missed > 0)).toHaveLength(health.gaps);
      for (const key of keys) expect(isAscending(ofKey(got, key))).toBe(true);
      // The newest is never what gives way.
      if (given.messages.length > 0) expect(got.map(({ n }) => n)).toContain(given.messages.length - 1);
      expect(depthHighest).toBeLessThanOrEqual(given.depthMax);
    }),
  );
});

test('a topic that coalesces always delivers the latest of each key, and counts what was replaced', async () => {
  await fc.assert(
    fc.asyncProperty(traffic, async (given) => {
      const { got, published, health, depthHighest } = await deliver('coalesces', given);
      expect(published).toBe(given.messages.length);
      expect(got.length + health.coalesced).toBe(given.messages.length);
      for (const key of keys) {
        const latest = given.messages.findLastIndex((message) => message.key === key);
        if (latest !== -1) expect(ofKey(got, key).at(-1)).toBe(latest);
        expect(isAscending(ofKey(got, key))).toBe(true);
      }
      expect(depthHighest).toBeLessThanOrEqual(given.depthMax);
    }),
  );
});
