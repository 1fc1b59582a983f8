import type { Clock } from '../base/index.ts';
import type { ProcessPort, DiskPort, ResourcePort } from '../core/ports/index.ts';
import type { BoundKernel } from '../core/kernel/index.ts';
import type { SecretProvider } from '../core/secrets/index.ts';
import type { Machine, State } from '../core/state/index.ts';
import type { WorkspaceFacts } from '../services/workspace/index.ts';
import type { Secrecy } from './secrecy.ts';

export interface WorkspaceRequest {
  /** Absolute path as it was opened. */
  readonly folder: string;
  /** `always`: the workspace's own commands are approved for this run (`--trust`). */
  readonly approvals: 'ask' | 'always';
  /** While false, nothing of the workspace runs. */
  readonly trusted: () => boolean;
  /** Unsaved buffers by path relative to the root. */
  readonly overlays: () => ReadonlyMap<string, string>;
  readonly secretProvider: SecretProvider;
  readonly secrecy: Secrecy;
  /** `whole`: everything comes up, phase by phase. `as needed`: a part comes up when it is asked something. */
  readonly boot: 'whole' | 'as needed';
  /** An editor gets its offers from a process of its own. */
  readonly serves: 'editor' | 'commands';
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
}

/** What the machine gives; tests bring parts of it scripted. */
export interface WorkspacePorts {
  readonly disk: DiskPort;
  readonly clock: Clock;
  readonly resources: ResourcePort;
  /** Numbers from 0 to below 1. */
  readonly random: () => number;
  readonly machine: Machine;
  /** Absolute path of the folder with the bundles. */
  readonly bundles: string;
  /** Comes between the kernels and the plane that starts them. */
  readonly kernels: (kernels: readonly BoundKernel[]) => readonly BoundKernel[];
}

/** Everything that is known before any kernel runs. */
export interface Around extends Omit<WorkspacePorts, 'kernels'> {
  readonly request: WorkspaceRequest;
  readonly processes: ProcessPort;
  readonly facts: WorkspaceFacts;
  readonly state: State;
  /** Names this build: another one may judge differently. */
  readonly build: string;
  readonly warn: (message: string) => void;
}
