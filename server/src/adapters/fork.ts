import { execFile, fork, type ChildProcess as NodeChild } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { bug, Emitter } from '../base/index.ts';
import type { ChildProcess, ForkRequest } from '../core/ports/index.ts';
import { bareEnvironment, scrubEnvironment, type Hides } from './environment.ts';
import { signalGroup } from './group.ts';
import { outlivedByNone } from './reaper.ts';

/**
 * Forks one of Grace's own modules on the Node that runs us, or on the workspace's. It leads a process group, so a parent that is killed does
 * not take it along: the module must end itself when its IPC channel disconnects.
 */
export function forkChild(request: ForkRequest, hides?: Hides): ChildProcess {
  const node = fork(request.module, [...request.args], {
    execArgv: [...request.execArgv],
    ...(request.executable === undefined ? {} : { execPath: request.executable }),
    ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
    env: scrubEnvironment(
      process.env,
      { ...(request.executable === undefined ? ownNode() : {}), ...request.env },
      hides,
    ),
    serialization: request.executable === undefined ? 'advanced' : 'json',
    detached: process.platform !== 'win32',
    // Standard output is the editor's protocol channel: a child must not reach it.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const message = new Emitter<unknown>();
  const exit = new Emitter<{ exitCode: number | null; signal: string | null }>();
  const stderr = new Emitter<string>();
  const watched = outlivedByNone(node);
  let ended = false;
  function end(exitCode: number | null, signal: string | null): void {
    if (ended) return;
    ended = true;
    watched.settled();
    exit.fire({ exitCode, signal });
  }
  node.on('message', (value: unknown) => message.fire(value));
  node.on('exit', end);
  // A module that cannot be started has no exit of its own.
  node.on('error', () => {
    if (node.pid === undefined) end(null, null);
  });
  node.stderr?.setEncoding('utf8').on('data', (text: string) => stderr.fire(text));
  const kill = () => {
    if (!ended) signalGroup(node, 'SIGKILL');
  };
  return {
    pid: node.pid ?? noPid,
    send(value) {
      if (!node.connected) return;
      if (value === undefined) bug('a message to a child is never undefined');
      // The channel may close between the question and the send: the exit is what tells the owner.
      node.send(value as object, () => undefined);
    },
    onMessage: message.event,
    onExit: exit.event,
    onStderr: stderr.event,
    kill,
    residentBytes: () => (ended ? Promise.resolve(undefined) : residentBytes(node)),
    dispose: kill,
  };
}

/** What a child that never came to life answers as its id. */
const noPid = -1;

function ownNode(): Record<string, string> {
  const inEditor = process.versions['electron'] !== undefined || 'ELECTRON_RUN_AS_NODE' in process.env;
  return inEditor ? { ELECTRON_RUN_AS_NODE: '1' } : {};
}

const pageBytes = 4096;
const kibibyte = 1024;
const psDeadlineMs = 2_000;

async function residentBytes(child: NodeChild): Promise<number | undefined> {
  if (child.pid === undefined) return undefined;
  try {
    if (process.platform === 'linux') return await residentOnLinux(child.pid);
    if (process.platform === 'win32') return undefined;
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(child.pid)], {
      timeout: psDeadlineMs,
      env: bareEnvironment(process.env),
    });
    const kibibytes = Number.parseInt(stdout.trim(), 10);
    return Number.isNaN(kibibytes) ? undefined : kibibytes * kibibyte;
  } catch {
    // The child ended while it was looked at.
    return undefined;
  }
}

/** `VmRSS` of status is in kibibytes whatever the page size; `statm` counts pages, which are not 4 KiB on every ARM. */
async function residentOnLinux(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1];
  if (kibibytes !== undefined) return Number(kibibytes) * kibibyte;
  const pages = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1];
  return pages === undefined ? undefined : Number(pages) * pageBytes;
}
