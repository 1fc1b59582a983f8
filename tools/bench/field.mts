/**
 * Works through real repositories as a person would: finds every opportunity, proves them in groups, applies what is
 * proven, and lets the repository's own typecheck, lint and full tests judge the result. The repositories are checkouts,
 * installed, named in `GRACE_BENCH_REPOSITORIES` (folders separated by the system's path separator); they are copied and
 * not written. `GRACE_BENCH_INTENTS` names the intents, with commas (default: `add_type_hints,extract_method`), and
 * `GRACE_BENCH_LIMIT` the places tried for each. Interrupted, it goes on where it stopped, and so does the run of Grace.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { refactorFindSchema, refactorRunSchema, type ProposalJson } from '../../server/src/protocol/index.ts';
import type { Bench } from '../bench.mts';
import { repository, run as runCommand } from '../run.mts';
import { ownCommands, type OwnCommand } from './field/own-commands.mts';

/** One command may take this long; a run of Grace that takes longer is ended, and goes on when the benchmark is run again. */
const commandMsMax = 1_800_000;
const reasonsShownMax = 8;

export async function run(bench: Bench): Promise<void> {
  const intents = (process.env['GRACE_BENCH_INTENTS'] ?? 'add_type_hints,extract_method').split(',');
  const folders = (process.env['GRACE_BENCH_REPOSITORIES'] ?? '').split(delimiter).filter(Boolean);
  if (folders.length === 0) throw new Error('Name installed checkouts in GRACE_BENCH_REPOSITORIES.');
  if ((await runCommand(['node', 'tools/build.mts'])) !== 0) throw new Error('The build failed.');
  const rows: string[] = [];
  for (const folder of folders) rows.push(...(await work(bench, folder, intents)));
  bench.log(
    '| repository | intent | found | proven and applied | checked | failed | refused | waiting | Grace, s | own checks before → after | second run |',
  );
  bench.log('|---|---|---|---|---|---|---|---|---|---|---|');
  for (const row of rows) bench.log(row);
}

