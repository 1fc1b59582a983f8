import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { refused, type Refusal } from '../base/index.ts';
import type { DeadMan } from '../features/chaos/index.ts';
import { bareEnvironment } from './environment.ts';

/** How long it has to end once it was told that there is nothing to undo. */
const endMsMax = 5_000;

/**
 * Starts a process that holds the other end of a pipe: when the pipe closes without the word that all is done, it does what
 * `task` says. It leads a session of its own, so that what ends our group does not end it.
 */
export async function armDeadMan(
  module: string,
  argv: readonly string[],
  task: string,
): Promise<DeadMan | Refusal> {
  const child = spawn(process.execPath, [module, ...argv], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: bareEnvironment(process.env, { ELECTRON_RUN_AS_NODE: '1' }),
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  if (child.pid === undefined) return refused('The process that undoes a drill could not be started.');
  // What is in the pipe is read even when we are gone by then.
  await new Promise<void>((resolve) => child.stdin.write(`${task}\n`, () => resolve()));
  const exited = once(child, 'exit').catch(() => undefined);
  return {
    async disarm() {
      child.stdin.end('done\n');
      await Promise.race([exited, sleep(endMsMax, undefined, { ref: false })]);
    },
  };
}
