import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Disposable } from '../../../server/src/base/index.ts';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { logKernel, type LogOptions } from '../../../server/src/core/log/index.ts';
import type { FolderWatchPort } from '../../../server/src/core/ports/index.ts';
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

/** Tells of a change where a test says so. */
class ToldFolder implements FolderWatchPort {
  change: (name?: string) => void = () => undefined;
  lose: () => void = () => undefined;
  watching = 0;

  watch(_folder: string, onChange: (name?: string) => void, onLost: () => void): Disposable {
    this.watching += 1;
    [this.change, this.lose] = [onChange, onLost];
    return { dispose: () => (this.watching -= 1) };
  }
}

describe('a log that is damaged while it is held open', () => {
  const chain = '000000000001.chain';
  const lookMs = 500;
  const sweepMs = 5_000;

  /** Runs a log of more than sixteen segments, so that not every one has its turn at once. */
  async function held(watch?: ToldFolder) {
    const disk = new UnreliableDisk(seeded(1));
    await disk.makeFolder('/state');
    const { log } = openOn(disk, { bounds: { segmentBytesMax: 300 } });
    for (let n = 1; n <= 40; n++) accepted(await log.append('tools.approved', numbered(n)));
    disk.settle();
    const clock = new VirtualClock();
    const lifetime = createLifetime({ clock, onFailure: () => undefined });
    const options: LogOptions = { folder, disk, clock, randomBytes: (length) => Buffer.alloc(length, 7) };
    const running = await logKernel.start(watch ? { ...options, watch } : options, lifetime);
    const exits: string[] = [];
    running.onExit?.((why) => exits.push(why));
    await settled(clock, lookMs);
    return { disk, clock, exits, running, lifetime };
  }

  /** What is read between two moments takes turns of the event loop, not time. */
  async function settled(clock: VirtualClock, ms: number): Promise<void> {
    await clock.advance(ms);
    for (let turn = 0; turn < 50; turn += 1) await clock.settle();
  }

  async function flip(disk: UnreliableDisk, name: string): Promise<void> {
    disk.nowMs += 1;
    const [byte = 0] = (await disk.readRange(`${folder}/${name}`, 150, 1)) ?? [];
    await disk.writeAt(`${folder}/${name}`, 150, Buffer.from([byte ^ 1]));
  }

  test('is looked at as soon as the system tells of a change, in the segment it tells of', async () => {
    const watch = new ToldFolder();
    const { disk, clock, exits } = await held(watch);
    watch.change('head.0');
    await settled(clock, lookMs);
    await flip(disk, chain);
    watch.change(chain);
    expect(exits).toEqual([]);
    await settled(clock, lookMs);
    expect(exits).toEqual([expect.stringContaining('damaged at record 1:')]);
    expect(watch.watching).toBe(0);
  });

  test('is looked at now and then where the system misses a change', async () => {
    const watch = new ToldFolder();
    const { disk, clock, exits } = await held(watch);
    watch.change('head.0');
    await settled(clock, lookMs);
    await flip(disk, lastOf(disk));
    await settled(clock, sweepMs - 1);
    expect(exits).toEqual([]);
    await settled(clock, 1);
    expect(exits).toEqual([expect.stringContaining('damaged at record')]);
  });

  test.each([
    ['has no word of it', undefined],
    ['has told of nothing so far', new ToldFolder()],
  ])('is looked at often where the system %s', async (_name, watch) => {
    const { disk, clock, exits } = await held(watch);
    await flip(disk, lastOf(disk));
    await settled(clock, lookMs);
    expect(exits).toEqual([expect.stringContaining('damaged at record')]);
  });

  test('is looked at often again once the system tells nothing any more', async () => {
    const watch = new ToldFolder();
    const { disk, clock, exits, lifetime } = await held(watch);
    watch.change('head.0');
    watch.lose();
    await settled(clock, lookMs);
    await settled(clock, lookMs);
    expect(watch.watching).toBe(1);
    await flip(disk, lastOf(disk));
    await settled(clock, lookMs);
    expect(exits).toHaveLength(1);
    await lifetime.end();
  });

  test('is not looked at while nothing changes, and watched no longer than it runs', async () => {
    const watch = new ToldFolder();
    const { disk, clock, running } = await held(watch);
    watch.change('head.0');
    await settled(clock, lookMs);
    let looks = 0;
    disk.fault = () => void (looks += 1);
    await settled(clock, sweepMs - 1);
    expect(looks).toBe(0);
    await running.stop();
    expect(watch.watching).toBe(0);
    expect(clock.sleeping).toBe(0);
  });

  function lastOf(disk: UnreliableDisk): string {
    const chains = [...disk.tree(folder).keys()].filter((path) => path.endsWith('.chain')).sort();
    return basename(chains.at(-1) ?? '');
  }
});
