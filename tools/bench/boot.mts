/**
 * `npm run bench -- boot`: how soon the server that ships answers `initialize`, serves (its first code action is answered
 * with what it offers) and is live (all seven phases are over), from the start of its process, in a generated workspace of
 * 1,000 files; and what it weighs then. Beside it, in turn, a bare language server that answers `initialize`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver/node';
import type { BootReport } from '../../server/src/protocol/index.ts';
import type { Bench } from '../bench.mts';
import { stageExtension } from '../package.mts';
import { startGrace, type Grace } from './latency/grace.mts';
import { waitedMs } from './latency/processes.mts';
import { timesOf, timesShown } from './latency/statistics.mts';

const filesCount = 1_000;
const rounds = 20;
/** Starts before the measured ones, each long enough for what was compiled to be kept. */
const warmUps = 2;
const warmUpMs = 4_000;
const pollMs = 10;
const liveMsMax = 120_000;
const bytesPerMegabyte = 1e6;

interface Round {
  readonly initializeMs: number;
  readonly servingMs: number;
  readonly liveMs: number;
  /** Of each of the three, what the main thread of the server was ready and waited for a processor. */
  readonly waitedMs: readonly [initialize: number, serving: number, live: number];
  /** Resident memory of the server once it is live, and the most it had until then. */
  readonly liveBytes: number;
  readonly peakBytes: number;
  readonly bareMs: number;
  /** Mean number of processes that ran or waited in the last minute. */
  readonly load: number;
  readonly phases: Readonly<Record<string, number>>;
}

export async function run(bench: Bench): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'grace-boot-'));
  try {
    const folder = generateWorkspace(join(home, 'workspace'));
    const staged = join(home, 'extension');
    const broken = await stageExtension(staged);
    if (broken !== undefined) throw new Error(broken);
    const servers = { program: join(staged, 'dist', 'server.js'), bare: await buildBare(home) };
    const state = join(home, 'state');
    for (let index = 0; index < warmUps; index += 1) {
      const { grace } = await start(folder, state, servers.program);
      await sleep(warmUpMs);
      await grace.close();
    }
    const measured: Round[] = [];
    for (let index = 0; index < rounds; index += 1)
      measured.push(await bench.step(`round ${index}`, () => measure(folder, state, servers)));
    report(bench, measured);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Modules that import each other and have something to offer. */
function generateWorkspace(folder: string): string {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "generated", "private": true, "type": "module" }\n');
  for (let index = 0; index < filesCount; index += 1) {
    const lines = [
      `import { save${(index + 1) % filesCount} } from './module-${(index + 1) % filesCount}.js';`,
      `export function save${index}(name, times) {`,
      '  if (times > 0) {',
      "    console.log('saved', name);",
      `    return save${(index + 1) % filesCount}(name, times - 1);`,
      '  }',
      '  return name;',
      '}',
    ];
    writeFileSync(join(folder, 'src', `module-${index}.js`), `${lines.join('\n')}\n`);
  }
  execFileSync('git', ['init', '-q', folder]);
  return folder;
}

/** As one bundle, as ours is. */
async function buildBare(home: string): Promise<string> {
  const outfile = join(home, 'bare-server.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'boot', 'bare-server.mts')],
    ...{ bundle: true, minify: true, platform: 'node', format: 'cjs', outfile, logLevel: 'warning' },
  });
  return outfile;
}

interface Started {
  readonly grace: Grace;
  readonly initializeMs: number;
  readonly servingMs: number;
  readonly liveMs: number;
  readonly waitedMs: Round['waitedMs'];
  readonly boot: BootReport;
}

