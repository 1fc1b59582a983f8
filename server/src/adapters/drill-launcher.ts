import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, refused, throwIfCancelled } from '../base/index.ts';
import { chaosLimits, type DrillPlace, type Launcher, type ServedGrace } from '../features/chaos/index.ts';
import { partsOf } from './drill-processes.ts';
import { CappedOutput } from './output.ts';
import { signalGroup } from './group.ts';
import { talkJsonRpc } from './json-rpc.ts';

const outputBytesMax = 4 * 1024 * 1024;
const saidMax = 2_000;

/** Starts the programs that lie beside each other in a folder: `server.js`, `grace.js`. */
export function createLauncher(programs: string): Launcher {
  return {
    serve(place) {
      try {
        return serve(join(programs, 'server.js'), place);
      } catch (thrown) {
        return refused(`The server could not be started: ${messageOf(thrown)}.`);
      }
    },
    command: (place, argv, signal) => command(join(programs, 'grace.js'), argv, place, signal),
    processes: partsOf,
    burn(place, ms) {
      const end = `const endMs = Date.now() + ${Math.round(ms)}; while (Date.now() < endMs);`;
      // Its end is its own, or the undoing.
      start('-e', [end], place).on('error', () => undefined);
    },
    signal(pid, name) {
      process.kill(pid, name);
    },
  };
}

/** A group of its own, so that all of it can be ended; its working folder says whose it is. */
function start(module: string, argv: readonly string[], { workspace, env }: DrillPlace): ChildProcess {
  const inEditor = process.versions['electron'] !== undefined || 'ELECTRON_RUN_AS_NODE' in process.env;
  return spawn(process.execPath, [module, ...argv], {
    cwd: workspace,
    env: { ...env, ...(inEditor ? { ELECTRON_RUN_AS_NODE: '1' } : {}) },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function serve(module: string, place: DrillPlace): ServedGrace {
  const child = start(module, ['--stdio'], place);
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('it has no pipes');
  let said: string[] = [];
  const hear = (text: string) => {
    if (text !== '' && said.length < saidMax) said.push(text);
  };
  stdin.on('error', () => undefined);
  stderr.setEncoding('utf8').on('data', (text: string) => text.split('\n').forEach(hear));
  const talk = talkJsonRpc(stdout, stdin, (_method, params) => hear(sentenceIn(params)));
  const exited = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  void exited.then(() => talk.end('It ended.'));
  return {
    request: (method, params) => talk.request(method, params),
    notify: (method, params) => talk.notify(method, params),
    takeSaid() {
      const taken = said;
      said = [];
      return taken;
    },
    async end() {
      const inOrder = talk
        .request('shutdown', undefined)
        .then(() => talk.notify('exit', undefined))
        .catch(() => undefined);
      await Promise.race([
        inOrder.then(() => exited),
        sleep(chaosLimits.closeMsMax, undefined, { ref: false }),
      ]);
      if (child.exitCode === null && child.signalCode === null) signalGroup(child, 'SIGKILL');
      await Promise.race([exited, sleep(chaosLimits.goneMsMax, undefined, { ref: false })]);
    },
  };
}

/** What a notification says to a person. */
function sentenceIn(params: unknown): string {
  return typeof params === 'object' && params !== null && 'message' in params ? String(params.message) : '';
}

async function command(
  module: string,
  argv: readonly string[],
  place: DrillPlace,
  signal: AbortSignal,
): ReturnType<Launcher['command']> {
  throwIfCancelled(signal);
  const child = start(module, argv, place);
  const [out, err] = [new CappedOutput(outputBytesMax), new CappedOutput(outputBytesMax)];
  child.stdin?.on('error', () => undefined).end();
  child.stdout?.on('data', (chunk: Buffer) => out.add(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.add(chunk));
  const onAbort = () => signalGroup(child, 'SIGKILL');
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    throwIfCancelled(signal);
    return { code: code ?? -1, out: out.text(), err: err.text() };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
