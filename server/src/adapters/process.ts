import { spawn, type ChildProcess as NodeChild } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cancelled, codeOf, failed, messageOf, succeeded, throwIfCancelled } from '../base/index.ts';
import type { ProcessPort, ToolOutcome, ToolRun } from '../core/ports/index.ts';
import type { ForkedAhead } from './ahead.ts';
import { scrubEnvironment, type Hides } from './environment.ts';
import { forkChild } from './fork.ts';
import { groupIsAlive, isAlive, signalGroup } from './group.ts';
import { workspaceNode } from './node-path.ts';
import { CappedOutput } from './output.ts';
import { outlivedByNone, outlivedByNoneSoon } from './reaper.ts';

/** Time a tool has between SIGTERM and SIGKILL when its deadline passed. */
const graceMs = 2_000;
/** Time the output has to end after the tool itself did; what still holds the pipe then is killed with the group. */
const drainMs = 500;
/** Time a killed group has to be gone before we stop waiting for it. */
const reapMs = 5_000;
const reapStepMs = 10;
const outputBytesDefault = 16 * 1024 * 1024;

/** Processes of this machine. No child gets a variable that `hides` speaks of. `ahead` is used where it fits. */
export function createProcesses(hides?: Hides, ahead?: ForkedAhead): ProcessPort {
  return {
    run: (run, signal) => runTool(run, signal, hides),
    fork(request) {
      const child = ahead?.take(request) ?? forkChild(request, hides);
      const watched = request.endsItself === true ? outlivedByNoneSoon(child) : outlivedByNone(child);
      child.onExit(() => watched.settled());
      return child;
    },
    workspaceNode,
    isAlive,
  };
}

/** The same for those who know of no secrets. */
export const systemProcesses = createProcesses();

async function runTool(
  run: ToolRun,
  signal: AbortSignal,
  hides: Hides | undefined,
): ReturnType<ProcessPort['run']> {
  throwIfCancelled(signal);
  const started = performance.now();
  const child = spawnTool(run, hides);
  const problem = await startProblem(child, run);
  if (problem) return problem;
  const watched = outlivedByNone(child);
  try {
    return succeeded({ ...(await follow(child, run, signal)), ms: performance.now() - started });
  } finally {
    watched.settled();
  }
}

function spawnTool(run: ToolRun, hides: Hides | undefined): NodeChild {
  const [file, ...args] = run.argv;
  return spawn(file, args, {
    cwd: run.cwd,
    env: scrubEnvironment(process.env, run.env, hides),
    // A group of its own, so that everything the tool starts can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
    shell: false,
    stdio: [run.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
}

async function startProblem(child: NodeChild, run: ToolRun): Promise<ReturnType<typeof failed> | undefined> {
  if (child.pid !== undefined) {
    // Later errors (a failed kill) arrive as exits; without a listener they would end the server.
    child.on('error', () => undefined);
    return undefined;
  }
  const [thrown] = (await once(child, 'error')) as [unknown];
  // Node says ENOENT for a missing folder as well as for a missing program.
  const folder = await stat(run.cwd).catch(() => undefined);
  if (!folder?.isDirectory()) {
    return failed('spawn_failed', `The folder ${run.cwd} does not exist, so ${run.argv[0]} was not started.`);
  }
  if (codeOf(thrown) === 'ENOENT') return failed('not_found', `${run.argv[0]} was not found.`);
  return failed('spawn_failed', `${run.argv[0]} could not be started: ${messageOf(thrown)}`);
}

/** Waits for the end of the tool and of everything it started. */
async function follow(child: NodeChild, run: ToolRun, signal: AbortSignal): Promise<Omit<ToolOutcome, 'ms'>> {
  const bytesMax = run.outputBytesMax ?? outputBytesDefault;
  const stdout = new CappedOutput(bytesMax);
  const stderr = new CappedOutput(bytesMax);
  child.stdout?.on('data', (chunk: Buffer) => stdout.add(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.add(chunk));
  // A tool that does not read its input closes the pipe: its exit code says what that means.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(run.stdin);

  const exited = exitOf(child);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let timedOut = false;
  let hardKill: NodeJS.Timeout | undefined;
  const deadline = setTimeout(() => {
    timedOut = true;
    signalGroup(child, 'SIGTERM');
    hardKill = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  }, run.deadlineMs);
  const onAbort = () => signalGroup(child, 'SIGKILL');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const end = await exited;
    await Promise.race([closed, sleep(drainMs, undefined, { ref: false })]);
    await endGroup(child);
    child.stdout?.destroy();
    child.stderr?.destroy();
    if (signal.aborted) throw new Cancelled();
    const truncated = stdout.truncated || stderr.truncated;
    return { ...end, stdout: stdout.text(), stderr: stderr.text(), truncated, timedOut };
  } finally {
    clearTimeout(deadline);
    clearTimeout(hardKill);
    signal.removeEventListener('abort', onAbort);
  }
}

function exitOf(child: NodeChild): Promise<{ exitCode: number | null; signal: string | null }> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, endedBy) => resolve({ exitCode, signal: endedBy }));
  });
}

/** Nothing a tool started outlives it. */
async function endGroup(child: NodeChild): Promise<void> {
  const giveUpAt = performance.now() + reapMs;
  while ((await groupIsAlive(child)) && performance.now() < giveUpAt) {
    signalGroup(child, 'SIGKILL');
    await sleep(reapStepMs);
  }
}
