/**
 * Whether a proof can be trusted: seeded mutants of the sample workspaces go through the proof loop as if they were
 * proposals, and none that the workspace's full suite catches may come back `proven`. What the full suite says of a
 * mutant is kept in `.cache`, by the content of the workspace. `GRACE_BENCH_WORKSPACES` names the ones to look at, with
 * commas; all without it.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCancelled } from '../../server/src/base/index.ts';
import type { Verdict } from '../../server/src/protocol/index.ts';
import { killersOf, mutantsOf, type Killed, type Mutant } from '../../test/support/mutants/index.ts';
import { openProof } from '../../test/support/proof.ts';
import {
  installedWorkspace,
  sourceOf,
  treeHash,
  workspaces,
  type WorkspaceName,
} from '../../test/support/workspaces.ts';
import type { Bench } from '../bench.mts';
import { repository } from '../run.mts';

const mutantsPerWorkspace = 40;
const seed = 1;
/** A mutant that loops holds its tests up to their deadline: the proof is called off before, and has proven nothing. */
const proofMsMax = 240_000;

export async function run(bench: Bench): Promise<void> {
  const all: Judged[] = [];
  const wanted = process.env['GRACE_BENCH_WORKSPACES']?.split(',');
  for (const name of Object.keys(workspaces) as WorkspaceName[]) {
    if (wanted?.includes(name) === false) continue;
    const judged = await judgeWorkspace(name, bench);
    all.push(...judged);
    bench.log(`${name}: ${summaryOf(judged)}`);
  }
  bench.log(`all: ${summaryOf(all)}`);
  const missed = all.filter(({ verdict }) => verdict === 'proven');
  for (const { title, killed } of missed) bench.log(`MISSED ${title}: the full suite fails in ${killed}`);
  if (missed.length > 0) process.exitCode = 1;
}

interface Judged {
  readonly title: string;
  readonly killed: NonNullable<Killed>;
  readonly verdict: Verdict | 'called off';
}

async function judgeWorkspace(name: WorkspaceName, bench: Bench): Promise<Judged[]> {
  const [full, proven] = [await installedWorkspace(name), await installedWorkspace(name)];
  const opened = await openProof(proven.folder, { cheats: 'ignored' });
  const known = await openKilled(name);
  try {
    const judged: Judged[] = [];
    for (const mutant of await mutantsOf(proven.folder, mutantsPerWorkspace, seed)) {
      const killed = await known.of(mutant, () => killersOf(full, mutant, new AbortController().signal));
      if (killed === undefined) continue;
      const verdict = await bench.step(`${name} ${mutant.id}`, () => verdictOf(opened.proof, mutant));
      judged.push({ title: `${name} ${mutant.title}`, killed, verdict });
    }
    return judged;
  } finally {
    await opened.dispose();
    await Promise.all([full.dispose(), proven.dispose()]);
  }
}

type Proof = Awaited<ReturnType<typeof openProof>>['proof'];

async function verdictOf(proof: Proof, mutant: Mutant): Promise<Judged['verdict']> {
  try {
    const options = { gates: 'full', approved: true } as const;
    return (await proof.prove(mutant.change, options, AbortSignal.timeout(proofMsMax))).verdict;
  } catch (thrown) {
    if (isCancelled(thrown)) return 'called off';
    throw thrown;
  }
}

/** What the full suite said of the mutants of a workspace, in this run or in an earlier one over the same content. */
async function openKilled(name: WorkspaceName) {
  const folder = join(repository, '.cache', 'mutants');
  await mkdir(folder, { recursive: true });
  const content = await treeHash(sourceOf(name), { except: ['node_modules'] });
  const file = join(folder, `${name}-${content.slice(0, 16)}.json`);
  const known = await readKilled(file);
  return {
    async of(mutant: Mutant, ask: () => Promise<Killed>): Promise<Killed> {
      const before = known[mutant.id];
      if (before !== undefined) return before === 'survived' ? undefined : before;
      const killed = await ask();
      known[mutant.id] = killed ?? 'survived';
      await writeFile(`${file}.new`, JSON.stringify(known, null, 2));
      await rename(`${file}.new`, file);
      return killed;
    },
  };
}

type Known = Record<string, NonNullable<Killed> | 'survived'>;

/** A file that is missing or cut off is asked for anew. */
async function readKilled(file: string): Promise<Known> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Known;
  } catch {
    return {};
  }
}

function summaryOf(judged: readonly Judged[]): string {
  const killers = countsOf(judged.map(({ killed }) => killed));
  const verdicts = countsOf(judged.map(({ verdict }) => verdict));
  return `${judged.length} mutants caught by the full suite (${killers}); in the proof loop: ${verdicts}`;
}

function countsOf(values: readonly string[]): string {
  const names = [...new Set(values)].sort();
  return names.map((name) => `${values.filter((value) => value === name).length} ${name}`).join(', ');
}
