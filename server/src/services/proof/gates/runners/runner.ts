import type { TestTool } from '../../../workspace/index.ts';
import type { ParsedTests, ReportPlace } from '../../../reports/index.ts';

export type ReadyTestTool = Extract<TestTool, { state: 'ready' }>;

/**
 * Which tests to run: those the runner itself relates to sources, test files by name, or all; without those of `except`,
 * where the runner can leave files out. Paths are absolute.
 */
export type TestSelection =
  | { readonly kind: 'related'; readonly sources: readonly string[]; readonly except?: readonly string[] }
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'all'; readonly except?: readonly string[] };

export interface RunnerRequest {
  readonly tool: ReadyTestTool;
  /** Absolute path of the workspace's Node. */
  readonly node: string;
  readonly selection: TestSelection;
  /** Absolute path the report is written to, where the runner does not print it. */
  readonly report: string;
  /** Absolute folder of our own reporter files. */
  readonly reporters: string;
  /** Absolute private folder for what the runner keeps between runs. */
  readonly caches: string;
  /** Absolute folder that the runner runs in. */
  readonly cwd: string;
}

export interface RunnerCommand {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly reportIn: 'file' | 'stdout';
  /** A file of ours that the command reads, written before it starts. */
  readonly input?: { readonly path: string; readonly text: string };
}

/** One test runner: how it is called and how its report is read. */
export interface Runner {
  readonly kind: ReadyTestTool['kind'];
  readonly title: string;
  /** Whether the runner can relate tests to sources by itself. */
  readonly relates: 'itself' | 'no';
  /** Whether it runs each test file on its own, in a way that the recorder of `proof/map` can tell which one is running. */
  readonly watched: boolean;
  /** Which test files can be left out of a run that does not name its files. */
  readonly leavesOut: 'no' | 'any' | 'plain names';
  command(request: RunnerRequest): RunnerCommand;
  /**
   * Whether the script itself would run a test file (relative to where the runner runs). What it leaves out is left out
   * for a reason: it belongs to another runner, or to another setup.
   */
  covers(tool: ReadyTestTool, path: string): boolean;
  parse(report: string, place: ReportPlace): ParsedTests;
}
