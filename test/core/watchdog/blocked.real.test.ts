import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stalled } from '../../../server/src/core/watchdog/index.ts';
import { builtWatchdog } from '../../support/analysis.ts';

let stateFolder: string;
beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'grace-blocked-'));
});
afterEach(() => rmSync(stateFolder, { recursive: true, force: true }));

const patient = 600_000;

async function blocked(way: string, hungMs = patient) {
  const script = join(import.meta.dirname, 'blocked-process.mts');
  const run = spawnSync(
    process.execPath,
    ['--no-warnings', script, await builtWatchdog(), stateFolder, way, String(hungMs)],
    { encoding: 'utf8', timeout: 120_000 },
  );
  const records = run.stdout
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Stalled]));
  return { records, signal: run.signal, stderr: run.stderr };
}

test.each(['computing', 'waiting', 'executing', 'matching'])(
  'a main loop that was blocked for 2 s by %s is told of, with the name of the function',
  async (way) => {
    const { records, signal, stderr } = await blocked(way);
    expect([signal, stderr]).toEqual([null, '']);
    // The machine may be slow enough for more than one; the block itself is among them.
    const found = records.filter(({ stack }) => stack.some((frame) => frame.startsWith(`${way} (`)));
    expect(found).toHaveLength(1);
    expect(found[0]?.ms).toBeGreaterThanOrEqual(2_000);
    expect(found[0]).toMatchObject({ process: 'server', outcome: 'went_on' });
  },
);

test('one that never comes back ends its process, and the next one says why', async () => {
  const hung = await blocked('forever', 3_000);
  expect([hung.signal, hung.records]).toEqual(['SIGKILL', []]);
  const { records } = await blocked('nothing');
  expect(records[0]).toMatchObject({ process: 'server', outcome: 'ended' });
  expect(records[0]?.stack[0]).toMatch(/^forever \(.*blocked-process\.mts:/);
});
