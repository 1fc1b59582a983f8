import { isRefusal } from '../../../server/src/base/index.ts';
import type { LogEntry } from '../../../server/src/core/log/index.ts';
import { accepted } from '../../support/sentence-of.ts';
import { seeded, type Random, type UnreliableDisk } from '../../support/unreliable-disk.ts';
import { entriesOf, numbered, numberOf, openOn, signal, wordOf, type LogWorld } from './log-world.ts';

const bounds = { segmentBytesMax: 900, retainedBytesMax: 2_800 };
const stepsMax = 3;
/** Every so many histories begin before there is a log; the others save the same operations each time. */
const fromNothingEvery = 8;
/** Every so many crashes are followed by more life; the others are only looked at. */
const goesOnEvery = 4;
const groupMax = 4;

/** What the outside was told up to one moment, and what it was not told yet. */
interface Promises {
  /** Record number → the number in its payload. */
  readonly acknowledged: ReadonlyMap<number, number>;
  /** Numbers that were handed in, acknowledged or not. */
  readonly handedIn: ReadonlySet<number>;
  readonly erased: ReadonlySet<number>;
  readonly erasing: ReadonlySet<number>;
}

interface Moment {
  readonly disk: UnreliableDisk;
  readonly promises: Promises;
}

export interface HistoriesReport {
  readonly prefixes: number;
  /** Crashes that left something behind the head: a harness that never meets one shows nothing. */
  readonly repaired: number;
  readonly wrong: readonly string[];
}

/**
 * Lives through seeded histories and, after every single operation of each, cuts the power on a copy of the disk, opens the
 * log again and judges it: nothing acknowledged is lost, nothing is made up, no alarm is raised, and life goes on.
 */
export async function liveHistories(
  seeds: Iterable<number>,
  makeDisk: (random: Random) => UnreliableDisk,
  wrongMax = Infinity,
): Promise<HistoriesReport> {
  const wrong: string[] = [];
  let prefixes = 0;
  let repaired = 0;
  for (const seed of seeds) {
    for (const [index, moment] of (await live(seed, makeDisk)).entries()) {
      const random = seeded(seed * 4_099 + index);
      const judged = await judge(moment, index % goesOnEvery === 0 ? 'goes on' : 'is looked at', random);
      prefixes += 1;
      if (judged.isRepaired) repaired += 1;
      wrong.push(...judged.wrong.map((sentence) => `seed ${seed}, operation ${index}: ${sentence}`));
      if (wrong.length >= wrongMax) return { prefixes, repaired, wrong };
    }
  }
  return { prefixes, repaired, wrong };
}

/** One history: groups of appends, other processes, restarts, erasures; what it leaves after each operation on the disk. */
async function live(seed: number, makeDisk: (random: Random) => UnreliableDisk): Promise<readonly Moment[]> {
  const random = seeded(seed);
  const disk = makeDisk(random);
  await disk.makeFolder('/state');
  if (seed % fromNothingEvery !== 0) await openOn(disk).log.erase(1, 'Only makes the log.');
  disk.settle();
  const acknowledged = new Map<number, number>();
  const handedIn = new Set<number>();
  const erased = new Set<number>();
  const erasing = new Set<number>();
  const moments: Moment[] = [];
  disk.onOperation = () => {
    const promises = {
      acknowledged: new Map(acknowledged),
      handedIn: new Set(handedIn),
      erased: new Set(erased),
      erasing: new Set(erasing),
    };
    moments.push({ disk: disk.fork(seeded(seed + moments.length)), promises });
  };
  let worlds = [openOn(disk, { bounds }), openOn(disk, { bounds })];
  const steps = 1 + Math.floor(random() * stepsMax);
  for (let step = 0; step < steps; step++) {
    const { log } = worlds[random() < 0.7 ? 0 : 1] ?? bugIn(seed);
    const group = 1 + Math.floor(random() * groupMax);
    const appends = Array.from({ length: group }, async () => {
      const n = handedIn.size + 1;
      handedIn.add(n);
      const filler = 'x'.repeat(Math.floor(random() * 250));
      const answer = await log.append('tools.approved', numbered(n, filler));
      if (!isRefusal(answer)) acknowledged.set(answer.seq, n);
    });
    await Promise.all(appends);
    if (random() < 0.25) {
      const seq = 1 + Math.floor(random() * acknowledged.size);
      erasing.add(seq);
      if (!isRefusal(await log.erase(seq, 'because'))) erased.add(seq);
    }
    if (random() < 0.2) worlds = [openOn(disk, { bounds }), openOn(disk, { bounds })];
  }
  return moments;
}

