/** Runners promise one way to call every test runner and to read what it says. */
import { ava } from './ava.ts';
import { jest } from './jest.ts';
import { mocha } from './mocha.ts';
import { nodeTest } from './node-test.ts';
import type { ReadyTestTool, Runner } from './runner.ts';
import { tap } from './tap.ts';
import { vitest } from './vitest.ts';

export { reporterFiles } from './reporters.ts';
export type { ReadyTestTool, Runner, TestSelection } from './runner.ts';

const runners: readonly Runner[] = [ava, jest, mocha, nodeTest, tap, vitest];

export function runnerOf(kind: ReadyTestTool['kind']): Runner {
  return runners.find((runner) => runner.kind === kind) ?? nodeTest;
}