async function start(folder: string, state: string, program: string): Promise<Started> {
  const beganMs = performance.now();
  const since = () => performance.now() - beganMs;
  const grace = await startGrace(folder, state, program);
  const initializeMs = since();
  const waited = () => waitedMs([grace.pid]);
  const initializeWaitedMs = waited();
  const path = 'src/module-7.js';
  const text = readFileSync(join(folder, path), 'utf8');
  await grace.open(path, text);
  const [serving, live] = await Promise.all([served(), lived()]);
  return {
    ...{ grace, initializeMs, servingMs: serving.ms, liveMs: live.ms, boot: live.boot },
    waitedMs: [initializeWaitedMs, serving.waitedMs, live.waitedMs],
  };

  async function served() {
    const caret = { line: text.split('\n').findIndex((line) => line.includes('console')), character: 6 };
    const actions = await grace.codeActions(path, { start: caret, end: caret });
    if (actions.length === 0) throw new Error('the first code action offered nothing');
    return { ms: since(), waitedMs: waited() };
  }

  async function lived() {
    while (since() < liveMsMax) {
      const boot = await grace.boot();
      if (boot?.live) return { ms: since(), waitedMs: waited(), boot };
      await sleep(pollMs);
    }
    throw new Error(`Grace was not live within ${liveMsMax / 1_000} s`);
  }
}

async function measure(
  folder: string,
  state: string,
  { program, bare }: { readonly program: string; readonly bare: string },
): Promise<Round> {
  const bareMs = await bareInitialize(bare);
  const { grace, boot, ...times } = await start(folder, state, program);
  const status = readFileSync(`/proc/${grace.pid}/status`, 'utf8');
  await grace.close();
  return {
    initializeMs: times.initializeMs,
    servingMs: times.servingMs,
    liveMs: times.liveMs,
    waitedMs: times.waitedMs,
    liveBytes: kilobytesIn(status, 'VmRSS') * 1_024,
    peakBytes: kilobytesIn(status, 'VmHWM') * 1_024,
    bareMs,
    load: loadavg()[0] ?? Number.NaN,
    phases: Object.fromEntries(boot.phases.map(({ name, ms }) => [name, ms])),
  };
}

function kilobytesIn(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'mu').exec(status)?.[1]);
}

async function bareInitialize(program: string): Promise<number> {
  const beganMs = performance.now();
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  const params = { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders: null };
  await connection.sendRequest('initialize', params);
  const ms = performance.now() - beganMs;
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await ended;
  connection.dispose();
  return ms;
}

function report({ log, commit }: Bench, measured: readonly Round[]): void {
  const loads = measured.map(({ load }) => load);
  log(
    `${measured.length} warm boots at ${commit}, load average ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`,
  );
  const rows: readonly (readonly [string, (round: Round) => number])[] = [
    ['initialize', ({ initializeMs }) => initializeMs],
    ['initialize of a bare server', ({ bareMs }) => bareMs],
    ['serving: the first code action (goal 400)', ({ servingMs }) => servingMs],
    ['live (goal 1,000)', ({ liveMs }) => liveMs],
  ];
  for (const [name, of] of rows) log(`${name}: ${timesShown(timesOf(measured.map(of)))}`);
  const free = (of: (round: Round) => number, place: 0 | 1 | 2) =>
    timesShown(timesOf(measured.map((round) => of(round) - round.waitedMs[place])));
  log('less what the main thread of the server waited for a processor:');
  log(`  initialize: ${free(({ initializeMs }) => initializeMs, 0)}`);
  log(`  serving: ${free(({ servingMs }) => servingMs, 1)}`);
  log(`  live: ${free(({ liveMs }) => liveMs, 2)}`);
  const megabytes = (of: (round: Round) => number) => {
    const { p50, max } = timesOf(measured.map(of));
    return `p50 ${Math.round(p50 / bytesPerMegabyte)}, max ${Math.round(max / bytesPerMegabyte)} MB`;
  };
  log(`memory of the server, live (goal 120 MB): ${megabytes(({ liveBytes }) => liveBytes)}`);
  log(`the most it had until then: ${megabytes(({ peakBytes }) => peakBytes)}`);
  const phases = Object.keys(measured[0]?.phases ?? {});
  const medians = phases.map(
    (name) => `${name} ${timesOf(measured.map((round) => round.phases[name] ?? 0)).p50.toFixed(0)}`,
  );
  log(`phases, p50 in ms: ${medians.join(', ')}`);
}
