import { expect, test } from 'vitest';
import { busKernel, Deliveries } from '../../../server/src/core/bus/index.ts';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { durableConsumers, passingTopics } from '../../../server/src/protocol/index.ts';
import { sentenceOf } from '../../support/sentence-of.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { openOn } from '../log/log-world.ts';
import { consumeInto, emptyDisk, publishTask, signal, startProcess, turns } from './durable-world.ts';

async function start() {
  const disk = await emptyDisk();
  await publishTask(startProcess(disk), 'from before');
  const clock = new VirtualClock();
  const deliveries = new Deliveries(durableConsumers);
  const { log } = openOn(disk, { clock, projections: [deliveries] });
  const lifetime = createLifetime({ clock, onFailure: () => undefined });
  const running = await busKernel.start(
    { topics: passingTopics, clock, durable: { log, deliveries, note: () => undefined } },
    lifetime,
  );
  return { running, log, clock };
}

test('is ready when a message makes its round, and its beat tells work from probes', async () => {
  const { running, log, clock } = await start();
  const bus = running.service;
  expect(await running.isReady(signal)).toBe('ready');
  expect(await running.beat(signal)).toEqual({ moved: 0, owed: 0 });
  await consumeInto({ bus, log, clock, notes: [] }, [], (_id, stop) => clock.sleep(1_000, stop));
  await turns();
  expect(await running.beat(signal)).toEqual({ moved: 0, owed: 1 });
  // A handler that neither ends nor gives a sign of life is owed, and does not move.
  await clock.advance(900);
  expect(await running.beat(signal)).toEqual({ moved: 0, owed: 1 });
  await clock.advance(200);
  expect(await running.beat(signal)).toEqual({ moved: 1, owed: 0 });
  await running.stop();
  expect(clock.sleeping).toBe(0);
});

test('is not ready when it is closed', async () => {
  const { running } = await start();
  await running.service.close();
  expect(sentenceOf(await running.isReady(signal))).toContain('closed');
});
