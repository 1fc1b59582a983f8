import { isCancelled, isRefusal, messageOf, type Clock, type Refusal } from '../../base/index.ts';
import type { ChaosDrilled } from '../../protocol/index.ts';
import type { Card, Deed } from './card.ts';
import { carryOut } from './carry-out.ts';
import { haltedSentence, type Halt } from './halt.ts';
import { limits } from './limits.ts';
import { drilledOf, halted, inconclusive, type Outcome } from './outcome.ts';
import type { Subject } from './subject.ts';
import { residueOf, undo, type UndoBook, type UndoPorts, type UndoRecord } from './undo.ts';

/** Undoes a drill when its runner dies, or when the time of the drill is over. */
export interface DeadMan {
  /** The drill is over and nothing is left to undo. */
  disarm(): Promise<void>;
}

export interface DrillPorts {
  readonly clock: Clock;
  readonly halt: Halt;
  readonly book: UndoBook;
  readonly undo: UndoPorts;
  /** Folder that holds the folders of drills, absolute. */
  readonly place: string;
  /** Resolves when it listens; from then on whatever happens to this process, the drill is undone. */
  armDeadMan(record: UndoRecord): Promise<DeadMan | Refusal>;
  /** Makes the workspace and its history in a folder and starts a Grace on it. */
  openSubject(folder: string, seed: number, signal: AbortSignal): Promise<Subject | Refusal>;
  /** How many times longer than the processor time it needs a piece of work takes now: 1 on a machine that has time. */
  slowdown(): number;
  /** Durable when it resolves. */
  record(drilled: ChaosDrilled): Promise<Refusal | undefined>;
  /** Told each step as it begins. */
  readonly onStep: (step: string) => void;
}

/**
 * One drill from its steady state to the ledger. Whatever happens in between, what was done is undone, and only after it was
 * judged. Throws `Cancelled` when `signal` fires, undone as well.
 */
export async function runDrill(
  card: Card,
  seed: number,
  id: string,
  ports: DrillPorts,
  signal: AbortSignal,
): Promise<ChaosDrilled> {
  const { clock, place, book, onStep } = ports;
  const startedMs = clock.monotonic();
  const deed = card.plan(seed);
  const drill = () => ({ id, card: card.id, seed, plan: deed.plan, ms: clock.monotonic() - startedMs });
  const expiresMs = clock.now() + limits.ttlMs;
  const record: UndoRecord = { drill: id, folder: `${place}/${id}`, plan: deed.plan, expiresMs };
  // First who undoes it, then what is to be undone: from there on nothing can be left behind.
  onStep('dead man');
  const deadMan = await ports.armDeadMan(record);
  if (isRefusal(deadMan))
    return drilledOf(
      drill(),
      inconclusive(`No drill without somebody who undoes it: ${deadMan.message}`),
      [],
    );
  try {
    const { outcome, residue } = await doAndUndo(card, deed, record, seed, ports, signal);
    onStep('ledger');
    const drilled = drilledOf(drill(), outcome, residue);
    const unrecorded = await ports.record(drilled);
    if (residue.length === 0) await book.close(id);
    onStep('done');
    return unrecorded ? drilledOf(drill(), outcome, [...residue, unrecorded.message]) : drilled;
  } finally {
    await deadMan.disarm();
  }
}

async function doAndUndo(
  card: Card,
  deed: Deed,
  record: UndoRecord,
  seed: number,
  ports: DrillPorts,
  signal: AbortSignal,
): Promise<{ readonly outcome: Outcome; readonly residue: readonly string[] }> {
  const { book, onStep } = ports;
  let outcome: Outcome | undefined;
  let residue: readonly string[] = [];
  try {
    onStep('undo record');
    await book.open(record);
    outcome = await withinTime(ports, signal, (until) => carryOut(card, deed, record, seed, ports, until));
  } finally {
    onStep('undo');
    residue = await undone(record, ports);
    // Called off, there is nothing more to come.
    if (!outcome && residue.length === 0) await book.close(record.drill);
  }
  return { outcome, residue };
}

/** Ends what runs when the halt is on or the time is over, and says which. */
async function withinTime(
  { clock, halt }: DrillPorts,
  signal: AbortSignal,
  work: (until: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  let why: Outcome | undefined;
  const end = (outcome: Outcome) => {
    why ??= outcome;
    over.abort();
  };
  const halting = halt.watch(() => end(halted(haltedSentence(halt))), until);
  const timing = clock
    .sleep(limits.ttlMs, until)
    .then(() => end(inconclusive(`It took longer than ${limits.ttlMs} ms.`)))
    .catch(() => undefined);
  try {
    return await work(until);
  } catch (thrown) {
    if (why && isCancelled(thrown)) return why;
    if (isCancelled(thrown)) throw thrown;
    return inconclusive(`The drill itself failed: ${messageOf(thrown)}`);
  } finally {
    over.abort();
    await Promise.all([halting, timing]);
  }
}

/** The sentences that say what is left; none when all is undone. */
async function undone(record: UndoRecord, ports: DrillPorts): Promise<readonly string[]> {
  const refusal = await undo(record, ports.undo);
  return [...(refusal ? [refusal.message] : []), ...(await residueOf(record, ports.undo))];
}
