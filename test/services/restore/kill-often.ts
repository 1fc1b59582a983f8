import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { systemDisk, systemProcesses } from '../../../server/src/adapters/index.ts';
import { seeded } from '../../support/unreliable-disk.ts';
import { findHalves, openOn, plantTree } from './versioned-tree.ts';

/** Operations of the disk, of which an apply of these files takes some thirty. */
const killedAfterMax = 200;

export interface KillReport {
  readonly kills: number;
  /** Kills that hit an apply or an undo in the middle, by what recovery made of them. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

/** Kills a process that applies and undoes without a pause, again and again on one tree, and looks at what is left. */
export async function killOften(kills: number, seed: number): Promise<KillReport> {
  const random = seeded(seed);
  const folder = await mkdtemp(join(tmpdir(), 'grace-kill-'));
  const root = join(folder, 'tree');
  const stateHome = join(folder, 'state');
  const signal = new AbortController().signal;
  const outcomes: Record<string, number> = {};
  const wrong: string[] = [];
  try {
    await plantTree(root);
    const program = await bundleApplier(folder);
    for (let kill = 0; kill < kills; kill++) {
      await killOnce([program, root, stateHome], 1 + Math.floor(random() * killedAfterMax));
      const restore = await openOn(root, stateHome, systemDisk, systemProcesses, hostname());
      for (const { outcome, message } of await restore.recover(signal)) {
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        if (outcome === 'needs-you') wrong.push(message);
      }
      if ((await restore.recover(signal)).length > 0) wrong.push('A second recovery found something.');
      wrong.push(...(await findHalves(root)).map((sentence) => `Kill ${kill}: ${sentence}`));
      await restore.list();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { kills, outcomes, wrong };
}

/** One file starts three times as fast as thirty do. */
async function bundleApplier(folder: string): Promise<string> {
  const outfile = join(folder, 'killed-applier.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'killed-applier.mts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  return outfile;
}

/** By operations and not by time, so that a busy machine is hit in the same places. */
function killOnce(argv: readonly string[], operations: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    let begun = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      begun += chunk.length;
      if (begun >= operations) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (_code, endedBy) => {
      if (endedBy === 'SIGKILL') resolve();
      else reject(new Error(`The applier ended by itself: ${complaint}`));
    });
  });
}
