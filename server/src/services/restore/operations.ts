import { codeOf, isRefusal, reasonOf, refused, type Refusal } from '../../base/index.ts';
import { NewerFormat } from './journal.ts';
import type { Exclusive, Hold } from './exclusive.ts';
import { pointsOf, type Point } from './points.ts';
import { DamagedImage } from './store.ts';
import { createTurns } from './turn.ts';
import type { WritePorts } from './write-ports.ts';

/** Lets one operation in at a time, over all processes, and only onto a journal in which nothing is unsettled. */
export interface Operations {
  /** Takes the turn and keeps other processes out, whatever the journal says. */
  enter(signal: AbortSignal): Promise<Hold | Refusal>;
  /** Runs one operation; failures of the outside world become refusals. The hold is released when it ends. */
  run<T>(signal: AbortSignal, work: (points: readonly Point[]) => Promise<T | Refusal>): Promise<T | Refusal>;
  /** The same for an operation that goes on after it was answered: it releases the hold itself, unless it refused. */
  start<T>(
    signal: AbortSignal,
    work: (points: readonly Point[], hold: Hold) => Promise<T | Refusal>,
  ): Promise<T | Refusal>;
}

export function createOperations(
  { journal, clock }: Pick<WritePorts, 'journal' | 'clock'>,
  exclusive: Exclusive | undefined,
): Operations {
  const turns = createTurns(clock);

  async function enter(signal: AbortSignal): Promise<Hold | Refusal> {
    const turn = await turns.take(signal);
    if (isRefusal(turn)) return turn;
    let hold: Hold | Refusal | undefined;
    try {
      hold = await exclusive?.(signal);
    } catch (thrown) {
      turn.end();
      throw thrown;
    }
    if (isRefusal(hold)) {
      turn.end();
      return hold;
    }
    const others = hold;
    return {
      async release() {
        try {
          await others?.release();
        } catch (thrown) {
          // What was written stands, whatever became of the lock: it counts as left over when this process has ended.
          if (codeOf(thrown) === 'unknown') throw thrown;
        } finally {
          turn.end();
        }
      },
    };
  }

  async function start<T>(
    signal: AbortSignal,
    work: (points: readonly Point[], hold: Hold) => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    let hold: Hold | Refusal | undefined;
    let answer: T | Refusal | undefined;
    try {
      hold = await enter(signal);
      if (isRefusal(hold)) return hold;
      const points = await settledPoints(journal);
      answer = isRefusal(points) ? points : await work(points, hold);
      return answer;
    } catch (thrown) {
      const refusal = explained(thrown);
      if (!refusal) throw thrown;
      return refusal;
    } finally {
      const goesOn = answer !== undefined && !isRefusal(answer);
      if (!goesOn && hold && !isRefusal(hold)) await hold.release();
    }
  }

  return {
    enter,
    start,
    run: (signal, work) =>
      start(signal, async (points, hold) => {
        const answer = await work(points);
        if (!isRefusal(answer)) await hold.release();
        return answer;
      }),
  };
}

async function settledPoints(journal: WritePorts['journal']): Promise<readonly Point[] | Refusal> {
  const frames = await journal.read();
  const points = pointsOf(frames);
  const open = points.find((point) => !point.end);
  if (open)
    return refused(
      `“${open.intent.title}” was interrupted and is not settled yet: restart Grace, which settles it, then try again.`,
    );
  if (frames.damage.length > 0)
    return refused(
      'The restore journal is damaged: restart Grace, which sets it aside and says what is lost.',
    );
  return points;
}

/** The outside world's failures as a refusal; anything else is not explained. */
function explained(thrown: unknown): Refusal | undefined {
  if (thrown instanceof NewerFormat) return refused(thrown.message);
  if (thrown instanceof DamagedImage || codeOf(thrown) !== 'unknown')
    return refused(`Nothing was written: ${reasonOf(thrown)}.`);
  return undefined;
}
