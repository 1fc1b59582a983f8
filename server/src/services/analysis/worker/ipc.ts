import { bug, systemClock } from '../../../base/index.ts';
import type { RefactorPort } from '../views.ts';
import type { ProcessMode, ProcessSetup } from '../wire.ts';
import { runAnalysisProcess } from './run.ts';
import type { Heart } from './serve.ts';

/** As much of Node's `process` as a child needs. */
interface IpcProcess {
  readonly argv: readonly string[];
  readonly ppid: number;
  send?(message: unknown, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  memoryUsage: { rss(): number };
  exit(code: number): never;
}

/** How a process is started before it is known what it is going to look at: its first message brings the arguments. */
interface Ahead {
  /** What it has in place of arguments then. */
  readonly word: string;
}

/**
 * Starts an analysis process on the channel it was forked with, with a heart that beats while there is something to do. It
 * ends itself as soon as nobody listens any more.
 */
export function runOnChannel(child: IpcProcess, refactor: RefactorPort, heart: Heart, ahead?: Ahead): void {
  const args = child.argv.slice(2);
  if (ahead === undefined || args[0] !== ahead.word) {
    run(args, child, refactor, heart);
    return;
  }
  child.on('disconnect', () => child.exit(0));
  child.once('message', (message) => {
    heart.work();
    run((message as { readonly args: readonly string[] }).args, child, refactor, heart);
  });
  heart.rest();
}

function run(
  [mode, setup]: readonly string[],
  child: IpcProcess,
  refactor: RefactorPort,
  heart: Heart,
): void {
  if (!child.send || setup === undefined || !isMode(mode))
    bug('an analysis process is started by its parent, with a mode and a setup.');
  const send = child.send.bind(child);
  const parent = child.ppid;
  child.on('disconnect', () => child.exit(0));
  runAnalysisProcess({
    mode,
    setup: JSON.parse(setup) as ProcessSetup,
    clock: systemClock,
    refactor,
    heart,
    channel: {
      // A failed send means that the parent is gone, which `disconnect` says as well.
      send: (message) => void send(message, () => undefined),
      onMessage: (listener) => void child.on('message', listener),
    },
    residentBytes: () => child.memoryUsage.rss(),
    // Inside of a long check `disconnect` cannot be heard; a new parent can be seen.
    parentAlive: () => child.ppid === parent,
    exit: () => child.exit(0),
  });
}

function isMode(mode: string | undefined): mode is ProcessMode {
  return mode === 'syntax' || mode === 'semantic';
}
