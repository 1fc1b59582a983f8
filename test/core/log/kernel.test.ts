import { expect, test } from 'vitest';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { logKernel, type LogOptions } from '../../../server/src/core/log/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { folder, numbered, openOn, signal } from './log-world.ts';

async function diskWith(count: number): Promise<UnreliableDisk> {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/state');
  const { log } = openOn(disk);
  for (let n = 1; n <= count; n++) accepted(await log.append('tools.approved', numbered(n)));
  disk.settle();
  return disk;
}

function start(disk: UnreliableDisk) {
  const clock = new VirtualClock();
  let drawn = 0;
  const randomBytes = (length: number) => Buffer.alloc(length, (drawn += 1));
  const options: LogOptions = { folder, disk, clock, randomBytes };
  return logKernel.start(options, createLifetime({ clock, onFailure: () => undefined }));
}

test('is ready when the disk keeps what a log gives it, leaves no trace of having tried, and moves with each record', async () => {
  const disk = await diskWith(3);
  const before = [...disk.tree('/state')];
  const running = await start(disk);
  expect(await running.isReady(signal)).toBe('ready');
  expect([...disk.tree('/state')]).toEqual(before);
  expect(await running.beat(signal)).toEqual({ moved: 0, owed: 0 });
  const appending = running.service.append('tools.approved', numbered(4));
  expect(running.service.activity()).toEqual({ moved: 0, owed: 1 });
  accepted(await appending);
  expect(await running.beat(signal)).toEqual({ moved: 1, owed: 0 });
  await running.stop();
  expect(sentenceOf(await running.service.append('tools.approved', numbered(5)))).toContain('closed');
});

test('is not ready where the disk is full, and removes what a probe left that was killed', async () => {
  const disk = await diskWith(1);
  await disk.makeFolder('/state/log-probe-of-one-that-died');
  const running = await start(disk);
  disk.nowMs = 0;
  disk.fault = (operation) => (operation === 'writeAt' ? 'ENOSPC' : undefined);
  expect(sentenceOf(await running.isReady(signal))).toContain('the disk is full');
  expect([...disk.tree('/state').keys()].filter((path) => path.includes('probe'))).toEqual([]);
});

test('does not start on a log that is damaged', async () => {
  const disk = await diskWith(3);
  await disk.truncate(`${folder}/000000000001.chain`, 100);
  await expect(start(disk)).rejects.toThrow('damaged at record 1');
});
