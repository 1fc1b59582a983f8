import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** What drills left below a home that holds `state/` and `cache/`, one sentence each: processes, and files. */
export function residueBelow(home: string): readonly string[] {
  return [
    ...processesOf(home),
    ...filesIn(join(home, 'cache')).filter((path) => path.includes('/chaos/')),
    ...filesIn(join(home, 'state')).filter((path) => path.includes('/chaos/undo/')),
  ];
}

/** Processes that work below a folder, or were told about it. */
function processesOf(home: string): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/u.test(pid) || Number(pid) === process.pid) return [];
    try {
      const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const isOurs = readlinkSync(`/proc/${pid}/cwd`).startsWith(home) || commandLine.includes(home);
      // One that is dead and was not waited for has no command line.
      return isOurs && commandLine !== '' ? [`process ${pid}: ${commandLine}`] : [];
    } catch {
      return [];
    }
  });
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).map(({ parentPath, name }) =>
      join(parentPath, name),
    );
  } catch {
    return [];
  }
}
