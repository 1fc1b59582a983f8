import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sqliteHost } from '../../../server/src/adapters/index.ts';
import { Deliveries } from '../../../server/src/core/bus/index.ts';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { incidentOf, schema, storeKernel, tables } from '../../../server/src/core/store/index.ts';
import { durableConsumers, durableTopics } from '../../../server/src/protocol/index.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { turns } from '../bus/durable-world.ts';
import { openOn } from '../log/log-world.ts';
import { basePath, emptyDisk, Place, progress, record, signal } from './store-world.ts';

async function start(place: Place, kind: 'database' | 'memory') {
  const disk = await emptyDisk();
  const clock = new VirtualClock();
  const deliveries = new Deliveries(durableConsumers);
  const { log } = openOn(disk, { clock, projections: [deliveries] });
  const incidents: ReturnType<typeof incidentOf>[] = [];
  const host = sqliteHost({ path: place.path, schema, tables });
  const running = await storeKernel.start(
    {
      ...{ log, disk, clock, basePath, onEntry: deliveries.onEntry, note: () => undefined },
      ...(kind === 'database' ? { host } : {}),
      onEvent: (event) => void incidents.push(incidentOf(event)),
    },
    createLifetime({ clock, onFailure: () => undefined }),
  );
  return { running, log, clock, incidents };
}

test.each(['database', 'memory'] as const)(
  'is ready in a %s when it holds all that is durable, and moves with each record',
  async (kind) => {
    using place = new Place();
    const { running, log, clock } = await start(place, kind);
    expect(await running.isReady(signal)).toBe('ready');
    expect(running.service.condition()).toMatchObject({ kind, state: 'ready' });
    for (const message of ['a', 'b']) await record({ log }, 'task.progress', progress('t', message));
    await turns();
    expect(await running.beat(signal)).toEqual({ moved: 2, owed: 0 });
    expect(running.lacks?.()).toBeUndefined();
    await running.stop();
    expect(clock.sleeping).toBe(0);
  },
);

test('owes an answer while it is built anew, and tells of it as an incident that was opened and closed', async () => {
  using place = new Place();
  const { running, clock, incidents } = await start(place, 'database');
  await running.isReady(signal);
  rmSync(place.path);
  await clock.advance(1_000);
  await turns();
  expect(await running.isReady(signal)).toBe('ready');
  expect(incidents.map(({ topic }) => topic)).toEqual(['incident.opened', 'incident.closed']);
  for (const { topic, payload } of incidents)
    expect(durableTopics[topic].schema.parse(payload)).toEqual(payload);
  await running.stop();
});
