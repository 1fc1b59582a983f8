import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { systemResources } from '../../server/src/adapters/index.ts';

function block(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

describe('the event loop', () => {
  test('is seen to be late when something holds it up, wherever between two questions', async () => {
    const watch = systemResources.watchEventLoop();
    try {
      for (const beforeMs of [0, 30, 150]) {
        watch.take();
        await sleep(beforeMs);
        block(400);
        await sleep(120);
        // It looks every 50 ms, so that it may miss as much of it.
        expect(watch.take().maxMs).toBeGreaterThan(300);
      }
    } finally {
      watch.dispose();
    }
  });

  test('is not late for much work in short pieces, once it was looked at closely', async () => {
    const watch = systemResources.watchEventLoop();
    try {
      const shortest: number[] = [];
      for (let count = 0; count < 10; count += 1) {
        for (let piece = 0; piece < 20; piece += 1) {
          block(10);
          await sleep(1);
        }
        shortest.push(watch.take().maxMs);
      }
      expect(shortest[0]).toBeGreaterThan(150);
      // A busy machine may hold it up at any time, and not at every time.
      expect(Math.min(...shortest)).toBeLessThan(100);
    } finally {
      watch.dispose();
    }
  });

  test('is not late by itself', async () => {
    const watch = systemResources.watchEventLoop();
    try {
      // A busy machine may hold it up at any time, and not at every time.
      const shortest: number[] = [];
      for (let count = 0; count < 20; count += 1) {
        await sleep(110);
        shortest.push(watch.take().maxMs);
      }
      expect(Math.min(...shortest)).toBeLessThan(50);
    } finally {
      watch.dispose();
    }
  });
});

test('memory, processor time and cores are what a machine has', () => {
  const { availableBytes, totalBytes } = systemResources.memory();
  expect(totalBytes).toBeGreaterThan(64 * 1024 * 1024);
  expect(availableBytes).toBeGreaterThan(0);
  const beforeMs = systemResources.cpuMs();
  block(50);
  expect(systemResources.cpuMs()).toBeGreaterThan(beforeMs);
  expect(systemResources.cores()).toBeGreaterThanOrEqual(1);
});

test.skipIf(process.platform === 'win32')(
  'what was started, directly or not, is ours, with its size',
  async () => {
    const script = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log(child.pid);
  `;
    const parent = spawn(process.execPath, ['-e', script], { detached: true });
    try {
      const [said] = (await once(parent.stdout, 'data')) as [Buffer];
      const grandchild = Number(said.toString('utf8'));
      const { processes, isComplete } = await systemResources.ownProcesses();
      expect(isComplete).toBe(true);
      expect(processes[0]).toMatchObject({ pid: process.pid, name: 'server' });
      for (const pid of [parent.pid, grandchild]) {
        const found = processes.find((each) => each.pid === pid);
        expect(found?.residentBytes).toBeGreaterThan(5 * 1024 * 1024);
      }
      expect(processes.map(({ pid }) => pid)).not.toContain(process.ppid);
      const own = processes[0]?.residentBytes ?? 0;
      expect(own / process.memoryUsage.rss()).toBeGreaterThan(0.5);
    } finally {
      process.kill(-(parent.pid ?? 0), 'SIGKILL');
    }
  },
);
