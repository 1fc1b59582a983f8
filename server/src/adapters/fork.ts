import { fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { bug, Emitter } from '../base/index.ts';
import type { ChildProcess, ForkRequest } from '../core/ports/index.ts';
import { activityOf, residentBytesOf } from './child-use.ts';
import { bareEnvironment, scrubEnvironment, type Hides } from './environment.ts';
import { signalGroup } from './group.ts';
import { heartDescriptor, heartVariable } from './heart.ts';

/**
 * Forks one of Grace's own modules on the Node that runs us, or on the workspace's. It leads a process group, so a parent that is killed does
 * not take it along: the module must end itself when its IPC channel disconnects.
 */
export function forkChild(request: ForkRequest, hides?: Hides): ChildProcess {
  const node = fork(request.module, [...request.args], {
    execArgv: [...request.execArgv],
    ...(request.executable === undefined ? {} : { execPath: request.executable }),
    ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
    env: environmentOf(request, hides),
    serialization: request.executable === undefined ? 'advanced' : 'json',
    detached: process.platform !== 'win32',
    // Standard output is the editor's protocol channel: a child must not reach it.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...(request.beatMs === undefined ? [] : ['pipe' as const])],
  });
  const message = new Emitter<unknown>();
  const exit = new Emitter<{ exitCode: number | null; signal: string | null }>();
  const stderr = new Emitter<string>();
  const beat = new Emitter<void>();
  let ended = false;
  function end(exitCode: number | null, signal: string | null): void {
    if (ended) return;
    ended = true;
    exit.fire({ exitCode, signal });
  }
  node.on('message', (value: unknown) => message.fire(value));
  node.on('exit', end);
  // A module that cannot be started has no exit of its own.
  node.on('error', () => {
    if (node.pid === undefined) end(null, null);
  });
  node.stderr?.setEncoding('utf8').on('data', (text: string) => stderr.fire(text));
  const heart = node.stdio[heartDescriptor] as Readable | null | undefined;
  // A pipe that breaks is a child that ends.
  heart?.on('data', () => beat.fire()).on('error', () => undefined);
  const kill = () => {
    if (!ended) signalGroup(node, 'SIGKILL');
  };
  const ask = async <T>(question: (pid: number) => Promise<T | undefined>) =>
    ended || node.pid === undefined ? undefined : question(node.pid);
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
    onBeat: beat.event,
    kill,
    residentBytes: () => ask(residentBytesOf),
    activity: () => ask(activityOf),
    dispose: kill,
  };
}

function environmentOf(request: ForkRequest, hides: Hides | undefined): Record<string, string> {
  const added = {
    ...(request.executable === undefined ? ownNode() : {}),
    ...request.env,
    [heartVariable]: request.beatMs === undefined ? undefined : String(request.beatMs),
  };
  return request.bare === true
    ? bareEnvironment(process.env, added)
    : scrubEnvironment(process.env, added, hides);
}

/** What a child that never came to life answers as its id. */
const noPid = -1;

function ownNode(): Record<string, string> {
  const inEditor = process.versions['electron'] !== undefined || 'ELECTRON_RUN_AS_NODE' in process.env;
  return inEditor ? { ELECTRON_RUN_AS_NODE: '1' } : {};
}
