/**
 * Whether a proof can be trusted: seeded mutants of the sample workspaces go through the proof loop as if they were
 * proposals, and none that the workspace's full suite catches may come back `proven`. What the full suite says of a
 * mutant is kept in `.cache`, by the content of the workspace. `GRACE_BENCH_WORKSPACES` names the ones to look at, with
 * commas; all without it. Honest changes are proven, applied, and taken back by proven changes first, so that the proofs
 * of the mutants leave test files out: at least one has to, else nothing was shown of that.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCancelled } from '../../server/src/base/index.ts';
import type { ChangeSet, Verdict } from '../../server/src/protocol/index.ts';
import { killersOf, mutantsOf, type Killed, type Mutant } from '../../test/support/mutants/index.ts';
import { honestChanges } from '../../test/support/honest-changes.ts';
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
/** Honest changes that are proven before the mutants of a workspace. */
const honestMax = 6;
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
  const narrowed = all.some(({ narrowed: some }) => some);
  if (!narrowed) bench.log('No proof left a test file out, so nothing is shown of those that do.');
  if (missed.length > 0 || !narrowed) process.exitCode = 1;
}

interface Judged {
  readonly title: string;
  readonly killed: NonNullable<Killed>;
  readonly verdict: Verdict | 'called off';
  /** It got through types and lint, so that the tests had to catch it. */
  readonly tested: boolean;
  /** Test files were left out because nothing they execute changed. */
  readonly narrowed: boolean;
}

async function judgeWorkspace(name: WorkspaceName, bench: Bench): Promise<Judged[]> {
  const [full, proven] = [await installedWorkspace(name), await installedWorkspace(name)];
  const opened = await openProof(proven.folder, { cheats: 'ignored' });
  const known = await openKilled(name);
  try {
    for (const change of await honestChanges(proven.folder, honestMax))
      for (const way of [change, reversed(change)]) {
        await proofOf(opened.proof, way);
        for (const { path, after } of way.files) await writeFile(join(proven.folder, path), after ?? '');
      }
    const judged: Judged[] = [];
    for (const mutant of await mutantsOf(proven.folder, mutantsPerWorkspace, seed)) {
      const killed = await known.of(mutant, () => killersOf(full, mutant, new AbortController().signal));
      if (killed === undefined) continue;
      const proof = await bench.step(`${name} ${mutant.id}`, () => proofOf(opened.proof, mutant.change));
      judged.push({ title: `${name} ${mutant.title}`, killed, ...proof });
    }
    return judged;
  } finally {
    await opened.dispose();
    await Promise.all([full.dispose(), proven.dispose()]);
  }
}

function reversed({ files }: ChangeSet): ChangeSet {
  return { files: files.map(({ path, before, after }) => ({ path, before: after, after: before })) };
}

type Proof = Awaited<ReturnType<typeof openProof>>['proof'];

async function proofOf(
  proof: Proof,
  change: ChangeSet,
): Promise<Pick<Judged, 'verdict' | 'tested' | 'narrowed'>> {
  let tested = false;
  let narrowed = false;
  try {
    const options = {
      gates: 'full',
      approved: true,
      onStep({ message }: { message: string }) {
        tested ||= message.startsWith('tests: ');
        narrowed ||= /test files? execute/.test(message);
      },
    } as const;
    const { verdict } = await proof.prove(change, options, AbortSignal.timeout(proofMsMax));
    return { verdict, tested, narrowed };
  } catch (thrown) {
    if (isCancelled(thrown)) return { verdict: 'called off', tested, narrowed };
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
  const tested = judged.filter(({ tested: some }) => some).length;
  const narrowed = judged.filter(({ narrowed: some }) => some).length;
  return `${judged.length} mutants caught by the full suite (${killers}); in the proof loop: ${verdicts}; ${tested} got as far as the tests, ${narrowed} of them with test files left out`;
}

function countsOf(values: readonly string[]): string {
  const names = [...new Set(values)].sort();
  return names.map((name) => `${values.filter((value) => value === name).length} ${name}`).join(', ');
}
