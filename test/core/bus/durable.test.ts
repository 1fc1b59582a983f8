import { describe, expect, test } from 'vitest';
import { Hopeless } from '../../../server/src/core/bus/index.ts';
import { sentenceOf } from '../../support/sentence-of.ts';
import { seeded } from '../../support/unreliable-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { entriesOf, folder } from '../log/log-world.ts';
import {
  consumeInto,
  consumer,
  countTo,
  emptyDisk,
  Locks,
  publishTask,
  settle,
  signal,
  startProcess,
  taskOf,
  turns,
} from './durable-world.ts';

describe('a durable message', () => {
  test('would survive a power cut before anybody hears of it', async () => {
    const disk = await emptyDisk();
    const process = startProcess(disk);
    const seen: string[] = [];
    await consumeInto(process, seen, async (id) => {
      const after = disk.fork(seeded(7));
      after.restart('power-cut');
      const tasks = (await entriesOf(startProcess(after).log)).filter(
        ({ topic }) => topic === 'task.code_refactor',
      );
      seen.push(`${id} of ${tasks.length} on disk`);
    });
    for (const id of ['a', 'b']) {
      await publishTask(process, id);
      await settle(process);
    }
    expect(seen).toEqual(['a', 'a of 1 on disk', 'b', 'b of 2 on disk']);
  });

  test('that was handled is not delivered again; what was not is, in the next process, in order', async () => {
    const disk = await emptyDisk();
    const first = startProcess(disk);
    const got: string[] = [];
    const consuming = await consumeInto(first, got, (id, stop) =>
      id === 'c' ? first.clock.sleep(1_000_000, stop) : undefined,
    );
    for (const id of ['a', 'b', 'c', 'd']) await publishTask(first, id);
    await settle(first);
    expect(got).toEqual(['a', 'b', 'c']);
    await consuming.close();
    const second = startProcess(disk);
    const again: string[] = [];
    const rest = await consumeInto(second, again);
    await settle(second);
    await rest.idle();
    expect(again).toEqual(['c', 'd']);
    const third = startProcess(disk);
    const none: string[] = [];
    await (await consumeInto(third, none)).idle();
    expect(none).toEqual([]);
  });

  test('is published once under its id: at the same moment, later, and in another process', async () => {
    const disk = await emptyDisk();
    const process = startProcess(disk);
    const answers = await Promise.all([publishTask(process, 'a'), publishTask(process, 'a')]);
    expect(answers).toEqual([{ number: 1 }, { number: 1, isRepeated: true }]);
    expect(await publishTask(process, 'b')).toEqual({ number: 2 });
    expect(await publishTask(process, 'a', { priority: 9 })).toEqual({ number: 1, isRepeated: true });
    expect(await publishTask(startProcess(disk), 'b')).toEqual({ number: 2, isRepeated: true });
    expect(await entriesOf(process.log)).toHaveLength(2);
  });

  test('goes by its rank among those that wait', async () => {
    const process = startProcess(await emptyDisk());
    for (const [id, priority] of Object.entries({ low: 1, middle: 5, urgent: 10, also: 10 }))
      await publishTask(process, id, { priority });
    const got: string[] = [];
    await consumeInto(process, got, undefined, { rank: ({ priority }) => priority });
    await settle(process);
    expect(got).toEqual(['urgent', 'also', 'middle', 'low']);
  });

  test('is refused where the log takes nothing, and nobody gets it', async () => {
    const disk = await emptyDisk();
    const process = startProcess(disk);
    const got: string[] = [];
    await consumeInto(process, got);
    await publishTask(process, 'a');
    await settle(process);
    disk.fault = (operation) => (operation === 'writeAt' ? 'ENOSPC' : undefined);
    expect(sentenceOf(await process.bus.publish('task.code_refactor', taskOf('b'), signal))).toContain(
      'the disk is full',
    );
    disk.fault = () => undefined;
    await settle(process);
    expect(got).toEqual(['a']);
    expect(await publishTask(process, 'b')).not.toHaveProperty('isRepeated');
    await settle(process);
    expect(got).toEqual(['a', 'b']);
  });

  test('whose payload was erased is passed over', async () => {
    const disk = await emptyDisk();
    const first = startProcess(disk);
    for (const id of ['a', 'b', 'c']) await publishTask(first, id);
    await first.log.erase(2, 'a secret was in it');
    const got: string[] = [];
    await consumeInto(first, got);
    await settle(first);
    expect(got).toEqual(['a', 'c']);
    const again: string[] = [];
    await (await consumeInto(startProcess(disk), again)).idle();
    expect(again).toEqual([]);
  });

  test('that cannot be understood is a dead letter, and the next one is handled', async () => {
    const process = startProcess(await emptyDisk(), {
      alter: (entry) => (entry.seq === 1 ? { ...entry, payload: { later: 'shape' } } : entry),
    });
    const got: string[] = [];
    await consumeInto(process, got);
    for (const id of ['a', 'b']) await publishTask(process, id);
    await settle(process);
    expect(got).toEqual(['b']);
    expect(process.bus.deadLetters()).toMatchObject([{ number: 1, why: 'unreadable', attempts: 1 }]);
  });
});

