import { describe, expect, test } from 'vitest';
import { isCancelled } from '../../../server/src/base/index.ts';
import { createBus } from '../../../server/src/core/bus/index.ts';
import { passing, passingTopics } from '../../../server/src/protocol/index.ts';
import { sentenceOf } from '../../support/sentence-of.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { listen, openBus, signal, topics } from './passing-world.ts';

const message = (n: number, key = 'a') => ({ key, n });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('publishing', () => {
  test('reaches every subscriber of the topic and nobody else, without any time passing', async () => {
    const world = openBus();
    const one = listen(world, 'blocks', 0);
    const two = listen(world, 'blocks', 0);
    const other = listen(world, 'sheds', 0);
    for (const n of numbers(3))
      expect(await world.bus.publish('blocks', message(n), signal)).toEqual({ number: n });
    await world.clock.settle();
    expect(one.got.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(two.got.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(other.got).toEqual([]);
    expect(world.bus.beat()).toEqual({ moved: 6, owed: 0 });
  });

  test('where nobody listens is done at once', async () => {
    expect(await openBus().bus.publish('blocks', message(1), signal)).toEqual({ number: 1 });
  });

  test('waits for the slowest subscriber of a topic that blocks, and can be called off', async () => {
    const world = openBus();
    const { got } = listen(world, 'blocks', 10, { depthMax: 1 });
    const quick = listen(world, 'blocks', 0);
    for (const n of [1, 2]) {
      await world.bus.publish('blocks', message(n), signal);
      await world.clock.settle();
    }
    // The first is at work, the second waits in the queue.
    const stop = new AbortController();
    let third = 'waits';
    const publishing = world.bus.publish('blocks', message(3), stop.signal).catch((thrown: unknown) => {
      third = isCancelled(thrown) ? 'called off' : 'failed';
    });
    await world.clock.settle();
    expect(third).toBe('waits');
    stop.abort();
    await publishing;
    expect(third).toBe('called off');
    const fourth = world.bus.publish('blocks', message(4), signal);
    await world.clock.advance(100);
    expect(await fourth).toEqual({ number: 4 });
    expect(got.map(({ n }) => n)).toEqual([1, 2, 4]);
    // Who had room has it.
    expect(quick.got.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
  });

  test('is refused when as many publishers wait as may, and nobody got the message', async () => {
    const world = openBus();
    listen(world, 'blocks', 10, { depthMax: 1 });
    const quick = listen(world, 'blocks', 0);
    const answers = numbers(1_027).map((n) => world.bus.publish('blocks', message(n), signal));
    expect(sentenceOf(await answers.at(-1))).toBe(
      '1024 publishers wait for listener on blocks already: publish when it has caught up.',
    );
    await world.clock.advance(20_000);
    expect(quick.got.map(({ n }) => n)).toEqual(numbers(1_025));
  });

  test('after the end is refused', async () => {
    const { bus } = openBus();
    await bus.close();
    expect(sentenceOf(await bus.publish('blocks', message(1), signal))).toContain('closed');
  });

  test('of 200,000 messages at once lets timers of the process fire in between', async () => {
    const { bus } = openBus();
    let handled = 0;
    let firedAt = 0;
    bus.subscribe('sheds', { name: 'busy', depthMax: 200_000 }, () => void (handled += 1));
    for (const n of numbers(200_000)) void bus.publish('sheds', message(n), signal);
    await new Promise<void>((resolve) =>
      setTimeout(() => {
        firedAt = handled;
        resolve();
      }, 1),
    );
    expect(firedAt).toBeLessThan(200_000);
  });
});

describe('a handler', () => {
  test('that throws leaves a dead letter, which can be delivered again; others got the message', async () => {
    const world = openBus();
    const { bus, clock } = world;
    let isBroken = true;
    const got: number[] = [];
    bus.subscribe('blocks', { name: 'fragile' }, ({ payload }) => {
      if (payload.n === 2 && isBroken) throw new Error('No twos.');
      got.push(payload.n);
    });
    const other = listen(world, 'blocks', 0);
    for (const n of numbers(3)) await bus.publish('blocks', message(n), signal);
    await clock.settle();
    expect(got).toEqual([1, 3]);
    expect(other.got.map(({ n }) => n)).toEqual([1, 2, 3]);
    const [letter] = bus.deadLetters();
    expect(letter).toMatchObject({
      ...{ subscription: 'fragile', topic: 'blocks', payload: message(2), number: 2 },
      ...{ why: 'failed', error: 'No twos.', attempts: 1 },
    });
    expect(sentenceOf(await bus.redeliver('m9'))).toContain('no dead letter m9');
    expect(await bus.redeliver(letter?.id ?? '')).toBe('on its way');
    await clock.settle();
    // Still broken: it comes back as a new letter.
    const [again] = bus.deadLetters();
    expect(again?.id).not.toBe(letter?.id);
    isBroken = false;
    await bus.redeliver(again?.id ?? '');
    await clock.settle();
    expect(got).toEqual([1, 3, 2]);
    expect(bus.deadLetters()).toEqual([]);
  });

  test('is tried as often as asked, later each time, while other keys go on and its own key waits', async () => {
    const { bus, clock } = openBus();
    const got: string[] = [];
    bus.subscribe('blocks', { name: 'flaky', attemptsMax: 3 }, ({ payload, attempt }) => {
      got.push(`${payload.key}${payload.n} try ${attempt}`);
      if (payload.key === 'a' && attempt < 3) throw new Error('Not yet.');
    });
    for (const n of [1, 2])
      for (const key of ['a', 'b']) await bus.publish('blocks', message(n, key), signal);
    await clock.settle();
    expect(got).toEqual(['a1 try 1', 'b1 try 1', 'b2 try 1']);
    await clock.advance(100);
    expect(got.slice(3)).toEqual(['a1 try 2']);
    await clock.advance(199);
    expect(got).toHaveLength(4);
    await clock.advance(10_000);
    expect(got.slice(4)).toEqual(['a1 try 3', 'a2 try 1', 'a2 try 2', 'a2 try 3']);
    expect(bus.deadLetters()).toEqual([]);
  });

  test('that hangs is called off at its deadline and left behind; what follows is handled', async () => {
    const world = openBus();
    const { bus, clock } = world;
    let signalled = false;
    const got: number[] = [];
    bus.subscribe('blocks', { name: 'hangs', deadlineMs: 50 }, ({ payload }, handling) => {
      if (payload.n !== 1) return void got.push(payload.n);
      handling.signal.addEventListener('abort', () => (signalled = true));
      return new Promise(() => undefined);
    });
    const other = listen(world, 'blocks', 0);
    for (const n of numbers(2)) await bus.publish('blocks', message(n), signal);
    await clock.advance(49);
    expect(signalled).toBe(false);
    expect(other.got).toHaveLength(2);
    await clock.advance(1);
    expect(signalled).toBe(true);
    await clock.advance(5_000);
    expect(got).toEqual([2]);
    expect(bus.deadLetters()).toMatchObject([{ number: 1, why: 'overdue' }]);
    expect(bus.health().subscriptions[0]?.abandoned).toBe(1);
  });

  test('that gives signs of life has all the time it needs', async () => {
    const { bus, clock } = openBus();
    let isDone = false;
    bus.subscribe('blocks', { name: 'thorough', deadlineMs: 50 }, async (_, handling) => {
      for (let step = 0; step < 10; step++) {
        await clock.sleep(40, handling.signal);
        handling.working();
      }
      isDone = true;
    });
    await bus.publish('blocks', message(1), signal);
    await clock.advance(1_000);
    expect(isDone).toBe(true);
    expect(bus.deadLetters()).toEqual([]);
    // Each sign of life is progress.
    expect(bus.beat()).toEqual({ moved: 11, owed: 0 });
  });

  test('of which too many hang gets nothing more, and who publishes is not held up by it', async () => {
    const { bus, clock } = openBus();
    const ends: (() => void)[] = [];
    bus.subscribe('blocks', { name: 'hopeless', deadlineMs: 10, depthMax: 2, concurrency: 20 }, () => {
      return new Promise((resolve) => ends.push(resolve));
    });
    for (const n of numbers(8)) await bus.publish('blocks', message(n, `key ${n}`), signal);
    await clock.advance(5_000);
    for (const n of numbers(20)) await bus.publish('blocks', message(n + 8, 'key'), signal);
    await clock.settle();
    expect(ends).toHaveLength(8);
    expect(bus.deadLetters().filter(({ why }) => why === 'stuck')).toHaveLength(20);
    // As soon as one of them ends, there is hope again.
    ends[0]?.();
    await clock.settle();
    await bus.publish('blocks', message(99), signal);
    await clock.settle();
    expect(ends).toHaveLength(9);
  });
});

describe('the end', () => {
  test('of a subscription calls off its handler, lets those go who wait for it, and leaves the others alone', async () => {
    const world = openBus();
    const { bus, clock } = world;
    let wasCalledOff = false;
    const subscription = bus.subscribe('blocks', { name: 'leaves', depthMax: 1 }, async (_, handling) => {
      await clock.sleep(1_000, handling.signal).catch((thrown: unknown) => {
        wasCalledOff = isCancelled(thrown);
        throw thrown;
      });
    });
    const stays = listen(world, 'blocks', 0);
    const answers = numbers(5).map((n) => bus.publish('blocks', message(n), signal));
    await clock.settle();
    await subscription.close();
    expect(wasCalledOff).toBe(true);
    expect(await Promise.all(answers)).toEqual(numbers(5).map((number) => ({ number })));
    expect(stays.got).toHaveLength(5);
    expect(bus.deadLetters()).toEqual([]);
    expect(bus.health().subscriptions.map(({ name }) => name)).toEqual(['listener']);
  });

  test('of the bus does not wait for a handler that hangs longer than the grace', async () => {
    const { bus, clock } = openBus();
    bus.subscribe('blocks', { name: 'hangs' }, () => new Promise(() => undefined));
    await bus.publish('blocks', message(1), signal);
    await clock.settle();
    let isOver = false;
    void bus.close().then(() => (isOver = true));
    await clock.advance(1_999);
    expect(isOver).toBe(false);
    await clock.advance(1);
    expect(isOver).toBe(true);
  });
});

describe('health', () => {
  test('tells depth, its highest, age, and what gave way', async () => {
    const world = openBus();
    const { bus, clock } = world;
    listen(world, 'sheds', 100, { depthMax: 3 });
    for (const n of numbers(10)) await bus.publish('sheds', message(n), signal);
    await clock.advance(30);
    const { topics: told, subscriptions } = bus.health();
    expect(told).toEqual([{ topic: 'sheds', published: 10, depth: 3, lagMs: 30 }]);
    expect(subscriptions).toMatchObject([
      { name: 'listener', depth: 3, depthHighest: 3, running: 1, lagMs: 30, shed: 6, gaps: 0 },
    ]);
    await clock.advance(10_000);
    expect(bus.health().subscriptions).toMatchObject([{ depth: 0, handled: 4, shed: 6, gaps: 1 }]);
  });

  test('says on the bus, once until it has caught up, that a subscriber falls behind', async () => {
    const clock = new VirtualClock();
    const bus = createBus({ topics: { ...topics, ...passingTopics }, clock });
    const told: unknown[] = [];
    bus.subscribe('bus.pressure', { name: 'monitor' }, ({ payload }) => void told.push(payload));
    bus.subscribe('sheds', { name: 'slow', depthMax: 2 }, (_, handling) => clock.sleep(10, handling.signal));
    const flood = async () => {
      for (const n of numbers(20)) await bus.publish('sheds', message(n), signal);
      await clock.advance(1_000);
    };
    await flood();
    expect(told).toMatchObject([{ subscription: 'slow', topic: 'sheds', depthMax: 2 }]);
    await flood();
    expect(told).toHaveLength(2);
  });

  test('keeps as many dead letters as it may, and counts the others', async () => {
    const { bus } = openBus();
    const broken = bus.subscribe('blocks', { name: 'broken' }, () => {
      throw new Error('Never.');
    });
    for (const n of numbers(300)) await bus.publish('blocks', message(n), signal);
    await broken.idle();
    const { deadLetters, deadLettersDropped } = bus.health();
    expect({ deadLetters, deadLettersDropped }).toEqual({ deadLetters: 256, deadLettersDropped: 44 });
    expect(bus.deadLetters()[0]?.number).toBe(300);
  });
});

test('a topic of which only the latest counts needs a key', () => {
  // @ts-expect-error -- without it, nothing says what takes the place of what
  passing<number>({ overflow: 'coalesce' });
});
