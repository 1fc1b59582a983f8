import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { EventLoopWatch, OwnProcesses, ProcessUse, ResourcePort } from '../core/ports/index.ts';
import { bareEnvironment } from './environment.ts';

/** The resources of this machine. */
export const systemResources: ResourcePort = {
  watchEventLoop,
  ownProcesses,
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / microsecondsPerMs;
  },
  memory: () => ({ availableBytes: process.availableMemory(), totalBytes: totalBytes() }),
  cores: () => availableParallelism(),
};

const microsecondsPerMs = 1_000;
const nanosecondsPerMs = 1_000_000;
/** Every tick wakes the process: often enough to see what a person feels. */
const resolutionMs = 50;
/** A loop that was at work for less in all was late by less: nobody feels that, and nobody has to look closer. */
const busyMs = 80;
/** After so long a time without more work than that, nobody looks closely any more. */
const quietMs = 60_000;

/**
 * How long the loop was at work, which the loop itself knows, is the most that anything had to wait. It is looked at closely,
 * which wakes the process all the time, only where that would be felt.
 */
function watchEventLoop(): EventLoopWatch {
  let used = performance.eventLoopUtilization();
  let busyAtMs = -Infinity;
  let close: EventLoopWatch | undefined;
  return {
    take() {
      const since = performance.eventLoopUtilization(used);
      used = performance.eventLoopUtilization();
      const seen = close?.take();
      const nowMs = performance.now();
      if (since.active > busyMs) {
        busyAtMs = nowMs;
        close ??= watchClosely();
      } else if (nowMs - busyAtMs > quietMs) {
        close?.dispose();
        close = undefined;
      }
      return seen ?? { maxMs: since.active };
    },
    dispose: () => close?.dispose(),
  };
}

function watchClosely(): EventLoopWatch {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let firstMs = 0;
  let first: NodeJS.Timeout | undefined;

  /** The histogram does not count what delays its first tick after a reset: a timer of its own does. */
  function restart(): void {
    histogram.reset();
    const fromMs = performance.now();
    firstMs = 0;
    clearTimeout(first);
    first = setTimeout(() => {
      firstMs = Math.max(0, performance.now() - fromMs - resolutionMs);
    }, resolutionMs);
    first.unref();
  }

  restart();
  return {
    take() {
      // It counts from tick to tick, so that a loop that is never late shows its resolution.
      const lateMs = histogram.count === 0 ? 0 : histogram.max / nanosecondsPerMs - resolutionMs;
      const maxMs = Math.max(0, lateMs, firstMs);
      restart();
      return { maxMs };
    },
    dispose() {
      clearTimeout(first);
      histogram.disable();
    },
  };
}

/** A container may have less than the machine. */
function totalBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly residentBytes: number;
}

async function ownProcesses(): Promise<OwnProcesses> {
  const own: ProcessUse = { pid: process.pid, name: 'server', residentBytes: process.memoryUsage.rss() };
  const rows = await allProcesses();
  if (!rows) return { processes: [own], isComplete: false };
  return { processes: [own, ...descendantsOf(process.pid, rows)], isComplete: true };
}

function descendantsOf(root: number, rows: readonly Row[]): readonly ProcessUse[] {
  const children = new Map<number, Row[]>();
  for (const row of rows) children.set(row.parent, [...(children.get(row.parent) ?? []), row]);
  const found: ProcessUse[] = [];
  const waiting = [root];
  const seen = new Set(waiting);
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    for (const { pid, name, residentBytes } of children.get(parent) ?? []) {
      if (seen.has(pid)) continue;
      seen.add(pid);
      waiting.push(pid);
      found.push({ pid, name, residentBytes });
    }
  }
  return found;
}

/** `undefined` where the system does not tell. */
async function allProcesses(): Promise<readonly Row[] | undefined> {
  try {
    if (process.platform === 'linux') return await fromProc();
    return process.platform === 'win32' ? undefined : await fromPs();
  } catch {
    // A system that hides its processes from us, or a `ps` that is not there.
    return undefined;
  }
}

async function fromProc(): Promise<readonly Row[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const pageBytes = await pageSize();
  const rows: Row[] = [];
  for (const [index, pid] of pids.entries()) {
    const row = rowOf(statOf(pid), pageBytes);
    if (row) rows.push(row);
    if (index % rowsAtOnce === rowsAtOnce - 1) await setImmediate();
  }
  return rows;
}

/** Processes looked at before others get their turn: about a millisecond. */
const rowsAtOnce = 64;

/** No disk stands behind it, and asking another thread for it costs many times what it takes. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}

/** Fields of `stat` behind the name: the parent, and the resident pages. */
const parentField = 1;
const residentField = 21;

function rowOf(stat: string, pageBytes: number): Row | undefined {
  const nameStart = stat.indexOf('(');
  // The name may hold anything, so its last bracket counts.
  const nameEnd = stat.lastIndexOf(')');
  if (nameStart < 0 || nameEnd < nameStart) return undefined;
  const fields = stat.slice(nameEnd + 2).split(' ');
  return {
    pid: Number(stat.slice(0, nameStart)),
    name: stat.slice(nameStart + 1, nameEnd),
    parent: Number(fields[parentField]),
    residentBytes: Number(fields[residentField]) * pageBytes,
  };
}

const kibibyte = 1_024;
let knownPageBytes: number | undefined;

/** Pages are not 4 KiB on every ARM: what this process has in pages and in kibibytes tells how large they are. */
async function pageSize(): Promise<number> {
  if (knownPageBytes !== undefined) return knownPageBytes;
  const usual = 4 * kibibyte;
  const [pages, status] = await Promise.all([
    readFile('/proc/self/statm', 'utf8'),
    readFile('/proc/self/status', 'utf8'),
  ]);
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  const resident = Number(pages.split(' ')[1]);
  const measured = (kibibytes * kibibyte) / resident;
  const sizes = [usual, 4 * usual, 16 * usual];
  knownPageBytes = Number.isFinite(measured)
    ? sizes.reduce((best, size) => (Math.abs(size - measured) < Math.abs(best - measured) ? size : best))
    : usual;
  return knownPageBytes;
}

const psDeadlineMs = 2_000;

async function fromPs(): Promise<readonly Row[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=,comm='], {
    timeout: psDeadlineMs,
    env: bareEnvironment(process.env),
  });
  return stdout.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.+)$/u.exec(line);
    if (!found) return [];
    const [, pid, parent, kibibytes, command = ''] = found;
    const name = command.slice(command.lastIndexOf('/') + 1);
    return [{ pid: Number(pid), parent: Number(parent), name, residentBytes: Number(kibibytes) * kibibyte }];
  });
}