describe('what a handler cannot take', () => {
  test('is tried three times, then a dead letter that the next process knows and can deliver again', async () => {
    const disk = await emptyDisk();
    const process = startProcess(disk);
    const got: string[] = [];
    await consumeInto(process, got, (id) => {
      if (id === 'bad') throw new Error('No.');
    });
    for (const id of ['bad', 'good']) await publishTask(process, id);
    await settle(process);
    expect(got).toEqual(['bad', 'good', 'bad', 'bad']);
    await process.bus.close();
    const next = startProcess(disk);
    const again: string[] = [];
    await consumeInto(next, again);
    await settle(next);
    expect(again).toEqual([]);
    const [letter] = next.bus.deadLetters();
    expect(letter).toMatchObject({ subscription: consumer, number: 1, why: 'failed', error: 'No.' });
    expect(sentenceOf(await next.bus.redeliver('refactor_tasks:9'))).toContain('no dead letter');
    expect(await next.bus.redeliver(letter?.id ?? '')).toBe('on its way');
    await settle(next);
    expect(again).toEqual(['bad']);
    expect(next.bus.deadLetters()).toEqual([]);
    const last: string[] = [];
    await (await consumeInto(startProcess(disk), last)).idle();
    expect(last).toEqual([]);
  });

  test('for good is tried once', async () => {
    const process = startProcess(await emptyDisk());
    const got: string[] = [];
    await consumeInto(process, got, () => {
      throw new Hopeless('There is no such intent.');
    });
    await publishTask(process, 'a');
    await settle(process);
    expect(got).toEqual(['a']);
    expect(process.bus.deadLetters()).toMatchObject([{ error: 'There is no such intent.', attempts: 1 }]);
  });

  test('because the process dies of it is given up after five lives', async () => {
    const disk = await emptyDisk();
    await publishTask(startProcess(disk), 'deadly');
    await publishTask(startProcess(disk), 'harmless');
    let lives = 0;
    for (; lives < 10; lives++) {
      const life = startProcess(disk);
      const got: string[] = [];
      await consumeInto(life, got, (id) => (id === 'deadly' ? new Promise(() => undefined) : undefined));
      await settle(life);
      // Killed here: nothing of it is closed.
      if (!got.includes('deadly')) break;
    }
    expect(lives).toBe(5);
    expect(startProcess(disk).bus.deadLetters()).toEqual([]);
    const after = startProcess(disk);
    await consumeInto(after, []);
    expect(after.bus.deadLetters()).toMatchObject([{ number: 1, why: 'crashed' }]);
  });

  test('because it is always called off in good order is never given up', async () => {
    const disk = await emptyDisk();
    await publishTask(startProcess(disk), 'long');
    for (let life = 0; life < 8; life++) {
      const process = startProcess(disk);
      const got: string[] = [];
      await consumeInto(process, got, (_id, stop) => process.clock.sleep(1_000_000, stop));
      await turns();
      expect(got).toEqual(['long']);
      await process.bus.close();
    }
  });
});

