import { isCancelled, type Clock, type Disposable } from '../../../base/index.ts';
import type { ProcessPort } from '../../../core/ports/index.ts';
import { residentLimits, type ResidentLimits } from './limits.ts';
import { Resident, type Answer } from './resident.ts';
import type { Question } from './wire.ts';

/** Where a resident runs. Questions of equal seats are answered by the same process. */
export interface Seat {
  /** What it is, for the log and for counting failures: the tool and its folder. */
  readonly name: string;
  /** Whatever must not change while it lives, such as a hash of the configuration it has loaded. */
  readonly state: string;
  /** Absolute path of the workspace's Node. */
  readonly node: string;
  /** Absolute. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a resident said, as its tool would have printed it. */
export interface Said {
  readonly stdout: string;
  readonly exitCode: number;
}

/**
 * Tools that stay loaded between proofs, each in a process of its own on the workspace's Node. A resident is only ever a
 * faster way to the same answer: whenever it gives none, `ask` answers `undefined` and the tool is run cold.
 */
export interface Residents extends Disposable {
  /** Throws `Cancelled`; everything else that goes wrong is `undefined`. Calls for one seat must not overlap. */
  ask(seat: Seat, question: Question, signal: AbortSignal): Promise<Said | undefined>;
}

export interface ResidentsPorts {
  readonly processes: Pick<ProcessPort, 'fork'>;
  readonly clock: Clock;
  /** Absolute path of the bundle that residents run. */
  readonly module: string;
  readonly limits?: Partial<ResidentLimits>;
  readonly log?: (message: string) => void;
}

interface Member {
  readonly resident: Resident;
  readonly state: string;
  busy: boolean;
  usedAtMs: number;
  idle: AbortController;
}

export function createResidents(ports: ResidentsPorts): Residents {
  const limits = { ...residentLimits, ...ports.limits };
  const { clock } = ports;
  const members = new Map<string, Member>();
  const failures = new Map<string, readonly number[]>();

  function end(key: string): void {
    const member = members.get(key);
    member?.idle.abort();
    member?.resident.dispose();
    members.delete(key);
  }

  /** The process of a seat, started when there is none; `undefined` when all that may live are at work. */
  function memberOf(seat: Seat, key: string): Member | undefined {
    const known = members.get(key);
    if (known?.busy === true) return undefined;
    if (known?.resident.alive === true && known.state === seat.state) return known;
    end(key);
    while (members.size >= limits.residentsMax) {
      const [oldest] = [...members]
        .filter(([, { busy }]) => !busy)
        .sort(([, a], [, b]) => a.usedAtMs - b.usedAtMs);
      if (!oldest) return undefined;
      end(oldest[0]);
    }
    const child = ports.processes.fork({
      module: ports.module,
      args: [],
      execArgv: [`--max-old-space-size=${Math.round(limits.memoryBytesMax / mebibyte)}`],
      executable: seat.node,
      cwd: seat.cwd,
      ...(seat.env ? { env: seat.env } : {}),
    });
    const member: Member = {
      resident: new Resident({ child, clock, limits }),
      state: seat.state,
      busy: false,
      usedAtMs: clock.monotonic(),
      idle: new AbortController(),
    };
    members.set(key, member);
    return member;
  }

  function rest(key: string, member: Member): void {
    member.busy = false;
    member.usedAtMs = clock.monotonic();
    if (!member.resident.alive) {
      end(key);
      return;
    }
    member.idle = new AbortController();
    clock.sleep(limits.idleMs, member.idle.signal).then(
      () => end(key),
      (thrown: unknown) => {
        if (!isCancelled(thrown)) throw thrown;
      },
    );
  }

  function isResting(name: string): boolean {
    const since = clock.monotonic() - limits.failureWindowMs;
    const recent = (failures.get(name) ?? []).filter((atMs) => atMs > since);
    if (recent.length === 0) failures.delete(name);
    else failures.set(name, recent);
    return recent.length >= limits.failuresMax;
  }

  async function askOnce(seat: Seat, question: Question, signal: AbortSignal): Promise<Answer | undefined> {
    const key = JSON.stringify([seat.name, seat.node, seat.cwd]);
    const member = memberOf(seat, key);
    if (!member) return undefined;
    member.busy = true;
    member.idle.abort();
    try {
      const answer = await member.resident.ask(question, limits.deadlineMs, signal);
      if (answer.kind === 'said' && (await member.resident.isFull())) member.resident.dispose();
      return answer;
    } finally {
      rest(key, member);
    }
  }

  return {
    async ask(seat, question, signal) {
      if (isResting(seat.name)) return undefined;
      const first = await askOnce(seat, question, signal);
      const answer = first?.kind === 'stale' ? await askOnce(seat, question, signal) : first;
      if (answer?.kind === 'said') return { stdout: answer.stdout, exitCode: answer.exitCode };
      if (!answer) return undefined;
      const reason =
        answer.kind === 'silent' ? answer.reason : 'It was out of date as soon as it was started.';
      ports.log?.(`The resident ${seat.name} is run cold: ${reason}`);
      failures.set(seat.name, [...(failures.get(seat.name) ?? []), clock.monotonic()]);
      return undefined;
    },
    dispose() {
      for (const key of [...members.keys()]) end(key);
    },
  };
}

/** Every tool is started anew for each run. */
export const noResidents: Residents = {
  ask: () => Promise.resolve(undefined),
  dispose: () => undefined,
};

const mebibyte = 1024 * 1024;
