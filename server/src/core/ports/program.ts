import type { Disposable, Listen, Result } from '../../base/index.ts';

/** A program that runs until somebody ends it, such as a development server. No shell, a process group of its own. */
export interface ProgramRun {
  /** `argv[0]` is an absolute path or a name looked up on PATH. */
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
}

export interface ProgramExit {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface Program extends Disposable {
  readonly pid: number;
  /** What it prints, in pieces as they come. */
  readonly onOutput: Listen<ProgramOutput>;
  /** Fires once, when it has ended, all it printed was told, and nothing that it started runs any more. */
  readonly onExit: Listen<ProgramExit>;
  /** Asks its whole group to end, and kills what is left after `graceMs`; resolves once nothing is. */
  end(graceMs: number): Promise<void>;
}

export interface ProgramOutput {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface ProgramPort {
  /** Faults: `not_found`, `spawn_failed`. */
  start(run: ProgramRun): Promise<Result<Program>>;
}