describe('overload', () => {
  test('leaves in the log what has no room in memory, and loses nothing of it', async () => {
    const process = startProcess(await emptyDisk(), { log: { bounds: { segmentBytesMax: 40_000 } } });
    const got: string[] = [];
    await consumeInto(process, got, (_id, stop) => process.clock.sleep(1, stop), { concurrency: 4 });
    const ids = countTo(1_000).map((n) => `t${n}`);
    await Promise.all(ids.map((id) => publishTask(process, id)));
    await turns();
    const { subscriptions } = process.bus.health();
    expect(subscriptions[0]).toMatchObject({ depth: 252, running: 4, state: 'handling' });
    expect(subscriptions[0]?.lagMessages).toBeGreaterThan(700);
    while (got.length < ids.length) await process.clock.advance(10);
    await settle(process);
    expect(got).toEqual(ids);
    const after = process.bus.health().subscriptions[0];
    expect(after).toMatchObject({ depth: 0, depthHighest: 256, lagMessages: 0, handled: 1_000, gaps: 0 });
  });

  test('retires nothing of the log that is not handled yet', async () => {
    const bounds = { segmentBytesMax: 2_000, retainedBytesMax: 6_000 };
    const disk = await emptyDisk();
    const process = startProcess(disk, { log: { bounds } });
    const ids = countTo(200).map((n) => `t${n}`);
    for (const id of ids) await publishTask(process, id);
    const got: string[] = [];
    const late = startProcess(disk, { log: { bounds } });
    await consumeInto(late, got);
    await settle(late);
    expect(got).toEqual(ids);
    // And what is handled goes.
    for (const id of countTo(40)) await publishTask(late, `later ${id}`);
    await settle(late);
    await publishTask(late, 'last');
    expect((await entriesOf(late.log))[0]?.seq).toBeGreaterThan(100);
  });
});

describe('several processes', () => {
  test('never handle at the same time; the one that waits goes on where the other one died', async () => {
    const disk = await emptyDisk();
    const clock = new VirtualClock();
    const locks = new Locks();
    const [one, two] = [startProcess(disk, { clock, locks }), startProcess(disk, { clock, locks })];
    const got: string[] = [];
    await consumeInto(one, got, (id) => (id === 'b' ? new Promise(() => undefined) : undefined));
    for (const id of ['a', 'b', 'c']) await publishTask(one, id);
    await settle(one);
    const taken: string[] = [];
    await consumeInto(two, taken);
    await settle(two);
    expect(two.bus.health().subscriptions[0]).toMatchObject({ state: 'elsewhere', lagMessages: 2 });
    expect(taken).toEqual([]);
    locks.breakAll();
    await settle(two);
    expect([got, taken]).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ]);
  });

  test('follow what another one does', async () => {
    const disk = await emptyDisk();
    const clock = new VirtualClock();
    const [one, two] = [startProcess(disk, { clock }), startProcess(disk, { clock })];
    const seen: string[] = [];
    await one.bus.publish('task.progress', { task: 'before', step: 'started', message: '' }, signal);
    await two.bus.follow(['task.progress', 'task.done'], { name: 'watch' }, ({ topic, payload }) => {
      seen.push(`${topic} ${payload.task}`);
    });
    for (const n of countTo(600)) {
      await one.bus.publish('task.progress', { task: `t${n}`, step: 'proving', message: '' }, signal);
    }
    await two.bus.catchUp();
    await settle(two);
    expect(seen).toEqual(countTo(600).map((n) => `task.progress t${n}`));
  });
});

test('a log that was moved aside is followed by a new one, whose messages are delivered', async () => {
  const disk = await emptyDisk();
  const process = startProcess(disk);
  const got: string[] = [];
  await consumeInto(process, got);
  for (const id of ['a', 'b', 'c']) await publishTask(process, id);
  await settle(process);
  await disk.rename(folder, `${folder}-aside`);
  await publishTask(process, 'd');
  await settle(process);
  await publishTask(process, 'e');
  await settle(process);
  expect(got).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a damaged log is said to be, and nothing uncertain of it is delivered', async () => {
  const disk = await emptyDisk();
  const process = startProcess(disk);
  for (const id of ['a', 'b']) await publishTask(process, id);
  const path = `${folder}/000000000001.blobs`;
  const { sizeBytes = 0 } = (await disk.stat(path)) ?? {};
  await disk.writeAt(path, sizeBytes - 5, Buffer.from('x'));
  const next = startProcess(disk);
  const answer = await next.bus.consume(consumer, {}, () => undefined);
  expect(sentenceOf(answer)).toContain('damaged at record 2');
});
