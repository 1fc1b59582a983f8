import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

export interface Running {
  readonly pid: number;
  readonly command: string;
}

/** A process and everything it started, directly or not, as `/proc` tells it. */
export function processTree(root: number): readonly Running[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    const parent = Number.isInteger(pid) ? statOf(pid)?.parent : undefined;
    if (parent !== undefined) parents.set(pid, parent);
  }
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  return tree.flatMap((pid) => {
    const command = readText(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim();
    return command ? [{ pid, command }] : [];
  });
}

/** Memory that the processes hold, in bytes; pages they share are counted once. */
export function memoryOf(processes: readonly Running[]): number {
  return processes.reduce((sum, { pid }) => {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
    return sum + Number(kilobytes ?? 0) * 1024;
  }, 0);
}

/** Processor time used so far, in milliseconds. */
export function processorMs(processes: readonly Running[]): number {
  return processes.reduce((sum, { pid }) => sum + (statOf(pid)?.ticks ?? 0) * msPerTick, 0);
}

/**
 * How long the main threads were ready to run and had no processor, in milliseconds, as the scheduler counts it. On a
 * shared machine it is what other work took; on a free one it is nothing.
 */
export function waitedMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const waitedNs = readText(`/proc/${pid}/task/${pid}/schedstat`)?.split(' ')[1];
    return sum + Number(waitedNs ?? 0) / 1e6;
  }, 0);
}

const msPerTick = 1_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Places of the fields behind the name of the command, which may hold anything. */
const parentField = 1;
const userTicksField = 11;
const systemTicksField = 12;

function statOf(pid: number): { readonly parent: number; readonly ticks: number } | undefined {
  const text = readText(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    parent: Number(fields[parentField]),
    ticks: Number(fields[userTicksField]) + Number(fields[systemTicksField]),
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
