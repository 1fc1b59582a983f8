/**
 * `npm run bench -- restore`: 10,000 random histories in git repositories (those of the suite are others), what an apply and
 * its undo cost in a tree of 2,400 files, beside plain synced writes of the same files, and the disk that restore points
 * take.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemDisk } from '../../server/src/adapters/index.ts';
import { systemClock } from '../../server/src/base/index.ts';
import { openRestore } from '../../server/src/services/restore/index.ts';
import { createGitWorld, liveHistories } from '../../test/services/restore/history/index.ts';
import { accepted } from '../../test/support/sentence-of.ts';
import type { Bench } from '../bench.mts';

const historiesPerStep = 250;
const historySteps = 40;
/** Behind the seeds of the suite. */
const firstSeed = 1_000;
const wrongShownMax = 5;
const treeFiles = 2_400;
const filesPerFolder = 40;
const warmUpRounds = 5;
const rounds = 30;
const signal = new AbortController().signal;

export async function run(bench: Bench): Promise<void> {
  for (const files of [1, 5, 20]) {
    const cost = await bench.step(`cost of ${files}`, () => measureCost(files));
    bench.log(
      `apply and undo of ${files} files in a tree of ${treeFiles}: ${shown(cost.bothMs)} (apply ${shown(cost.applyMs)}, undo ${shown(cost.undoMs)}); plain synced writes of the same files, twice: ${shown(cost.plainMs)}; goal 150 ms`,
    );
  }
  for (const [kind, textFor] of Object.entries(kindsOfText)) {
    const { keptBytes, touchedBytes } = await bench.step(`disk: ${kind}`, () => measureDisk(textFor));
    bench.log(
      `disk, ${kind}: ${keptBytes} bytes kept for ${touchedBytes} bytes touched: ${(keptBytes / touchedBytes).toFixed(2)} (limit 2)`,
    );
  }
  await reportHistories(bench);
}

async function reportHistories(bench: Bench): Promise<void> {
  const counts: Record<string, number> = {};
  const wrong: string[] = [];
  for (let step = 0; step < historySteps; step++) {
    const report = await bench.step(`histories ${step}`, () => liveSome(firstSeed + step * historiesPerStep));
    wrong.push(...report.wrong);
    for (const [what, times] of Object.entries(report.counts)) counts[what] = (counts[what] ?? 0) + times;
    bench.log(`${(step + 1) * historiesPerStep} histories: ${wrong.length} went wrong`);
  }
  bench.log(JSON.stringify(counts));
  for (const sentence of wrong.slice(0, wrongShownMax)) bench.log(sentence);
}

async function liveSome(from: number) {
  const world = createGitWorld();
  try {
    return await liveHistories(
      world,
      Array.from({ length: historiesPerStep }, (_, index) => from + index),
    );
  } finally {
    world.dispose();
  }
}

interface Spread {
  readonly p50: number;
  readonly p95: number;
}

async function measureCost(files: number) {
  const place = plantTree((path) => sourceText(path, 0));
  try {
    const restore = await open(place);
    const touched = Array.from({ length: files }, (_, index) => pathOf(index * 97));
    const times = {
      apply: [] as number[],
      undo: [] as number[],
      both: [] as number[],
      plain: [] as number[],
    };
    for (let round = 1; round <= warmUpRounds + rounds; round++) {
      const change = touched.map((path) => ({
        path,
        before: sourceText(path, 0),
        after: sourceText(path, round),
      }));
      const startedMs = performance.now();
      const { id } = accepted(await restore.apply({ files: change }, `Round ${round}`, signal));
      const appliedMs = performance.now();
      accepted(await restore.undo(id, signal));
      const undoneMs = performance.now();
      for (const which of ['after', 'before'] as const)
        for (const file of change) {
          await systemDisk.write(join(place.root, file.path), Buffer.from(file[which]));
          await systemDisk.sync(join(place.root, file.path));
        }
      if (round <= warmUpRounds) continue;
      times.apply.push(appliedMs - startedMs);
      times.undo.push(undoneMs - appliedMs);
      times.both.push(undoneMs - startedMs);
      times.plain.push(performance.now() - undoneMs);
    }
    return {
      applyMs: spread(times.apply),
      undoMs: spread(times.undo),
      bothMs: spread(times.both),
      plainMs: spread(times.plain),
    };
  } finally {
    place.dispose();
  }
}

/** Twenty applies of twenty files each, none of them taken back: every version is kept, and counted as touched once. */
async function measureDisk(textFor: (path: string, version: number) => string) {
  const place = plantTree((path) => textFor(path, 0));
  try {
    const restore = await open(place);
    const now = new Map(
      Array.from({ length: treeFiles }, (_, index) => [pathOf(index), textFor(pathOf(index), 0)]),
    );
    let touchedBytes = 0;
    for (let version = 1; version <= 20; version++) {
      const files = Array.from({ length: 20 }, (_, index) => {
        const path = pathOf((index * 97 + version * 31) % treeFiles);
        return { path, before: now.get(path) ?? null, after: textFor(path, version) };
      });
      accepted(await restore.apply({ files }, `Version ${version}`, signal));
      for (const { path, before, after } of files) {
        touchedBytes += Buffer.byteLength(before ?? '');
        now.set(path, after);
      }
    }
    return { keptBytes: bytesBelow(place.stateFolder), touchedBytes };
  } finally {
    place.dispose();
  }
}

const kindsOfText: Readonly<Record<string, (path: string, version: number) => string>> = {
  'ordinary source': sourceText,
  'hardly compressible text': (path, version) => `export const data = '${noise(`${path} ${version}`)}';\n`,
  'files of one line': (path, version) => `export { value${version} } from './${path}.ts';\n`,
};

/** The same for the same words, and without anything to compress but its alphabet. */
function noise(words: string): string {
  return Array.from({ length: 64 }, (_, index) =>
    createHash('sha512').update(`${words} ${index}`).digest('base64url'),
  ).join('');
}

function sourceText(path: string, version: number): string {
  return Array.from(
    { length: 120 },
    (_, line) => `export const value${line} = '${path} ${version} ${line * 7919}';\n`,
  ).join('');
}

function pathOf(index: number): string {
  const file = index % treeFiles;
  return `src/folder${Math.floor(file / filesPerFolder)}/file${file}.ts`;
}

interface Planted {
  readonly root: string;
  readonly stateFolder: string;
  dispose(): void;
}

function plantTree(textFor: (path: string) => string): Planted {
  const folder = mkdtempSync(join(tmpdir(), 'grace-restore-cost-'));
  const root = join(folder, 'tree');
  for (let index = 0; index < treeFiles; index++) {
    const path = join(root, pathOf(index));
    if (index % filesPerFolder === 0) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, textFor(pathOf(index)));
  }
  return { root, stateFolder: join(folder, 'state'), dispose: () => rmSync(folder, { recursive: true }) };
}

async function open({ root, stateFolder }: Planted) {
  let count = 0;
  const ids = () => `bench${count++}`;
  return accepted(await openRestore({ root, stateFolder, disk: systemDisk, clock: systemClock, ids }));
}

function spread(times: number[]): Spread {
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

function shown({ p50, p95 }: Spread): string {
  return `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );
}
