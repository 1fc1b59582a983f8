import type { LoopStall, MainLoopBounds } from '../ports/index.ts';
import { limits } from './limits.ts';
import { createVigil } from './vigil.ts';

export interface LoopGuardPorts {
  /** Milliseconds since the epoch. */
  now(): number;
  /** How often the main loop has turned. */
  turns(): number;
  /** A person stops it at will: whatever it does is no stall. */
  isDebugged(): boolean;
  /** Processor time of the process. */
  cpuMs(): number;
  /** The stack of the main thread, innermost first; empty once `signal` fires. */
  takeStack(signal: AbortSignal): Promise<readonly string[]>;
  onStall(stall: LoopStall): void;
  /** It is not to be waited for any longer. */
  onHung(stall: LoopStall): void;
}

/** Looks at the main loop from another thread. */
export interface LoopGuard {
  /** To be asked `looksPerBeat` times for each beat; `nowMs` is on a monotonic clock. */
  look(nowMs: number): void;
  looks(): number;
}

interface OpenStall {
  readonly sinceMs: number;
  readonly over: AbortController;
  readonly stack: Promise<readonly string[]>;
  /** As far as it is known by now. */
  seen: readonly string[];
  isHung: boolean;
}

export function createLoopGuard(ports: LoopGuardPorts, bounds: MainLoopBounds): LoopGuard {
  const lookMs = bounds.beatMs / limits.looksPerBeat;
  const vigil = createVigil({ beatMs: bounds.beatMs, lookMs });
  let looks = 0;
  let turnsSeen: number | undefined;
  /** Processor time of the process when its main loop turned last, or had not stood still yet. */
  let cpuMs = 0;
  let open: OpenStall | undefined;

  function begin(silenceMs: number): void {
    const over = new AbortController();
    const stack = ports.takeStack(over.signal);
    const stall: OpenStall = {
      ...{ sinceMs: ports.now() - silenceMs, over, stack, seen: [], isHung: false },
    };
    open = stall;
    void stack.then((frames) => {
      stall.seen = frames;
    });
  }

  function end(ms: number): void {
    const stall = open;
    const usedMs = ports.cpuMs() - cpuMs;
    cpuMs += usedMs;
    if (!stall) return;
    open = undefined;
    stall.over.abort();
    if (ms < limits.stallMs) return;
    const { sinceMs } = stall;
    void stall.stack.then((stack) => ports.onStall({ sinceMs, ms, cpuMs: usedMs, stack }));
  }

  return {
    looks: () => looks,
    look(nowMs) {
      looks += 1;
      const turns = ports.turns();
      const hasTurned = turns !== turnsSeen;
      if (turnsSeen === undefined) vigil.begin(nowMs);
      turnsSeen = turns;
      const silence = vigil.look(nowMs);
      if (ports.isDebugged()) {
        end(0);
        vigil.begin(nowMs);
        return;
      }
      if (hasTurned) {
        end(silence.ms);
        vigil.beat(nowMs);
        return;
      }
      if (!open && silence.isSuspicious) begin(silence.ms);
      if (!open || open.isHung || silence.ms < bounds.hungMs) return;
      open.isHung = true;
      const { sinceMs, seen: stack } = open;
      ports.onHung({ sinceMs, ms: silence.ms, cpuMs: ports.cpuMs() - cpuMs, stack });
    },
  };
}
