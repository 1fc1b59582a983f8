import { readdir, readFile, readlink } from 'node:fs/promises';
import { sep } from 'node:path';
import type { DrillProcesses, ProcessLook } from '../features/chaos/index.ts';

const deadStates = new Set(['Z', 'X', 'x']);
const stoppedStates = new Set(['T', 't']);

interface Found {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly commandLine: string;
}

/** Every living process of this user whose working folder is `folder` or below it. Linux only. */
async function processesIn(folder: string): Promise<readonly Found[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const found = await Promise.all(pids.map((pid) => lookAt(Number(pid), folder)));
  return found.filter((each) => each !== undefined);
}

async function lookAt(pid: number, folder: string): Promise<Found | undefined> {
  try {
    const place = await readlink(`/proc/${pid}/cwd`);
    // A folder that was removed under a process is still its own: the system says so behind its name.
    if (place !== folder && !place.startsWith(folder + sep) && !place.startsWith(`${folder} `))
      return undefined;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // `pid (name) state parent …`; the name may hold anything, so its last bracket counts.
    const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (deadStates.has(state)) return undefined;
    return {
      pid,
      parent: Number(parent),
      state,
      commandLine: await readFile(`/proc/${pid}/cmdline`, 'utf8'),
    };
  } catch {
    // It ended while it was looked at, or belongs to somebody else.
    return undefined;
  }
}

/** Processes of drills. A process of ours that is in such a folder was started by a drill: nothing else knows of it. */
export const drillProcesses: DrillProcesses = {
  within: async (folder) =>
    (await processesIn(folder)).map(({ pid }) => pid).filter((pid) => pid !== process.pid),
  kill(pid) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  },
};

/** The server and the analysis processes among them. */
export async function partsOf(folder: string): Promise<readonly ProcessLook[]> {
  const looks = (await processesIn(folder)).flatMap(({ pid, state, commandLine }): readonly ProcessLook[] => {
    const role = roleOf(commandLine);
    return role === undefined ? [] : [{ pid, role, state: stoppedStates.has(state) ? 'stopped' : 'running' }];
  });
  return looks;
}

function roleOf(commandLine: string): ProcessLook['role'] | undefined {
  const words = commandLine.split('\0');
  const at = words.findIndex((word) => word.endsWith('.js'));
  if (words[at]?.endsWith(`${sep}server.js`) === true) return 'server';
  if (words[at]?.endsWith(`${sep}analysis.js`) !== true) return undefined;
  return words[at + 1] === 'semantic' ? 'semantic' : 'syntax';
}
