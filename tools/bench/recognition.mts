/**
 * `npm run bench -- recognition`: a million lines from a file, each with numbers, names and paths of its own, as
 * `grace recognize --per-line` answers a pipe: every parser, signatures and templates. Beside it the same file only read
 * line by line, and with templates alone; then ten times fewer lines, for what a line costs in each case, and the line
 * that takes the miner longest. Each measurement is a process of its own, which runs a bundle, as Grace does.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { build } from 'esbuild';
import type { Bench } from '../bench.mts';
import { mutatedLines } from './recognition/lines.mts';
import type { How, Reading } from './recognition/reader.mts';

const many = 1_000_000;
const few = 100_000;
const goals = { linesPerSecond: 200_000, memoryMb: 150, lineMs: 10 } as const;

export async function run(bench: Bench): Promise<void> {
  const results = await bench.step('lines', measure);
  for (const { count, plain, mining, recognizing } of results) {
    bench.log(`${count} lines, only read: ${words(plain)}`);
    bench.log(
      `${count} lines, learned: ${words(mining)}, ${mining.templates} templates; ${(mining.cpuMs / plain.cpuMs).toFixed(1)} times the reader`,
    );
    bench.log(`${count} lines, with every parser before: ${words(recognizing)}`);
  }
  const [less, more] = results.map(({ count, recognizing }) => recognizing.cpuMs / count);
  const longestMs = Math.max(...results.map(({ mining }) => mining.longestMs));
  bench.log(
    `goals: ${goals.linesPerSecond} lines/s, ${goals.memoryMb} MB; a line of ${many} costs ${((more ?? 0) / (less ?? 1)).toFixed(2)} times one of ${few}`,
  );
  bench.log(`the line that takes the miner longest: ${longestMs.toFixed(1)} ms (goal ${goals.lineMs})`);
}

interface Result {
  readonly count: number;
  readonly plain: Reading;
  readonly mining: Reading;
  readonly recognizing: Reading;
}

async function measure(): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'grace-bench-recognition-'));
  try {
    const reader = join(folder, 'reader.mjs');
    await bundle(reader);
    const results: Result[] = [];
    for (const count of [few, many]) {
      const file = join(folder, `${count}.log`);
      await write(file, count);
      const read = (how: How) => readWith(reader, how, file);
      const mining = { ...read('mining'), longestMs: read('longest').longestMs };
      results.push({ count, plain: read('plain'), mining, recognizing: read('recognizing') });
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(file: string, count: number): Promise<void> {
  const out = createWriteStream(file);
  let block = '';
  for (const line of mutatedLines(count, 1)) {
    block += `${line}\n`;
    if (block.length < 65_536) continue;
    if (!out.write(block)) await once(out, 'drain');
    block = '';
  }
  out.end(block);
  await once(out, 'close');
}

/** What runs TypeScript from its source takes memory and time of its own. */
async function bundle(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'recognition', 'reader.mts')],
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}

function readWith(reader: string, how: How, file: string): Reading {
  const output = execFileSync(process.execPath, [reader, how, file], { encoding: 'utf8' });
  return JSON.parse(output) as Reading;
}

function words({ lines, wallMs, cpuMs, memoryMb }: Reading): string {
  const perSecond = (ms: number) => Math.round((lines / ms) * 1_000).toLocaleString('en');
  return `${perSecond(cpuMs)} lines per second of processor time, ${perSecond(wallMs)} by the clock, ${memoryMb.toFixed(0)} MB at most`;
}
