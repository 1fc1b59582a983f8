import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, Emitter, failed, messageOf, succeeded } from '../base/index.ts';
import type { Program, ProgramExit, ProgramOutput, ProgramPort, ProgramRun } from '../core/ports/index.ts';
import { scrubEnvironment } from './environment.ts';
import { groupIsAlive, signalGroup } from './group.ts';
import { outlivedByNone } from './reaper.ts';

/** Time the output has to end after the program did; who still holds the pipe then is killed with the group. */
const drainMs = 500;
/** Time a killed group has to be gone before nobody waits for it any more. */
const reapMs = 5_000;
const reapStepMs = 20;

/** Programs of this machine, none of which outlives Grace. They get the environment that a terminal would give them. */
export const systemPrograms: ProgramPort = {
  start(run) {
    const [file = '', ...args] = run.argv;
    const child = spawn(file, args, {
      cwd: run.cwd,
      env: scrubEnvironment(process.env),
      // A group of its own, so that everything the program starts can be ended with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid === undefined) return failedStart(child, run);
    // Later errors, such as of a signal, show as exits; without a listener they would end Grace.
    child.on('error', () => undefined);
    return Promise.resolve(succeeded(follow(child, child.pid)));
  },
};

async function failedStart(child: ChildProcess, { argv, cwd }: ProgramRun) {
  const [thrown] = (await once(child, 'error')) as [unknown];
  const program = argv[0] ?? '';
  // Node says ENOENT for a missing folder as well as for a missing program.
  const folder = await stat(cwd).catch(() => undefined);
  if (!folder?.isDirectory())
    return failed('spawn_failed', `The folder ${cwd} does not exist, so ${program} was not started.`);
  if (codeOf(thrown) === 'ENOENT') return failed('not_found', `${program} was not found.`);
  return failed('spawn_failed', `${program} could not be started: ${messageOf(thrown)}`);
}

function follow(child: ChildProcess, pid: number): Program {
  const watched = outlivedByNone(child);
  const output = new Emitter<ProgramOutput>();
  const exit = new Emitter<ProgramExit>();
  for (const stream of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    child[stream]?.on('data', (bytes: Buffer) => {
      const text = decoder.write(bytes);
      if (text !== '') output.fire({ stream, text });
    });
  }
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const gone = new Promise<ProgramExit>((resolve) =>
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })),
  ).then(async (ended) => {
    await Promise.race([closed, sleep(drainMs, undefined, { ref: false })]);
    await killGroup(child);
    child.stdout?.destroy();
    child.stderr?.destroy();
    watched.settled();
    exit.fire(ended);
  });
  return {
    ...{ pid, onOutput: output.event, onExit: exit.event },
    async end(graceMs) {
      signalGroup(child, 'SIGTERM');
      const late = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
      await gone;
      clearTimeout(late);
    },
    dispose: () => signalGroup(child, 'SIGKILL'),
  };
}

async function killGroup(child: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + reapMs;
  while ((await groupIsAlive(child)) && performance.now() < giveUpAt) {
    signalGroup(child, 'SIGKILL');
    await sleep(reapStepMs);
  }
}
