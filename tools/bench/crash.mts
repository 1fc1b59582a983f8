/**
 * `npm run bench -- crash`: SIGKILLs in the middle of applies and undos on the real disk, power cuts at every operation on a
 * disk that drops and reorders what was not synced, what an apply costs in time, and what its restore point costs in space.
 */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemDisk } from '../../server/src/adapters/index.ts';
import { systemClock } from '../../server/src/base/index.ts';
import { openRestore } from '../../server/src/services/restore/index.ts';
import { crashEverywhere } from '../../test/services/restore/crash-everywhere.ts';
import { stories } from '../../test/services/restore/crash-world.ts';
import { killOften } from '../../test/services/restore/kill-often.ts';
import { accepted } from '../../test/support/sentence-of.ts';
import { seeded, UnreliableDisk } from '../../test/support/unreliable-disk.ts';
import type { Bench } from '../bench.mts';

const killsPerStep = 50;
const killSteps = 4;
const seedsPerOperation = 20;
const filesPerApply = 20;
const rounds = 15;
const signal = new AbortController().signal;

export async function run(bench: Bench): Promise<void> {
  await reportKills(bench);
  await reportPowerCuts(bench);
  const cost = await bench.step('cost', measureCost);
  bench.log(
    `apply of ${filesPerApply} files: median ${cost.applyMs.toFixed(1)} ms, undo: ${cost.undoMs.toFixed(1)} ms; plain writes of the same files, synced: ${cost.plainMs.toFixed(1)} ms`,
  );
  bench.log(
    `space: ${cost.keptBytes} bytes kept for ${cost.touchedBytes} bytes touched: ${(cost.keptBytes / cost.touchedBytes).toFixed(2)} (limit 2)`,
  );
}

async function reportKills(bench: Bench): Promise<void> {
  const outcomes: Record<string, number> = {};
  let kills = 0;
  let wrong = 0;
  for (let step = 0; step < killSteps; step++) {
    const report = await bench.step(`kills ${step}`, () => killOften(killsPerStep, step));
    kills += report.kills;
    wrong += report.wrong.length;
    for (const [outcome, count] of Object.entries(report.outcomes))
      outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  }
  bench.log(`SIGKILL: ${kills} kills, ${wrong} half-written states, recoveries ${JSON.stringify(outcomes)}`);
}

async function reportPowerCuts(bench: Bench): Promise<void> {
  for (const [name, story] of Object.entries(stories)) {
    const { crashes, wrong } = await bench.step(`power cuts: ${name}`, () =>
      crashEverywhere(
        story,
        (seed) => new UnreliableDisk(seeded(seed)),
        ['power-cut', 'killed'],
        seedsPerOperation,
      ),
    );
    bench.log(`power cuts, ${name}: ${crashes} crashes, ${wrong.length} broken promises`);
  }
}

async function measureCost() {
  const folder = await mkdtemp(join(tmpdir(), 'grace-cost-'));
  try {
    const root = join(folder, 'tree');
    await systemDisk.makeFolder(root);
    const paths = Array.from({ length: filesPerApply }, (_, index) => `file${index}.ts`);
    const text = (path: string, version: number) =>
      Array.from(
        { length: 120 },
        (_, line) => `export const value${line} = '${path} ${version} ${line * 7919}';`,
      ).join('\n');
    for (const path of paths) await writeFile(join(root, path), text(path, 0));
    let count = 0;
    const stateFolder = join(folder, 'state');
    const opened = await openRestore({
      root,
      stateFolder,
      disk: systemDisk,
      clock: systemClock,
      ids: () => `bench${count++}`,
    });
    const restore = accepted(opened);
    const times = { apply: [] as number[], undo: [] as number[], plain: [] as number[] };
    let touchedBytes = 0;
    for (let round = 1; round <= rounds; round++) {
      const files = paths.map((path) => ({ path, before: text(path, 0), after: text(path, round) }));
      touchedBytes += files.reduce((sum, file) => sum + Buffer.byteLength(file.before), 0);
      const startedMs = performance.now();
      const { id } = accepted(await restore.apply({ files }, `Round ${round}`, signal));
      const appliedMs = performance.now();
      accepted(await restore.undo(id, signal));
      times.undo.push(performance.now() - appliedMs);
      times.apply.push(appliedMs - startedMs);
      times.plain.push(
        await plainWrites(
          paths.map((path) => join(root, path)),
          (path) => text(path, 0),
        ),
      );
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    return {
      applyMs: median(times.apply),
      undoMs: median(times.undo),
      plainMs: median(times.plain),
      keptBytes: await sizeOf(stateFolder),
      touchedBytes,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function plainWrites(paths: readonly string[], textFor: (path: string) => string): Promise<number> {
  const startedMs = performance.now();
  for (const path of paths) {
    await systemDisk.write(path, Buffer.from(textFor(path.slice(path.lastIndexOf('/') + 1))));
    await systemDisk.sync(path);
  }
  return performance.now() - startedMs;
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
