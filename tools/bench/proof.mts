/**
 * How long the proof of a one-file change takes, as a ratio of the workspace's own full typecheck, lint and test in the
 * same run. Measured on the fixture workspaces (`GRACE_BENCH_WORKSPACES` names some, with commas), and on every installed
 * repository named in `GRACE_BENCH_REPOSITORIES` (folders separated by the system's path separator), which are copied
 * and not written. The own commands run twice, and the second, warm run counts.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { ChangeSet, ProofReport } from '../../server/src/protocol/index.ts';
import { honestChanges } from '../../test/support/honest-changes.ts';
import { openProof } from '../../test/support/proof.ts';
import { installedWorkspace, workspaces, type WorkspaceName } from '../../test/support/workspaces.ts';
import type { Bench } from '../bench.mts';

/** Files a change is made in, spread over the workspace. */
const changesMax = 6;
const commandMsMax = 1_200_000;

export async function run(bench: Bench): Promise<void> {
  const rows: Row[] = [];
  const wanted = process.env['GRACE_BENCH_WORKSPACES']?.split(',');
  for (const name of Object.keys(workspaces) as WorkspaceName[]) {
    if (wanted?.includes(name) === false) continue;
    rows.push(rowOf(name, await bench.step(name, () => measureFixture(name))));
  }
  for (const folder of (process.env['GRACE_BENCH_REPOSITORIES'] ?? '').split(delimiter).filter(Boolean)) {
    const name = basename(folder);
    rows.push(rowOf(name, await bench.step(name, () => measureCopy(folder))));
  }
  for (const line of table(rows)) bench.log(line.trimEnd());
  bench.log(`median ratio: ${median(rows.map(({ ratio }) => ratio)).toFixed(2)}`);
}

interface Measured {
  /** The workspace's own commands, one after the other, in milliseconds. */
  readonly own: Readonly<Record<string, number>>;
  /** The first proof, which opens the sandbox. */
  readonly coldMs: number;
  readonly proofs: readonly { file: string; ms: number; verdict: string; gates: Record<string, number> }[];
}

interface Row {
  readonly cells: readonly string[];
  readonly ratio: number;
}

const header = ['workspace', 'own checks', 'first proof', 'warm proof', 'ratio', 'verdicts'];

function rowOf(name: string, { own, coldMs, proofs }: Measured): Row {
  const ownMs = Object.values(own).reduce((sum, ms) => sum + ms, 0);
  const warmMs = median(proofs.map(({ ms }) => ms));
  const ratio = warmMs / ownMs;
  const verdicts = proofs.map(({ verdict }) => verdict).join(' ');
  return {
    cells: [name, seconds(ownMs), seconds(coldMs), seconds(warmMs), ratio.toFixed(2), verdicts],
    ratio,
  };
}

function table(rows: readonly Row[]): readonly string[] {
  const lines = [header, ...rows.map(({ cells }) => cells)];
  const widths = header.map((_title, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  return lines.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

async function measureFixture(name: WorkspaceName): Promise<Measured> {
  const workspace = await installedWorkspace(name);
  try {
    return await measure(workspace.folder, workspaces[name].checks);
  } finally {
    await workspace.dispose();
  }
}

async function measureCopy(source: string): Promise<Measured> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'grace-bench-')));
  const folder = join(parent, basename(source));
  try {
    await cp(source, folder, { recursive: true, verbatimSymlinks: true, mode: 2 });
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      scripts?: Record<string, string>;
    };
    const own = (process.env['GRACE_BENCH_SCRIPTS'] ?? 'typecheck,lint,test').split(',');
    return await measure(
      folder,
      own.filter((script) => manifest.scripts?.[script] !== undefined),
    );
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

async function measure(folder: string, scripts: readonly string[]): Promise<Measured> {
  const own: Record<string, number> = {};
  for (const script of [...scripts, ...scripts]) own[script] = await timed(() => runScript(folder, script));
  const changes = await honestChanges(folder, changesMax);
  const [first, ...others] = changes;
  if (!first) throw new Error(`There is nothing to change in ${folder}.`);
  const opened = await openProof(folder);
  const prove = (change: ChangeSet): Promise<ProofReport> =>
    opened.proof.prove(change, { gates: 'full', approved: true }, new AbortController().signal);
  try {
    const coldMs = await timed(() => prove(first));
    const proofs: Measured['proofs'][number][] = [];
    for (const change of others) {
      const started = performance.now();
      const report = await prove(change);
      const gates = Object.fromEntries(
        Object.entries(report.gates).map(([name, gate]) => [`${name} ${gate.status}`, Math.round(gate.ms)]),
      );
      const file = change.files[0]?.path ?? '';
      proofs.push({ file, ms: performance.now() - started, verdict: report.verdict, gates });
    }
    return { own, coldMs, proofs };
  } finally {
    await opened.dispose();
  }
}

async function runScript(folder: string, script: string): Promise<void> {
  const path = [join(import.meta.dirname, '../../node_modules/.bin'), process.env['PATH']].join(delimiter);
  await promisify(execFile)('npm', ['run', '--silent', script], {
    cwd: folder,
    env: { ...process.env, PATH: path },
    timeout: commandMsMax,
    maxBuffer: 256 * 1024 * 1024,
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
