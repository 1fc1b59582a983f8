/**
 * `npm run bench -- bus`: how long a message is on its way at 1,000 messages per second, passing and durable, beside a plain
 * hop of the event loop and a plain synced append; then ten times more durable messages than their consumer can take, with
 * the memory that costs beside a tenth of them; then lives ended by power cuts and kills.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemDisk } from '../../server/src/adapters/index.ts';
import { systemClock } from '../../server/src/base/index.ts';
import { createBus, Deliveries } from '../../server/src/core/bus/index.ts';
import { openLog, type LogOptions } from '../../server/src/core/log/index.ts';
import { durableConsumers, passingTopics } from '../../server/src/protocol/index.ts';
import { liveThroughCrashes } from '../../test/core/bus/crashes.ts';
import { taskOf } from '../../test/core/bus/durable-world.ts';
import { openRealState } from '../../test/core/log/real-log.ts';
import { accepted } from '../../test/support/sentence-of.ts';
import type { Bench } from '../bench.mts';

const perSecond = 1_000;
const seconds = 20;
const overloadFactor = 10;
const overloadMessages = 40_000;
const publishersAtOnce = 500;
const crashSteps = 20;
const crashesPerStep = 100;
/** The suite lives through the histories from 0 on; these are others. */
const firstHistory = 1_000_000;
const signal = new AbortController().signal;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export async function run(bench: Bench): Promise<void> {
  await reportLatency(bench);
  await reportOverload(bench);
  await reportCrashes(bench);
}

async function reportLatency(bench: Bench): Promise<void> {
  const passing = await bench.step('passing', measurePassing);
  bench.log(
    `passing, ${perSecond} messages/s: ${words(passing.bus)} (goal p99 5 ms); a hop of the event loop in the same run: ${words(passing.hop)}`,
  );
  const alone = await bench.step('durable, alone', () => measureDurable('alone'));
  const shared = await bench.step('durable, shared', () => measureDurable('shared'));
  bench.log(
    `durable, ${perSecond} messages/s, this process alone: ${words(alone.bus)}; a plain synced append in the same run: ${words(alone.append)}; p99 is ${ratio(alone)} of them`,
  );
  bench.log(
    `durable, the log shared with other processes: ${words(shared.bus)}; a plain synced append: ${words(shared.append)}; p99 is ${ratio(shared)} of them`,
  );
}

function ratio({ bus, append }: { bus: Latency; append: Latency }): string {
  return (bus.p99 / append.p99).toFixed(1);
}

async function reportOverload(bench: Bench): Promise<void> {
  const little = await bench.step('overload, a tenth', () => overload(overloadMessages / 10));
  const much = await bench.step('overload', () => overload(overloadMessages));
  for (const { messages, behind, lost, repeated, unordered, depthHighest, heapBytes } of [little, much])
    bench.log(
      `${messages} durable messages, ${overloadFactor} times more than are handled meanwhile, ${behind} behind at the end: ${lost} lost, ${repeated} repeated, ${unordered} out of order, at most ${depthHighest} in memory, ${(heapBytes / 1024 ** 2).toFixed(2)} MB of heap`,
    );
  bench.log(
    `ten times the messages take ${(much.heapBytes / little.heapBytes).toFixed(2)} times the heap (unbounded: 10)`,
  );
}

async function reportCrashes(bench: Bench): Promise<void> {
  let lives = 0;
  let repeated = 0;
  const wrong: string[] = [];
  for (let step = 0; step < crashSteps; step++) {
    const report = await bench.step(`crashes ${step}`, () => liveFrom(firstHistory + step * crashesPerStep));
    lives += report.lives;
    repeated += report.repeated;
    wrong.push(...report.wrong);
  }
  bench.log(
    `crashes: ${crashSteps * crashesPerStep} histories, ${lives} lives, ${repeated} messages delivered again, ${wrong.length} broken promises ${wrong.slice(0, 3).join(' ')}`,
  );
}

async function liveFrom(firstSeed: number) {
  const total = { lives: 0, repeated: 0, wrong: [] as string[] };
  for (let seed = firstSeed; seed < firstSeed + crashesPerStep; seed++) {
    const { lives, repeated, wrong } = await liveThroughCrashes(seed);
    total.lives += lives;
    total.repeated += repeated;
    total.wrong.push(...wrong.map((sentence) => `seed ${seed}: ${sentence}`));
  }
  return total;
}

interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  readonly count: number;
}

function latencyOf(ms: readonly number[]): Latency {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), most: at(1), count: sorted.length };
}

function words({ p50, p99, most, count }: Latency): string {
  return `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, at most ${most.toFixed(1)} ms (n=${count})`;
}

/** Calls `send` as often as the time that passed asks for. */
async function paced(send: (n: number) => void): Promise<void> {
  const startedMs = performance.now();
  const count = perSecond * seconds;
  let sent = 0;
  while (sent < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startedMs) / 1_000) * perSecond));
    for (; sent < due; sent++) send(sent);
    await sleep(1);
  }
}

