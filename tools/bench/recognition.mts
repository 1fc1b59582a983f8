/**
 * `npm run bench -- recognition`: templates of a million lines from a file, each line with numbers, names and paths of
 * its own, beside the same file only read line by line, and read by every parser; then ten times fewer, for what a line costs in each case.
 * Each measurement is a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { Bench } from '../bench.mts';
import { mutatedLines } from './recognition/lines.mts';
import type { Reading } from './recognition/reader.mts';

const many = 1_000_000;
const few = 100_000;
const goals = { linesPerSecond: 200_000, memoryMb: 150 } as const;

export async function run(bench: Bench): Promise<void> {
  const results = await bench.step('lines', measure);
  for (const { count, plain, mining, recognizing } of results) {
    bench.log(`${count} lines, only read: ${words(plain)}`);
    bench.log(
      `${count} lines, learned: ${words(mining)}, ${mining.templates} templates; ${(mining.cpuMs / plain.cpuMs).toFixed(1)} times the reader`,
    );
    bench.log(`${count} lines, with every parser before: ${words(recognizing)}`);
  }
  const [less, more] = results.map(({ count, mining }) => mining.cpuMs / count);
  bench.log(
    `goal: ${goals.linesPerSecond} lines/s, ${goals.memoryMb} MB; a line of ${many} costs ${((more ?? 0) / (less ?? 1)).toFixed(2)} times one of ${few}`,
  );
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
    const results: Result[] = [];
    for (const count of [few, many]) {
      const file = join(folder, `${count}.log`);
      await write(file, count);
      const readings = { plain: read('plain', file), mining: read('mining', file) };
      results.push({ count, ...readings, recognizing: read('recognizing', file) });
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

function read(how: 'plain' | 'mining' | 'recognizing', file: string): Reading {
  const reader = join(import.meta.dirname, 'recognition', 'reader.mts');
  const output = execFileSync(
    process.execPath,
    ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', reader, how, file],
    {
      encoding: 'utf8',
    },
  );
  return JSON.parse(output) as Reading;
}

function words({ lines, wallMs, cpuMs, memoryMb }: Reading): string {
  const perSecond = (ms: number) => Math.round((lines / ms) * 1_000).toLocaleString('en');
  return `${perSecond(cpuMs)} lines per second of processor time, ${perSecond(wallMs)} by the clock, ${memoryMb.toFixed(0)} MB at most`;
}
