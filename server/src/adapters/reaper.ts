import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { bareEnvironment } from './environment.ts';

/**
 * Children lead process groups of their own, so they outlive a Grace that is killed before it can end them. One small
 * process, started with the first child, holds the other end of a pipe: when the pipe closes, for whatever reason, it kills
 * every group that was named and not taken back.
 */
const script = `
const groups = new Set();
let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) line[0] === '+' ? groups.add(+line.slice(1)) : groups.delete(+line.slice(1));
});
process.stdin.on('close', () => {
  for (const group of groups) {
    for (const target of process.platform === 'win32' ? [group] : [-group]) {
      try { process.kill(target, 'SIGKILL'); } catch {}
    }
  }
});
`;

let pipe: Writable | undefined;
/** The children that are to be killed. */
const groups = new Set<number>();

/** Has the group of a child killed when this process is gone before `settled` was called. */
export function outlivedByNone({ pid }: { readonly pid?: number | undefined }): Watched {
  const watched = keep(pid);
  if (groups.size > 0) startReaper();
  return watched;
}

/**
 * The same for a child that ends itself, and needs a reaper only where it is kept from that: the reaper is started a moment later, as it would take a processor from the child just when it comes up.
 */
export function outlivedByNoneSoon({ pid }: { readonly pid?: number | undefined }): Watched {
  const watched = keep(pid);
  if (groups.size > 0 && pipe === undefined)
    setTimeout(() => {
      if (groups.size > 0) startReaper();
    }, soonMs).unref();
  return watched;
}

interface Watched {
  settled(): void;
}

const soonMs = 1_000;

function keep(pid: number | undefined): Watched {
  if (pid === undefined) return { settled: () => undefined };
  groups.add(pid);
  pipe?.write(`+${pid}\n`);
  return {
    settled() {
      if (groups.delete(pid)) pipe?.write(`-${pid}\n`);
    },
  };
}

function startReaper(): void {
  if (pipe !== undefined) return;
  const reaper = spawn(process.execPath, ['-e', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A session of its own: what ends our group must not end it as well.
    detached: true,
    windowsHide: true,
    env: bareEnvironment(process.env, { ELECTRON_RUN_AS_NODE: '1' }),
  });
  const { stdin } = reaper;
  // Without it tools run as they always did; only a SIGKILL of Grace would then leave them behind.
  reaper.on('error', () => undefined);
  stdin.on('error', () => {
    if (pipe === stdin) pipe = undefined;
  });
  reaper.unref();
  // Grace ends when its work is done, not when its reaper does.
  if (stdin instanceof Socket) stdin.unref();
  pipe = stdin;
  for (const group of groups) stdin.write(`+${group}\n`);
}
