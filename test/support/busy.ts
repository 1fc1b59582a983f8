import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * Processes that do nothing but compute, at the priority of everybody else. They end after `secondsMax`, and when who started
 * them ends.
 */
export function keepBusy(count: number, secondsMax: number): { end(): void } {
  const script = `
    const [end, parent] = [Date.now() + ${secondsMax * 1_000}, process.ppid];
    while (Date.now() < end && process.ppid === parent) for (let turn = 0; turn < 1e6; turn += 1);
  `;
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', script], { stdio: 'ignore' }),
  );
  return {
    end() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}
