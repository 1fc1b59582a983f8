import type { ChaosDrilled, ChaosGates } from '../../protocol/index.ts';
import { allSkipped, judgeIntegrity, skipped } from './judge.ts';

/** How a drill went, before what it did is undone. */
export interface Outcome {
  readonly verdict: ChaosDrilled['verdict'];
  readonly reason?: string;
  readonly gates: ChaosGates;
  readonly raised?: string;
  readonly recovery?: string;
  /** How many times longer than on a quiet machine work took, and so the budgets were. */
  readonly pace?: number;
  /** What `integrity` found so far, and how long it looked for it. */
  readonly wrong: readonly string[];
  readonly integrityMs: number;
}

/** The verdict once it is known what was left behind: a drill that leaves something has failed, whatever it was. */
export function drilledOf(
  drill: Pick<ChaosDrilled, 'id' | 'card' | 'seed' | 'plan' | 'ms'>,
  { verdict, reason, gates, raised, recovery, pace, wrong, integrityMs }: Outcome,
  residue: readonly string[],
): ChaosDrilled {
  const isJudged = gates.integrity.status !== 'skipped' || residue.length > 0;
  const all: ChaosGates = isJudged
    ? { ...gates, integrity: judgeIntegrity(integrityMs, [...wrong, ...residue]) }
    : gates;
  const hasFailed = Object.values(all).some(({ status }) => status === 'fail');
  return {
    ...drill,
    verdict: hasFailed ? 'failed' : verdict,
    ...(reason === undefined ? {} : { reason }),
    gates: all,
    ...(raised === undefined ? {} : { raised }),
    ...(recovery === undefined ? {} : { recovery }),
    ...(pace === undefined ? {} : { pace }),
  };
}

export function inconclusive(reason: string): Outcome {
  return { verdict: 'inconclusive', reason, gates: allSkipped(reason), wrong: [], integrityMs: 0 };
}

export function halted(reason: string): Outcome {
  return { verdict: 'halted', reason, gates: allSkipped(reason), wrong: [], integrityMs: 0 };
}

export function falseAlarm(alarm: string): Outcome {
  const gates = allSkipped('The control run failed.');
  return {
    verdict: 'failed',
    gates: { ...gates, detect: { ...skipped(alarm), status: 'fail' } },
    wrong: [],
    integrityMs: 0,
  };
}
