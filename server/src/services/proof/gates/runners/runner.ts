import type { TestTool } from '../../../workspace/index.ts';
import type { ParsedTests, ReportPlace } from '../../parsers/index.ts';

export type ReadyTestTool = Extract<TestTool, { state: 'ready' }>;

/** Which tests to run: those the runner itself relates to sources, test files by name, or all. Paths are absolute. */
export type TestSelection =
  | { readonly kind: 'related'; readonly sources: readonly string[] }
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'all' };

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
}

export interface RunnerCommand {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly reportIn: 'file' | 'stdout';
}

/** One test runner: how it is called and how its report is read. */
export interface Runner {
  readonly kind: ReadyTestTool['kind'];
  readonly title: string;
  /** Whether the runner can relate tests to sources by itself. */
  readonly relates: 'itself' | 'no';
  command(request: RunnerRequest): RunnerCommand;
  parse(report: string, place: ReportPlace): ParsedTests;
}

/**
 * The arguments that are no file patterns: options, and the words that are values of `valued` options. Needed where
 * test files are named, which have to stand in place of the script's own patterns.
 */
export function withoutPatterns(args: readonly string[], valued: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (!word.startsWith('-')) continue;
    kept.push(word);
    const value = args[index + 1];
    if (valued.includes(word) && value !== undefined) {
      kept.push(value);
      index += 1;
    }
  }
  return kept;
}
