/**
 * `npm run bench -- log`: durable records per second in groups beside plain synced appends, records verified per second, what
 * the recovery of a log of 1 GB reads; then 10,000 histories with a power cut after every operation, and every bit and byte
 * of a log of 64 KB flipped and cut.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemDisk } from '../../server/src/adapters/index.ts';
import { systemClock } from '../../server/src/base/index.ts';
import { openLog, type LogOptions } from '../../server/src/core/log/index.ts';
import type { DiskPort } from '../../server/src/core/ports/index.ts';
import { flip, growSpecimen, harm, type Specimen } from '../../test/core/log/damage-sweep.ts';
import { liveHistories } from '../../test/core/log/histories.ts';
import { numbered } from '../../test/core/log/log-world.ts';
import { accepted } from '../../test/support/sentence-of.ts';
import { UnreliableDisk } from '../../test/support/unreliable-disk.ts';
import type { Bench } from '../bench.mts';

const groupedRecords = 60_000;
const inFlight = 8_000;
const plainRecords = 1_500;
const verifiedRecords = 200_000;
const largeBytes = 1024 ** 3;
const largePayloadBytes = 4_000;
const historySteps = 40;
const historiesPerStep = 250;
/** The suite lives through the histories from 0 on; these are others. */
const firstHistory = 1_000_000;
const sweepParts = 64;
const signal = new AbortController().signal;

export async function run(bench: Bench): Promise<void> {
  const rate = await bench.step('rate', measureRate);
  bench.log(
    `durable records/s: ${rate.grouped.toFixed(0)} in groups (goal 10,000), ${rate.plain.toFixed(0)} as plain appends synced one by one`,
  );
  const verified = await bench.step('verify', measureVerify);
  bench.log(
    `verified records/s: ${verified.perSecond.toFixed(0)} (goal 150,000), ${verified.perProcessorSecond.toFixed(0)} for each second of processor time`,
  );
  const recovery = await bench.step('recovery', measureRecovery);
  bench.log(
    `recovery of ${recovery.totalBytes} bytes: ${recovery.readBytes} bytes read, from the last snapshot on, in ${recovery.ms.toFixed(0)} ms`,
  );
  await reportHistories(bench);
  await reportSweep(bench);
}

async function measureRate() {
  return inFolder(async (folder) => {
    const log = openOn(folder);
    await log.append('tools.approved', numbered(0));
    const startedMs = performance.now();
    await appendMany(log, groupedRecords, 40);
    const groupedMs = performance.now() - startedMs;
    const handle = await open(join(folder, 'plain'), 'a');
    const line = Buffer.alloc(300, 'x');
    const plainStartedMs = performance.now();
    for (let n = 0; n < plainRecords; n++) {
      await handle.appendFile(line);
      await handle.datasync();
    }
    const plainMs = performance.now() - plainStartedMs;
    await handle.close();
    return { grouped: (groupedRecords / groupedMs) * 1_000, plain: (plainRecords / plainMs) * 1_000 };
  });
}

async function measureVerify() {
  return inFolder(async (folder) => {
    const log = openOn(folder, { bounds: { retainedBytesMax: Infinity } });
    await appendMany(log, verifiedRecords, 40);
    const before = process.cpuUsage();
    const { lastSeq = 0, ms } = accepted(await log.verify(signal));
    const { user, system } = process.cpuUsage(before);
    return { perSecond: (lastSeq / ms) * 1_000, perProcessorSecond: (lastSeq / (user + system)) * 1_000_000 };
  });
}

async function measureRecovery() {
  return inFolder(async (folder) => {
    const written = openOn(folder, { bounds: { retainedBytesMax: Infinity } });
    await appendMany(written, Math.ceil(largeBytes / largePayloadBytes), largePayloadBytes);
    await written.close();
    let readBytes = 0;
    const counted = async (reading: Promise<Buffer | undefined>) => {
      const bytes = await reading;
      readBytes += bytes?.length ?? 0;
      return bytes;
    };
    const disk: DiskPort = {
      ...systemDisk,
      read: (path) => counted(systemDisk.read(path)),
      readRange: (path, offset, length) => counted(systemDisk.readRange(path, offset, length)),
    };
    const log = openOn(folder, { disk });
    const startedMs = performance.now();
    accepted(await log.append('tools.approved', numbered(1)));
    return { ms: performance.now() - startedMs, readBytes, totalBytes: await sizeOf(join(folder, 'log')) };
  });
}

async function reportHistories(bench: Bench): Promise<void> {
  let prefixes = 0;
  let repaired = 0;
  let wrong = 0;
  for (let step = 0; step < historySteps; step++) {
    const report = await bench.step(`histories ${step}`, () => {
      const first = firstHistory + step * historiesPerStep;
      const seeds = Array.from({ length: historiesPerStep }, (_, index) => first + index);
      return liveHistories(seeds, (random) => new UnreliableDisk(random));
    });
    prefixes += report.prefixes;
    repaired += report.repaired;
    wrong += report.wrong.length;
  }
  bench.log(
    `power cuts: ${historySteps * historiesPerStep} histories, ${prefixes} prefixes, ${repaired} torn tails cut, ${wrong} broken promises`,
  );
}

async function reportSweep(bench: Bench): Promise<void> {
  const specimen = await growSpecimen();
  const missed: string[] = [];
  let flips = 0;
  let cuts = 0;
  for (let part = 0; part < sweepParts; part++) {
    const report = await bench.step(`sweep ${part}`, () => sweep(specimen, part));
    missed.push(...report.missed);
    flips += report.flips;
    cuts += report.cuts;
  }
  bench.log(`a log of ${specimen.sizeBytes} bytes: ${flips} flips, ${cuts} cuts, ${missed.length} unnoticed`);
}

/** Every `sweepParts`th byte: all its bits flipped, and the file cut there. */
async function sweep(specimen: Specimen, part: number) {
  const missed: string[] = [];
  let flips = 0;
  let cuts = 0;
  for (const { path, sizeBytes } of specimen.files)
    for (let byte = part; byte < sizeBytes; byte += sweepParts) {
      const cut = await harm(specimen, (disk) => disk.truncate(path, byte));
      cuts += 1;
      if (cut) missed.push(`${path}, cut at ${byte}: ${cut}`);
      for (let bit = byte * 8; bit < byte * 8 + 8; bit++) {
        const flipped = await harm(specimen, flip(path, bit));
        flips += 1;
        if (flipped) missed.push(`${path}, bit ${bit}: ${flipped}`);
      }
    }
  return { missed, flips, cuts };
}

function openOn(folder: string, options: Partial<LogOptions> = {}) {
  return openLog({
    folder: join(folder, 'log'),
    disk: systemDisk,
    clock: systemClock,
    randomBytes,
    ...options,
  });
}

async function appendMany(log: ReturnType<typeof openOn>, count: number, fillerBytes: number): Promise<void> {
  const filler = 'x'.repeat(fillerBytes);
  for (let start = 0; start < count; start += inFlight) {
    const length = Math.min(inFlight, count - start);
    const answers = await Promise.all(
      Array.from({ length }, (_, index) => log.append('tools.approved', numbered(start + index, filler))),
    );
    for (const answer of answers) accepted(answer);
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'grace-bench-log-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}
