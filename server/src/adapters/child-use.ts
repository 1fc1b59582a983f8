import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Activity } from '../core/ports/index.ts';
import { bareEnvironment } from './environment.ts';

const pageBytes = 4096;
const kibibyte = 1024;
const psDeadlineMs = 2_000;

/** Resident set size of a process in bytes; `undefined` where the system does not tell, or it has ended. */
export async function residentBytesOf(pid: number): Promise<number | undefined> {
  try {
    if (process.platform === 'linux') return await residentOnLinux(pid);
    const kibibytes = Number.parseInt((await psOf(pid, 'rss=')) ?? '', 10);
    return Number.isNaN(kibibytes) ? undefined : kibibytes * kibibyte;
  } catch {
    // It ended while it was looked at.
    return undefined;
  }
}

/** What a process and its threads do now; `undefined` where the system does not tell, or it has ended. */
export async function activityOf(pid: number): Promise<Activity | undefined> {
  try {
    const states = process.platform === 'linux' ? await threadStates(pid) : [await psOf(pid, 'state=')];
    const letters = states.flatMap((state) => state?.[0] ?? []);
    if (letters.length === 0) return undefined;
    if (letters.every((letter) => stoppedStates.has(letter))) return 'stopped';
    return letters.some((letter) => runningStates.has(letter)) ? 'running' : 'idle';
  } catch {
    // It ended while it was looked at.
    return undefined;
  }
}

/** Letters of `ps` and of `/proc/<pid>/stat`; a debugger stops with a small one. */
const stoppedStates = new Set(['T', 't']);
/** `D` on Linux and `U` on macOS wait for a disk or for memory, and cannot be waited for less. */
const runningStates = new Set(['R', 'D', 'U']);

async function threadStates(pid: number): Promise<readonly string[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const stats = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8').catch(() => '')),
  );
  // The name may hold anything, so its last bracket counts.
  return stats.filter((stat) => stat !== '').map((stat) => stat.slice(stat.lastIndexOf(')') + 2));
}

/** `VmRSS` of status is in kibibytes whatever the page size; `statm` counts pages, which are not 4 KiB on every ARM. */
async function residentOnLinux(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1];
  if (kibibytes !== undefined) return Number(kibibytes) * kibibyte;
  const pages = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1];
  return pages === undefined ? undefined : Number(pages) * pageBytes;
}

/** One column of `ps`; Windows has none. */
async function psOf(pid: number, column: string): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const { stdout } = await promisify(execFile)('ps', ['-o', column, '-p', String(pid)], {
    timeout: psDeadlineMs,
    env: bareEnvironment(process.env),
  });
  return stdout.trim();
}
