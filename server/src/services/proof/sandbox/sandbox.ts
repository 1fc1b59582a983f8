import type { Clock, Refusal } from '../../../base/index.ts';
import type { DiskPort, ProcessPort, ToolOutcome } from '../../../core/ports/index.ts';
import type { ChangeSet } from '../../../protocol/index.ts';
import type { WorkspaceFacts } from '../../workspace/index.ts';

export interface SandboxRequest {
  readonly facts: Pick<WorkspaceFacts, 'root' | 'manager' | 'packages'>;
  /**
   * Absolute, outside the user's tree, one per workspace; created when missing. It holds one sandbox per process that
   * needs one at the same time; Grace writes and removes only below those it marked.
   */
  readonly folder: string;
  readonly disk: DiskPort;
  readonly processes: Pick<ProcessPort, 'run' | 'isAlive'>;
  readonly clock: Clock;
  /**
   * Files or folders (relative to the root) that tools write and that stay warm: `sync` leaves what it finds there
   * alone when the tree has no such file.
   */
  readonly outputs?: readonly string[];
  readonly limits?: Partial<SandboxLimits>;
}

export interface SandboxLimits {
  /** A larger file is left out of the copy, with a reason. */
  readonly fileBytesMax: number;
  /** A tree with more entries is refused. */
  readonly entriesMax: number;
  /** A tree that is larger in sum is refused. */
  readonly totalBytesMax: number;
}

export interface LeftOut {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** A sentence. */
  readonly reason: string;
}

/** What a `sync` had to do. Paths are relative to the root; a rebuilt `node_modules` is named by its folder. */
export interface SyncReport {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly relinked: readonly string[];
  /** Files that came into or went out of the user's tree since the last look, whatever tools did in the copy. */
  readonly moved: readonly string[];
}

/**
 * A private copy of the workspace in which the workspace's tools run. Three layers lie on each other: the tree as it
 * was at the last `sync`, the overlay (unsaved buffers) and the change under proof. Calls must not overlap.
 */
export interface Sandbox {
  /** Real, absolute path of the copy of the workspaces root: the `cwd` of every tool is this or below it. */
  readonly tree: string;
  /** Private folder for the caches of tools (build info, lint cache, coverage): outside the copy, kept between runs. */
  readonly caches: string;
  readonly leftOut: readonly LeftOut[];
  /** Where a path of the user's tree (absolute below the root, or relative to it) lies in the copy; others stay as they are. */
  pathOf(path: string): string;
  /**
   * Drops overlay and change and makes the copy equal to the user's tree again, on both sides: what the user edited and
   * what tools wrote into the copy. With `changedPaths` (relative) only those files or folders are looked at.
   */
  sync(signal: AbortSignal, changedPaths?: readonly string[]): Promise<SyncReport | Refusal>;
  /** Replaces the overlay (path → text) and drops the change; an empty map takes the overlay out. */
  overlay(texts: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Refusal | undefined>;
  /** Adds a change on top. Refused, with nothing written, when a `before` is not what the copy holds. */
  write(change: ChangeSet, signal: AbortSignal): Promise<Refusal | undefined>;
  /** Takes the change out again, byte for byte and mode by mode; the overlay stays. */
  reset(signal: AbortSignal): Promise<void>;
  /** Text the copy holds now (overlay and change included); `undefined` when there is no such file. */
  read(path: string): Promise<string | undefined>;
  /**
   * Hash over paths and contents of the copy as it stands (`include` narrows it, by relative path) and over the state
   * of its installs. Equal hashes mean equal inputs for a tool.
   */
  fingerprint(signal: AbortSignal, include?: (path: string) => boolean): Promise<string>;
  /** Runs the workspace's package manager in the copy, after every `node_modules` became a real copy. */
  install(request: InstallRequest, signal: AbortSignal): Promise<ToolOutcome | Refusal>;
  /** Writes down what is in the copy, so that the next `openSandbox` starts warm, and lets go of the folder. */
  close(): Promise<void>;
}

export interface InstallRequest {
  /** Arguments after the manager's name; by default its frozen install without lifecycle scripts. */
  readonly args?: readonly string[];
  /** Absolute path of the manager, when the one on PATH is not meant. */
  readonly executable?: string;
  readonly deadlineMs: number;
}
