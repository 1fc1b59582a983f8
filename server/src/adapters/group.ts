import { spawn, type ChildProcess as NodeChild } from 'node:child_process';

/** Sends a signal to a child and everything in its process group. A group that is gone already is fine. */
export function signalGroup(child: NodeChild, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    // Windows has no groups: its own tool walks the tree of children. There is no gentle signal to send first.
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore' }).on(
      'error',
      () => child.kill('SIGKILL'),
    );
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: the group has ended. EPERM (macOS, zombies only): there is nobody left who could be signalled.
  }
}

/** Whether anybody of the group is left. On Windows only the child itself can be asked. */
export function groupIsAlive(child: NodeChild): boolean {
  if (child.pid === undefined) return false;
  if (process.platform === 'win32') return child.exitCode === null && child.signalCode === null;
  try {
    process.kill(-child.pid, 0);
    return true;
  } catch {
    return false;
  }
}
