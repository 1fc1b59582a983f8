import { expect, test } from 'vitest';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { configKernel } from '../../../server/src/core/settings/index.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { diskWith, optionsOn, say, signal } from './settings-world.ts';

test('runs whatever the files hold, says what it lacks, and moves with every look', async () => {
  const disk = await diskWith({ workspace: 'access: { tools: never }' });
  const clock = new VirtualClock();
  const lifetime = createLifetime({ clock, onFailure: () => undefined });
  const running = await configKernel.start({ ...optionsOn(disk), clock }, lifetime);
  expect(await running.isReady(signal)).toBe('ready');
  expect(running.lacks?.()).toBeUndefined();
  const before = await running.beat(signal);
  await say(disk, 'workspace', 'access: [');
  await clock.advance(31_000);
  expect((await running.beat(signal)).moved).toBeGreaterThan(before.moved);
  expect((await running.beat(signal)).owed).toBe(0);
  expect(running.lacks?.()).toContain('What it said before holds');
  expect(running.service.rules.whyNoTools()).toBeDefined();
  await running.stop();
  expect(clock.sleeping).toBe(0);
});