async function measurePassing() {
  const bus = createBus({ topics: passingTopics, clock: systemClock });
  const onTheWay: number[] = [];
  const hops: number[] = [];
  bus.subscribe('bus.probe', { name: 'bench' }, ({ payload }) => {
    onTheWay.push(performance.now() - payload.token);
  });
  await paced(() => {
    const now = performance.now();
    void bus.publish('bus.probe', { token: now }, signal);
    setImmediate(() => {
      hops.push(performance.now() - now);
    });
  });
  await sleep(50);
  await bus.close();
  return { bus: latencyOf(onTheWay), hop: latencyOf(hops) };
}

async function measureDurable(log: 'alone' | 'shared') {
  return inFolder(async (folder) => {
    const { bus, close } = await openDurable(folder, log);
    const onTheWay: number[] = [];
    const sentMs = new Map<string, number>();
    const watching = accepted(
      await bus.follow(['task.progress'], { name: 'bench' }, ({ payload }) => {
        onTheWay.push(performance.now() - (sentMs.get(payload.task) ?? 0));
      }),
    );
    // The log is made by its first record.
    accepted(await bus.publish('task.progress', { task: 'first', step: 'started', message: '' }, signal));
    await sleep(100);
    onTheWay.length = 0;
    await paced((n) => {
      const task = `task ${n}`;
      sentMs.set(task, performance.now());
      void bus.publish('task.progress', { task, step: 'proving', message: 'Proving 3 changes' }, signal);
    });
    await sleep(500);
    await watching.close();
    await close();
    return { bus: latencyOf(onTheWay), append: await measureAppends(folder) };
  });
}

async function measureAppends(folder: string): Promise<Latency> {
  const handle = await open(join(folder, 'plain'), 'a');
  const line = Buffer.alloc(300, 'x');
  const took: number[] = [];
  for (let n = 0; n < 1_000; n++) {
    const startedMs = performance.now();
    await handle.appendFile(line);
    await handle.datasync();
    took.push(performance.now() - startedMs);
  }
  await handle.close();
  return latencyOf(took);
}

/** Publishes as fast as the log takes it, to a consumer that takes every tenth of it meanwhile, until all is handled. */
async function overload(messages: number) {
  return inFolder(async (folder) => {
    const { bus, close } = await openDurable(folder, 'alone');
    const got = new Float64Array(messages * 2);
    let handled = 0;
    let published = 0;
    const consuming = accepted(
      await bus.consume('refactor_tasks', {}, async ({ payload }, handling) => {
        got[handled++] = Number(payload.id);
        while (published < messages && handled * overloadFactor > published) {
          await sleep(1);
          handling.working();
        }
      }),
    );
    const before = heapNow();
    let heapHighest = before;
    for (let start = 0; start < messages; start += publishersAtOnce) {
      const answers = Array.from({ length: publishersAtOnce }, (_, index) =>
        bus.publish('task.code_refactor', taskOf(String(start + index)), signal),
      );
      for (const answer of await Promise.all(answers)) accepted(answer);
      published += publishersAtOnce;
      if (start % (messages / 10) === 0) heapHighest = Math.max(heapHighest, heapNow());
    }
    // What it could not take is on disk by now: the rest shows that it is all there.
    const behind = messages - handled;
    heapHighest = Math.max(heapHighest, heapNow());
    await consuming.idle();
    const depthHighest = bus.health().subscriptions[0]?.depthHighest ?? 0;
    await close();
    const all = [...got.subarray(0, handled)];
    const unordered = all.filter((n, index) => index > 0 && n < (all[index - 1] ?? n)).length;
    const distinct = new Set(all).size;
    return {
      ...{ messages, behind, lost: messages - distinct, repeated: handled - distinct, unordered },
      ...{ depthHighest, heapBytes: heapHighest - before },
    };
  });
}

/** What is reachable now. */
function heapNow(): number {
  collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

async function openDurable(folder: string, sharing: 'alone' | 'shared') {
  const deliveries = new Deliveries(durableConsumers);
  const options: LogOptions = {
    ...{ folder: join(folder, 'log'), disk: systemDisk, clock: systemClock, randomBytes },
    projections: [deliveries],
  };
  const places = [join(folder, 'tree'), join(folder, 'state')] as const;
  for (const place of places) await mkdir(place);
  const state = await openRealState(...places);
  const log = openLog(
    sharing === 'alone' ? options : { ...options, exclusive: (stop) => state.logTurn(stop) },
  );
  const bus = createBus({
    ...{ topics: passingTopics, clock: systemClock },
    durable: { log, deliveries, note: (message) => console.error(message) },
  });
  const close = async () => {
    await bus.close();
    await log.close();
  };
  return { bus, close };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'grace-bench-bus-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
