import { spawn, type ChildProcess as NodeChild } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../base/index.ts';
import { bareEnvironment } from './environment.ts';

/** Sends a signal to a child and everything in its process group. A group that is gone already is fine. */
export function signalGroup(child: NodeChild, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    // Windows has no groups: its own tool walks the tree of children. There is no gentle signal to send first.
    // By its full path: a bare name would first be looked up in the folder we were started in, which may be untrusted.
    const taskkill = join(process.env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'taskkill.exe');
    spawn(taskkill, ['/pid', String(child.pid), '/T', '/F'], {
      windowsHide: true,
      stdio: 'ignore',
      env: bareEnvironment(process.env),
    }).on('error', () => child.kill('SIGKILL'));
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: the group has ended. EPERM (macOS, zombies only): there is nobody left who could be signalled.
  }
}

/**
 * Whether anybody of the group still runs. What is dead and only waits for its parent to notice does not count: in a
 * container that may take seconds. On Windows only the child itself can be asked.
 */
export async function groupIsAlive(child: NodeChild): Promise<boolean> {
  if (child.pid === undefined) return false;
  if (process.platform === 'win32') return child.exitCode === null && child.signalCode === null;
  try {
    process.kill(-child.pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || hasLivingMember(child.pid);
}

/** Whether a process runs, whoever owns it; one that is dead and only not yet noticed by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    return !deadStates.has(memberOf(readFileSync(`/proc/${pid}/stat`, 'utf8')).state);
  } catch {
    // It ended between the two questions.
    return false;
  }
}

async function hasLivingMember(group: number): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const members = await Promise.all(
    pids.map(async (pid) => memberOf(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))),
  );
  return members.some((member) => member.group === group && !deadStates.has(member.state));
}

const deadStates = new Set(['Z', 'X', 'x']);

/** `/proc/<pid>/stat` is `pid (name) state parent group …`; the name may hold anything, so its last bracket counts. */
function memberOf(stat: string): { readonly state: string; readonly group: number } {
  const [state = '', , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state, group: Number(group) };
}
