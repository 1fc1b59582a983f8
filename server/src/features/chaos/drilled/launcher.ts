import type { Refusal } from '../../../base/index.ts';
import type { ProcessLook } from '../subject.ts';

/** Where a drilled Grace lives: all of it below one folder. */
export interface DrillPlace {
  /** Absolute. */
  readonly folder: string;
  readonly workspace: string;
  /** Replaces the environment of the person who runs the drill. */
  readonly env: Readonly<Record<string, string>>;
}

/** A language server that runs, as an editor holds it. */
export interface ServedGrace {
  /** Rejects when it answers with an error or ends before it answers. */
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  /** What it said to the editor and in its own log since this was asked the last time. */
  takeSaid(): readonly string[];
  /** Shuts it down as an editor does; by force when it does not end in time. */
  end(): Promise<void>;
}

/** Starts the real programs of this build. They lead process groups of their own and work in the folder of the drill. */
export interface Launcher {
  serve(place: DrillPlace): ServedGrace | Refusal;
  /** One call of `grace`; what it printed, and its exit code. */
  command(
    place: DrillPlace,
    argv: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
  processes(folder: string): Promise<readonly ProcessLook[]>;
  /** Keeps one processor busy for so long, in the folder of the drill. */
  burn(place: DrillPlace, ms: number): void;
  signal(pid: number, name: 'SIGKILL' | 'SIGSTOP'): void;
}
