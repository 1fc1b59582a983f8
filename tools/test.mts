/**
 * `npm test`: the unit tests, the tests with real tools, and the real editor. Ends with `N passed, N failed`.
 * `npm test -- unit | real | editor` runs one part; further words go to Vitest.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repository, run } from './run.mts';
import { ensureSystemPackages } from './system-packages.mts';

interface Count {
  readonly passed: number;
  readonly failed: number;
  /** What failed, each with the first lines of why: said once more at the end, where everybody looks. */
  readonly failures: readonly string[];
}

const failureLinesMax = 12;
const [part, ...rest] = process.argv.slice(2);
const parts = ['unit', 'real', 'editor'] as const;
if (part !== undefined && !parts.some((name) => name === part)) {
  console.error(`There is no part '${part}': choose one of ${parts.join(', ')}, or none for all.`);
  process.exit(2);
}

const missing = part === 'unit' ? undefined : await ensureSystemPackages();
if (missing !== undefined) console.error(missing);

const counts: Count[] = [];
if ((await run(['node', 'tools/build.mts'])) !== 0)
  counts.push({ passed: 0, failed: 1, failures: ['the build'] });
else {
  if (part !== 'editor') counts.push(await runVitest(part === undefined ? ['unit', 'real'] : [part], rest));
  if (part === undefined || part === 'editor') counts.push(await runEditor());
}
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
for (const failure of counts.flatMap(({ failures }) => failures)) console.log(`✗ ${failure}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function runVitest(projects: readonly string[], words: readonly string[]): Promise<Count> {
  const report = join(repository, '.cache', 'vitest-report.json');
  mkdirSync(join(repository, '.cache'), { recursive: true });
  const code = await run([
    'vitest',
    'run',
    ...projects.map((name) => `--project=${name}`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...words,
  ]);
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  // A suite that cannot even be loaded fails the run without a failed test of its own.
  const failures = testResults.flatMap(failuresOf);
  const failed = code === 0 ? numFailedTests : Math.max(1, numFailedTests, failures.length);
  return { passed: numPassedTests, failed, failures };
}

/** The part of Vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }[];
}

function failuresOf({ name, status, message, assertionResults }: FileResult): readonly string[] {
  const file = relative(repository, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0) return status === 'failed' ? [`${file}\n${startOf(message)}`] : [];
  return failed.map((test) => `${file} > ${test.fullName}\n${startOf(test.failureMessages.join('\n'))}`);
}

function startOf(message: string): string {
  const lines = message.split('\n').filter((line) => !line.includes('node_modules'));
  return lines.slice(0, failureLinesMax).join('\n');
}

async function runEditor(): Promise<Count> {
  let output = '';
  const code = await run(['node', 'test/vscode/run.mts'], { onOutput: (text) => (output += text) });
  const line = [...output.matchAll(/^(\d+) passed, (\d+) failed/gmu)].at(-1);
  const failedTests = Number(line?.[2] ?? 0);
  return {
    passed: Number(line?.[1] ?? 0),
    failed: code === 0 ? failedTests : Math.max(1, failedTests),
    failures: [...output.matchAll(/^  ✗ (.+(?:\n(?!  [✓✗]).*){0,4})/gmu)].map(
      ([, failure]) => `editor: ${failure}`,
    ),
  };
}
