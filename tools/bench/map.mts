/**
 * Whether the map of tests can be believed: seeded mutants of a workspace, and for each the test files that a proof would
 * leave out, compared with what the whole suite says of the mutant. A test file that is left out and fails is a miss.
 * Measured on the fixture workspaces (`GRACE_BENCH_WORKSPACES` names some, with commas) and on every installed repository
 * named in `GRACE_BENCH_REPOSITORIES` (folders separated by the system's path separator), which are not written.
 * `GRACE_BENCH_MUTANTS` says how many mutants each.
 */
import { basename, delimiter } from 'node:path';
import { mutantsOf } from '../../test/support/mutants/index.ts';
import { installedWorkspace, workspaces, type WorkspaceName } from '../../test/support/workspaces.ts';
import { openMapped, type MappedWorkspace } from '../../test/services/proof/map/mapped-workspace.ts';
import type { Bench } from '../bench.mts';

const mutantsAsked = Number(process.env['GRACE_BENCH_MUTANTS'] ?? '20');
const seed = Number(process.env['GRACE_BENCH_SEED'] ?? '5');
/** A mutant that loops is called off. */
const suiteMsMax = 300_000;
const nothing = { files: [] };

export async function run(bench: Bench): Promise<void> {
  const all: Judged[] = [];
  const judge = async (name: string, folder: string) => {
    const judged = await judgeFolder(name, folder, bench);
    bench.log(`${name}: ${summaryOf(judged)}`);
    all.push(...judged);
  };
  const wanted = process.env['GRACE_BENCH_WORKSPACES']?.split(',');
  for (const name of Object.keys(workspaces) as WorkspaceName[]) {
    // Mocha is not watched.
    if (wanted?.includes(name) === false || name === 'js-mocha') continue;
    const workspace = await installedWorkspace(name);
    await judge(name, workspace.folder);
    await workspace.dispose();
  }
  for (const folder of (process.env['GRACE_BENCH_REPOSITORIES'] ?? '').split(delimiter).filter(Boolean))
    await judge(basename(folder), folder);
  const missed = all.flatMap((judged) => judged.missed);
  for (const miss of missed) bench.log(`MISSED ${miss}`);
  bench.log(`all: ${summaryOf(all)}`);
  if (missed.length > 0) process.exitCode = 1;
}

interface Judged {
  /** Test files of the suite; none where it did not come to its end on the mutant. */
  readonly tests: number;
  readonly failed: number;
  readonly leftOut: number;
  readonly missed: readonly string[];
}

async function judgeFolder(name: string, folder: string, bench: Bench): Promise<readonly Judged[]> {
  const mapped = await openMapped(folder, suiteMsMax);
  try {
    const known = await mapped.learn(nothing);
    bench.log(`${name}: ${known.length} test files are known to the map`);
    const judged: Judged[] = [];
    for (const mutant of await mutantsOf(folder, mutantsAsked, seed))
      judged.push(await bench.step(`${name} ${mutant.id}`, () => judgeMutant(mapped, mutant)));
    return judged;
  } finally {
    await mapped.dispose();
  }
}

async function judgeMutant(
  mapped: MappedWorkspace,
  { change, title }: Awaited<ReturnType<typeof mutantsOf>>[number],
): Promise<Judged> {
  const leftOut = await mapped.settled(change);
  const outcomes = await mapped.outcomes(change);
  // It hangs, or fails as a whole: then it cannot be told which test file noticed.
  if (!outcomes) return { tests: 0, failed: 0, leftOut: 0, missed: [] };
  return {
    tests: outcomes.size,
    failed: [...outcomes.values()].filter((outcome) => outcome === 'failed').length,
    leftOut: leftOut.length,
    missed: leftOut.filter((test) => outcomes.get(test) !== 'passed').map((test) => `${test}: ${title}`),
  };
}

function summaryOf(judged: readonly Judged[]): string {
  const told = judged.filter(({ tests }) => tests > 0);
  const sum = (of: (one: Judged) => number) => told.reduce((total, one) => total + of(one), 0);
  const some = told.filter(({ leftOut }) => leftOut > 0).length;
  return (
    `${told.length} of ${judged.length} mutants ran to their end, ${told.filter(({ failed }) => failed > 0).length} caught; ` +
    `with ${some} of them test files are left out: ${sum(({ leftOut }) => leftOut)} of ${sum(({ tests }) => tests)} runs of a file, ` +
    `${sum(({ missed }) => missed.length)} of which fail`
  );
}