/** A copy of the repository with a state and a cache of Grace's own beside it. */
interface Place {
  readonly tree: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

async function work(bench: Bench, folder: string, intents: readonly string[]): Promise<readonly string[]> {
  const name = basename(folder);
  const place = placeFor(bench, name);
  const commands = await ownCommands(folder);
  await bench.step(`${name}: copy`, async () => {
    await rm(join(place.tree, '..'), { recursive: true, force: true });
    await mkdir(join(place.tree, '..'), { recursive: true });
    // Of tens of thousands of small files `cp` makes a copy in a fraction of the time.
    await promisify(execFile)('cp', ['-a', folder, place.tree]);
    return 'copied';
  });
  const before = await bench.step(`${name}: own checks before`, () => checkAll(place, commands));
  bench.log(`${name}: ${sayChecks(before)}`);
  const rows: string[] = [];
  for (const intent of intents) {
    const found = await bench.step(`${name} ${intent}: find`, () => find(place, intent));
    bench.log(`${name}: ${found.count} places for ${intent} in ${seconds(found.ms)} s`);
    const ran = await bench.step(`${name} ${intent}: run`, () => runIntent(place, intent));
    const after = await bench.step(`${name} ${intent}: own checks after`, () => checkAll(place, commands));
    const second = await bench.step(`${name} ${intent}: second run`, () => runIntent(place, intent));
    const left = await bench.step(`${name} ${intent}: find again`, () => find(place, intent));
    for (const [reason, count] of ran.reasons.slice(0, reasonsShownMax)) bench.log(`  ${count} × ${reason}`);
    const judged = before.map((check, index) => judge(check, after[index])).join(', ');
    const again = `${second.tried} tried, ${second.applied} applied; find lists ${left.count}`;
    const { applied, checked, failed, refused, waiting } = ran;
    const counts = [found.count, applied, checked, failed, refused, waiting].join(' | ');
    rows.push(`| ${name} | ${intent} | ${counts} | ${seconds(ran.ms)} | ${judged} | ${again} |`);
  }
  return rows;
}

function placeFor({ commit }: Bench, name: string): Place {
  // Outside of this repository: a tool that looks for its configuration upwards would find ours.
  const home = join(tmpdir(), 'grace-field', commit, name);
  const path = [join(repository, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  return {
    tree: join(home, 'tree', name),
    env: {
      ...process.env,
      PATH: path,
      XDG_STATE_HOME: join(home, 'tree', 'state'),
      XDG_CACHE_HOME: join(home, 'tree', 'cache'),
    },
  };
}

interface Check {
  readonly name: string;
  readonly code: number;
  readonly ms: number;
}

async function checkAll(place: Place, commands: readonly OwnCommand[]): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const { name, argv } of commands) {
    const { code, ms } = await call(place, argv);
    checks.push({ name, code, ms });
  }
  return checks;
}

function judge(before: Check, after: Check | undefined): string {
  const word = (check: Check | undefined) => (check?.code === 0 ? 'green' : `exit ${check?.code ?? 'none'}`);
  return `${before.name} ${word(before)} → ${word(after)}`;
}

function sayChecks(checks: readonly Check[]): string {
  return checks
    .map(({ name, code, ms }) => `${name} ${code === 0 ? 'green' : `exit ${code}`} in ${seconds(ms)} s`)
    .join(', ');
}

async function find(place: Place, intent: string) {
  const { out, ms } = await grace(place, ['refactor', 'find', '--intent', intent]);
  return { count: refactorFindSchema.parse(JSON.parse(out)).opportunities.length, ms };
}

async function runIntent(place: Place, intent: string) {
  const limit = process.env['GRACE_BENCH_LIMIT'] ?? '5000';
  const argv = ['refactor', 'run', '--intent', intent, '--apply', '--trust', '--limit', limit];
  const { out, ms } = await grace(place, argv);
  const { proposals, waiting = 0, lookedAtBefore = 0, rounds = 0 } = refactorRunSchema.parse(JSON.parse(out));
  const count = (wanted: (proposal: ProposalJson) => boolean) => proposals.filter(wanted).length;
  return {
    tried: proposals.length,
    applied: count(({ applied }) => applied),
    checked: count(({ verdict }) => verdict === 'checked'),
    failed: count(({ verdict }) => verdict === 'failed'),
    refused: count(({ verdict }) => verdict === 'refused'),
    ...{ waiting, lookedAtBefore, rounds, ms },
    reasons: reasonsOf(proposals),
    failures: proposals.flatMap(({ verdict, title, files, report }) =>
      verdict === 'failed' ? [`${files.join(' ')}: ${title}: ${report?.summary ?? ''}`] : [],
    ),
  };
}

/** Why places were not applied, names and numbers aside, most frequent first. */
function reasonsOf(proposals: readonly ProposalJson[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { applied, verdict, refused, report } of proposals) {
    if (applied) continue;
    const reason = `${verdict}: ${(refused ?? report?.summary ?? '').replaceAll(/[‘“`'"][^’”`'"]*[’”`'"]/gu, '…').replaceAll(/\S+\/\S+|\d+/gu, '…')}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** Exit codes 0, 1 and 3 are answers. */
async function grace(place: Place, argv: readonly string[]): Promise<Answer> {
  const program = process.env['GRACE_BENCH_PROGRAM'] ?? join(repository, 'dist', 'grace.js');
  const answer = await call(place, [process.execPath, program, ...argv, '--json', '--workspace', place.tree]);
  if (answer.code !== 0 && answer.code !== 1 && answer.code !== 3)
    throw new Error(`grace ${argv.join(' ')} ended with ${answer.code}:\n${answer.err}`);
  return answer;
}

interface Answer {
  readonly code: number;
  readonly ms: number;
  readonly out: string;
  readonly err: string;
}

function call(place: Place, [program = '', ...args]: readonly string[]): Promise<Answer> {
  if (!existsSync(place.tree)) throw new Error(`${place.tree} is gone: start over with --fresh.`);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: place.tree,
      env: place.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: commandMsMax,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, ms: performance.now() - started, out, err }));
  });
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(ms < 10_000 ? 1 : 0);
}
