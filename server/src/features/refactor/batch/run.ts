import { isCancelled, throwIfCancelled, type Refusal } from '../../../base/index.ts';
import type { GateName } from '../../../protocol/index.ts';
import type { FoundInFile, Outcome, ProposeRequest, Watch } from '../refactor-service.ts';
import type { BatchPorts } from './batch.ts';
import { keyOf, type RunMemory } from './memory.ts';
import { runRound } from './round.ts';
import { withoutPast } from './without-past.ts';

/** Rounds of one run. Each applies something or settles places for good, so this is met only by an endless supply. */
const roundsMax = 30;

export interface RunRequest {
  /** Places named one by one; each is tried whatever is known of it. */
  readonly exact: readonly ProposeRequest[];
  /** Files and folders to look through; empty when only exact places are wanted. */
  readonly paths: readonly string[];
  readonly intent?: string;
  readonly gates: 'full' | 'types';
  readonly apply: 'proven' | 'checked' | 'nothing';
  /** Gates that have to run and pass before anything is applied, beyond what the verdict asks for. */
  readonly mustPass?: readonly GateName[];
  /** Places tried at most. */
  readonly limit: number;
  /** What earlier runs found out. */
  readonly past: 'used' | 'ignored';
  /** The tools of the workspace may run. */
  readonly approved: boolean;
}

export interface RunWatch extends Watch {
  readonly onFile?: (answer: FoundInFile) => void;
  readonly onApplied?: (restorePoint: string, files: number) => void;
}

export interface RunResult {
  /** `interrupted`: what is here is what was known by then. */
  readonly state: 'done' | 'interrupted';
  readonly outcomes: readonly Outcome[];
  /** Restore points in the order they were made, those before an interruption included. */
  readonly points: readonly string[];
  /** Ids of the proposals that were applied. */
  readonly applied: ReadonlySet<string>;
  /** Why what was proven was not applied. */
  readonly refusal?: Refusal;
  /** Places left for another run: beyond the limit, or in the way of others that were not applied. */
  readonly waiting: number;
  /** Places left out, because an earlier run looked at them and nothing changed since. */
  readonly lookedAtBefore: number;
  /** It went on where an earlier run was interrupted. */
  readonly resumed: boolean;
  readonly rounds: number;
}

/**
 * Works through a workspace in rounds: finds what there is, proves it as a group, applies what holds and looks again,
 * until nothing is left. Without applying, what cannot be made beside the rest waits. Everything found out is remembered
 * as soon as it is known, so that an interrupted run goes on when it is given again.
 */
export async function runRounds(
  request: RunRequest,
  past: RunMemory,
  ports: BatchPorts,
  watch: RunWatch,
  signal: AbortSignal,
): Promise<RunResult> {
  const { exact, paths, intent, gates, apply, limit, approved, mustPass = [] } = request;
  const memory = request.past === 'used' ? past : withoutPast(past);
  const options = keyOf(gates, approved);
  const key = keyOf('run', exact, paths, intent, options, apply, limit, ...mustPass);
  const before = memory.run(key);
  const resumed = before?.ended === false;
  const run: Run = {
    ...{ request, options, key, resumed, memory },
    id: resumed ? before.id : ports.newId(),
    points: resumed ? [...before.points] : [],
    ...{ outcomes: [], told: new Set(), left: new Map(), applied: new Set() },
    ...{ lookedAtBefore: 0, tried: 0, rounds: 0, blocked: 0, behind: 0 },
  };
  try {
    await memory.keepRun(key, { id: run.id, ended: false, points: run.points });
    let goesOn = true;
    while (goesOn && run.rounds < roundsMax) {
      throwIfCancelled(signal);
      run.rounds += 1;
      goesOn = await runRound(run, ports, watch, signal);
    }
    await memory.keepRun(key, { id: run.id, ended: true, points: run.points });
    return resultOf(run, 'done');
  } catch (thrown) {
    if (isCancelled(thrown)) return resultOf(run, 'interrupted');
    throw thrown;
  }
}

/** A run under way. */
export interface Run {
  readonly request: RunRequest;
  /** Names how things are proven: a verdict answers only a run that proves alike. */
  readonly options: string;
  readonly key: string;
  readonly id: string;
  readonly resumed: boolean;
  readonly memory: RunMemory;
  readonly points: string[];
  readonly outcomes: Outcome[];
  /** Keys of places that have their outcome. */
  readonly told: Set<string>;
  /** Places that are settled and were not applied, by key, where they are now. */
  readonly left: Map<string, ProposeRequest>;
  readonly applied: Set<string>;
  refusal?: Refusal;
  lookedAtBefore: number;
  tried: number;
  rounds: number;
  /** Places that others are in the way of, and that no later round will try. */
  blocked: number;
  /** Places found and not tried yet. */
  behind: number;
}

function resultOf(run: Run, state: RunResult['state']): RunResult {
  const { outcomes, points, applied, resumed, rounds, refusal, lookedAtBefore, blocked, behind } = run;
  return {
    ...{ state, outcomes, points, applied, resumed, rounds },
    waiting: blocked + behind,
    lookedAtBefore,
    ...(refusal ? { refusal } : {}),
  };
}
