import { spawn } from 'node:child_process';
import process from 'node:process';

/** Processes that do nothing but compute, at the priority of everybody else; they end by themselves after `secondsMax`. */
export function keepBusy(count: number, secondsMax: number): { end(): void } {
  const script = `const end = Date.now() + ${secondsMax * 1_000}; while (Date.now() < end);`;
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', script], { stdio: 'ignore' }),
  );
  return {
    end() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}
