import { isRefusal } from '../../../server/src/base/index.ts';
import type { LogEntry } from '../../../server/src/core/log/index.ts';
import type { PayloadOf } from '../../../server/src/protocol/index.ts';
import { seeded, type Random, type UnreliableDisk } from '../../support/unreliable-disk.ts';
import { entriesOf } from '../log/log-world.ts';
import {
  countTo,
  emptyDisk,
  settle,
  signal,
  startProcess,
  taskOf,
  turns,
  type DurableProcess,
} from './durable-world.ts';

const livesMax = 4;
const publishedPerLifeMax = 6;
const operationsPerLifeMax = 90;
const bounds = { segmentBytesMax: 1_500 };

export interface CrashReport {
  readonly lives: number;
  /** Deliveries of something that an earlier life had begun: crashes that never fell there would prove nothing. */
  readonly repeated: number;
  readonly wrong: readonly string[];
}

interface History {
  readonly random: Random;
  /** Ids that somebody tried to publish, and those that were promised. */
  readonly tried: Set<string>;
  readonly promised: Set<string>;
  readonly handled: Set<string>;
  readonly begun: Set<string>;
  repeated: number;
  readonly wrong: string[];
}

/**
 * Lives through seeded lives of processes that publish and handle, each ended by a power cut in the middle of a write, a
 * kill, or in good order; then one that nothing happens to. What was promised has to be handled, what was acknowledged must
 * not come again, and nothing may be there twice.
 */
export async function liveThroughCrashes(seed: number): Promise<CrashReport> {
  const random = seeded(seed);
  const history: History = {
    ...{ random, repeated: 0, wrong: [] },
    ...{ tried: new Set(), promised: new Set(), handled: new Set(), begun: new Set() },
  };
  let disk = await emptyDisk();
  const lives = 1 + Math.floor(random() * livesMax);
  for (let life = 0; life < lives; life++) {
    const crash = random() < 0.6 ? 'power-cut' : 'killed';
    if (crash === 'power-cut') disk.cutAt = disk.operations + Math.floor(random() * operationsPerLifeMax);
    await live(disk, history, life);
    // What is left of the process that ended must not write on the disk of the next one.
    const next: UnreliableDisk = disk.fork(seeded(seed * 31 + life));
    next.restart(crash);
    disk = next;
  }
  await liveOn(disk, history);
  return { lives, repeated: history.repeated, wrong: history.wrong };
}

async function live(disk: UnreliableDisk, history: History, life: number): Promise<void> {
  const { random, tried, promised } = history;
  const process = startProcess(disk, { log: { bounds } });
  try {
    await consumeChecked(process, history);
    // Whoever was not told that it is published does it again, under the same name.
    const unsure = [...tried].filter((id) => !promised.has(id));
    const ids = [
      ...unsure,
      ...countTo(Math.floor(random() * publishedPerLifeMax)).map((n) => `${life}-${n}`),
    ];
    for (const id of ids) {
      tried.add(id);
      const answer = await process.bus.publish('task.code_refactor', taskOf(id), signal);
      if (!isRefusal(answer)) promised.add(id);
      if (random() < 0.5) await turns(Math.floor(random() * 20));
      if (random() < 0.3) await process.clock.advance(Math.floor(random() * 60));
    }
    if (random() < 0.25) await process.bus.close();
  } catch {
    // The power went out while the log was read: the process ends there.
  }
}

async function consumeChecked(process: DurableProcess, history: History): Promise<void> {
  const { random, handled, begun, wrong } = history;
  const entries = await entriesOf(process.log);
  const acknowledged = acknowledgedIn(entries);
  const seqs = new Map<string, number>();
  for (const entry of entries) if (entry.topic === 'task.code_refactor') seqs.set(idIn(entry), entry.seq);
  let last = 0;
  const answer = await process.bus.consume(
    'refactor_tasks',
    {},
    async ({ payload, number, attempt }, handling) => {
      const { id } = payload;
      if (acknowledged(number)) wrong.push(`${id} was acknowledged and comes again.`);
      if (number < last && attempt === 1) wrong.push(`${id} comes behind a later one.`);
      last = Math.max(last, number);
      if (begun.has(id)) history.repeated += 1;
      begun.add(id);
      if (random() < 0.1) throw new Error('Not this time.');
      if (random() < 0.3) await process.clock.sleep(Math.floor(random() * 30), handling.signal);
      handled.add(id);
    },
  );
  if (isRefusal(answer)) wrong.push(`A false alarm: ${answer.message}`);
}

async function liveOn(disk: UnreliableDisk, history: History): Promise<void> {
  const { tried, promised, handled, wrong } = history;
  const process = startProcess(disk, { log: { bounds } });
  await consumeChecked(process, history);
  for (const id of tried) {
    const answer = await process.bus.publish('task.code_refactor', taskOf(id), signal);
    if (isRefusal(answer)) wrong.push(`${id} is not taken: ${answer.message}`);
    else promised.add(id);
  }
  await settle(process);
  await settle(process);
  const dead = new Set(process.bus.deadLetters().map(({ number }) => number));
  const entries = await entriesOf(process.log);
  const tasks = entries.filter(({ topic }) => topic === 'task.code_refactor');
  for (const id of promised) {
    const own = tasks.filter((entry) => idIn(entry) === id);
    if (own.length !== 1) wrong.push(`${id} is in the log ${own.length} times.`);
    if (!handled.has(id) && !own.some(({ seq }) => dead.has(seq)))
      wrong.push(`${id} was promised and is lost.`);
  }
  if (!tasks.every(({ seq }) => acknowledgedIn(entries)(seq))) wrong.push('Something is never acknowledged.');
}

function acknowledgedIn(entries: readonly LogEntry[]): (seq: number) => boolean {
  const last = entries.findLast(({ topic }) => topic === 'bus.acknowledged');
  if (!last) return () => false;
  const { throughSeq, beyond } = last.payload as PayloadOf<'bus.acknowledged'>;
  return (seq) => seq <= throughSeq || beyond.includes(seq);
}

function idIn({ payload }: LogEntry): string {
  return (payload as PayloadOf<'task.code_refactor'>).id;
}
