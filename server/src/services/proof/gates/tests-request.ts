import type { Clock, Refusal } from '../../../base/index.ts';
import type { ProbedFile } from '../../analysis/index.ts';
import type { Baselines } from '../baseline.ts';
import type { TestMap } from '../map/index.ts';
import type { GateRequest } from './gate.ts';
import type { TestReach } from './test-jobs.ts';

/** What the sandbox holds: the tree, the change, or the change with probes on its lines. */
export type SandboxState = 'base' | 'changed' | 'probed';

export interface TestsRequest extends GateRequest {
  readonly reach: TestReach;
  /** `undefined` when it is not known what a test executes. */
  readonly probes: readonly ProbedFile[] | undefined;
  /** Absolute path the probes write to. */
  readonly hits: string;
  /** Absolute path of the hits that came through the recorder of the map. */
  readonly seen: string;
  /** What test files execute, where it is remembered. */
  readonly map?: TestMap | undefined;
  readonly baselines: Baselines;
  readonly clock: Clock;
  enter(state: SandboxState): Promise<Refusal | undefined>;
  /** Hash of the tree without the change and of the installs. */
  baseKey(): Promise<string>;
}