async function judge(
  { disk, promises }: Moment,
  life: 'goes on' | 'is looked at',
  random: Random,
): Promise<{ isRepaired: boolean; wrong: string[] }> {
  const crash = random() < 0.85 ? 'power-cut' : 'killed';
  disk.restart(crash);
  const wrong: string[] = [];
  let isRepaired = false;
  const world = openOn(disk, { bounds });
  const first = await world.log.catchUp();
  if (first.damage !== undefined) return { isRepaired, wrong: [`A false alarm: ${first.damage}`] };
  const before = first.lastSeq;
  wrong.push(...promisedIn(await entriesOf(world.log), world, promises));
  if (life === 'is looked at') return { isRepaired, wrong };
  // Also after a second power cut in the middle of the recovery.
  if (random() < 0.25) {
    disk.cutAt = disk.operations + Math.floor(random() * 12);
    await world.log.append('tools.approved', numbered(promises.handedIn.size + 1));
    disk.restart(crash);
  }
  const again = openOn(disk, { bounds, note: () => (isRepaired = true) });
  const answer = await again.log.append('tools.approved', numbered(0));
  if (isRefusal(answer)) wrong.push(`It takes nothing any more: ${answer.message}`);
  else if (answer.seq <= before) wrong.push(`Record ${answer.seq} is given a second time.`);
  const after = { ...promises, handedIn: new Set([...promises.handedIn, promises.handedIn.size + 1, 0]) };
  wrong.push(...promisedIn(await entriesOf(again.log), again, after));
  const { damage } = accepted(await again.log.verify(signal));
  if (damage) wrong.push(`A false alarm afterwards: ${damage.message}`);
  const text = [...disk.tree('/state').values()].join('\n');
  for (const seq of promises.erased)
    if (text.includes(wordOf(promises.acknowledged.get(seq) ?? -1)))
      wrong.push(`Record ${seq} was erased and is there.`);
  return { isRepaired, wrong };
}

function promisedIn(entries: readonly LogEntry[], { ledger }: LogWorld, promises: Promises): string[] {
  const wrong: string[] = [];
  const { acknowledged, handedIn, erased, erasing } = promises;
  const numbers = new Map(entries.map((entry) => [entry.seq, numberOf(entry)]));
  const oldest = entries[0]?.seq ?? 1;
  for (const [seq, n] of acknowledged) {
    const isKnown = ledger.numbers.get(seq) === n || erasing.has(seq);
    const isThere = numbers.get(seq) === n || seq < oldest || (erasing.has(seq) && numbers.has(seq));
    if (!isKnown || !isThere) wrong.push(`Record ${seq} was acknowledged and is lost.`);
  }
  for (const seq of erased)
    if (ledger.numbers.has(seq)) wrong.push(`Record ${seq} was erased and is remembered.`);
  for (const { seq, topic, payload } of entries)
    if (payload === undefined && !erasing.has(seq)) wrong.push(`Record ${seq} of ${topic} lost its payload.`);
  const told = [...ledger.numbers.values()];
  if (told.some((n) => !handedIn.has(n))) wrong.push('There is a record that nobody handed in.');
  if (new Set(told).size !== told.length) wrong.push('A record is there twice.');
  return wrong;
}

function bugIn(seed: number): never {
  throw new Error(`The history of seed ${seed} has no world.`);
}
