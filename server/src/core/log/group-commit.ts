import { refused, type Clock, type Refusal } from '../../base/index.ts';
import { limits } from './limits.ts';
import type { Appended } from './log.ts';
import type { Turns } from './turns.ts';
import type { Draft } from './write-group.ts';
import type { Writer } from './writer.ts';

interface Waiting {
  readonly draft: Draft;
  readonly isThere: () => boolean;
  readonly settle: (answer: Appended | 'there' | Refusal) => void;
}

/** Gathers records that arrive while a group is being made durable into the next group. */
export interface GroupCommit {
  /** `isThere` is asked under the turn, with the end of the log known. */
  append(draft: Draft, isThere: () => boolean): Promise<Appended | 'there' | Refusal>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
  /** Records that were answered, and those that wait. */
  activity(): { readonly moved: number; readonly owed: number };
}

export interface GroupPorts {
  readonly turns: Turns;
  readonly clock: Clock;
  readonly ready: Writer['ready'];
  readonly write: Writer['write'];
  readonly explain: (thrown: unknown) => Refusal;
}

export function createGroupCommit(ports: GroupPorts): GroupCommit {
  const { turns, clock } = ports;
  const never = new AbortController().signal;
  let waiting: Waiting[] = [];
  let answered = 0;
  let owed = 0;
  let pumping: Promise<void> | undefined;

  async function pump(): Promise<void> {
    while (waiting.length > 0) {
      const startedMs = clock.monotonic();
      const isOver = () => clock.monotonic() - startedMs >= limits.turnMaxMs;
      const refusal = await turnOf(isOver);
      if (refusal) settleAll(takeFrom(waiting.length), refusal);
      // Another process that waits for its turn looks again within this pause.
      if (isOver()) await clock.sleep(limits.turnPauseMs, never);
    }
    // No await lies between the last look and this, so that no record is left waiting.
    pumping = undefined;
  }

  async function turnOf(isOver: () => boolean): Promise<Refusal | undefined> {
    try {
      return await turns.run(async () => {
        const refusal = await ports.ready();
        if (refusal) return refusal;
        // Behind a failure the end of the log is found anew, and the next group has its own try.
        while (waiting.length > 0 && !isOver()) if ((await writeNext()) === 'failed') break;
        return undefined;
      });
    } catch (thrown) {
      return ports.explain(thrown);
    }
  }

  async function writeNext(): Promise<'written' | 'failed'> {
    const taken = takeFrom(groupLength(waiting));
    const group = taken.filter(({ isThere, settle }) => {
      if (!isThere()) return true;
      settle('there');
      return false;
    });
    if (group.length === 0) return 'written';
    try {
      const { records } = await ports.write(group.map(({ draft }) => draft));
      for (const [index, { settle }] of group.entries()) {
        const record = records[index]?.record;
        if (record) settle({ seq: record.seq, timeMs: record.timeMs });
      }
      return 'written';
    } catch (thrown) {
      settleAll(group, ports.explain(thrown));
      return 'failed';
    }
  }

  function takeFrom(count: number): readonly Waiting[] {
    const taken = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return taken;
  }

  return {
    append(draft, isThere) {
      if (waiting.length >= limits.waitingRecordsMax)
        return Promise.resolve(
          refused(
            `${waiting.length} records wait for the disk already: record this one when it has caught up.`,
          ),
        );
      return new Promise((resolve) => {
        owed += 1;
        const settle = (answer: Appended | 'there' | Refusal) => {
          owed -= 1;
          answered += 1;
          resolve(answer);
        };
        waiting.push({ draft, isThere, settle });
        pumping ??= pump();
      });
    },
    idle: async () => pumping,
    activity: () => ({ moved: answered, owed }),
  };
}

function settleAll(group: readonly Waiting[], answer: Refusal): void {
  for (const { settle } of group) settle(answer);
}

function groupLength(waiting: readonly Waiting[]): number {
  let bytes = 0;
  let length = 0;
  for (const { draft } of waiting) {
    bytes += draft.payload.length;
    if (length > 0 && (length >= limits.groupRecordsMax || bytes > limits.groupBytesMax)) break;
    length += 1;
  }
  return length;
}
