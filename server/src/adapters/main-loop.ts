import { url as debuggerUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { Emitter, messageOf, withCancel } from '../base/index.ts';
import type { LoopStall, MainLoopPort } from '../core/ports/index.ts';
import { cells, type FromThread, type ThreadData, type ToThread } from './main-loop-wire.ts';

/** Watches the main loop of this process; `module` is the absolute path of the bundled `watchdog.js`. */
export function createMainLoopPort(module: string): MainLoopPort {
  return { watch: (folder, bounds) => watch({ ...bounds, folder }, module) };
}

function watch(setup: Omit<ThreadData, 'shared'>, module: string): ReturnType<MainLoopPort['watch']> {
  const shared = new Int32Array(
    new SharedArrayBuffer(Object.keys(cells).length * Int32Array.BYTES_PER_ELEMENT),
  );
  const thread = new Worker(module, {
    workerData: { ...setup, shared } satisfies ThreadData,
    // It needs nothing of what this process was started with.
    ...{ env: {}, argv: [], execArgv: [] },
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, codeRangeSizeMb: 2 },
  });
  const stall = new Emitter<LoopStall>();
  const exit = new Emitter<string>();
  const asked = new Map<number, (value: number) => void>();
  let next = 1;
  let isDisposed = false;
  thread.on('message', (message: FromThread) => {
    if (message.kind === 'stall') stall.fire(message.stall);
    else asked.get(message.id)?.(message.value);
  });
  thread.on('error', (thrown) => end(`The watchdog's thread failed: ${messageOf(thrown)}`));
  thread.on('exit', () => end('The watchdog has no thread any more.'));
  thread.unref();

  // Turning is what the main loop proves with it, so it must be a timer of the main loop.
  const turning = setInterval(() => {
    Atomics.store(shared, cells.debugged, debuggerUrl() === undefined ? 0 : 1);
    Atomics.add(shared, cells.turns, 1);
  }, setup.beatMs);
  turning.unref();

  function end(why: string): void {
    clearInterval(turning);
    if (isDisposed) return;
    isDisposed = true;
    exit.fire(why);
  }

  async function ask(kind: ToThread['kind'], signal: AbortSignal): Promise<number> {
    const id = next++;
    // Who waits for an answer is kept alive by it, and only by that.
    thread.ref();
    try {
      const answer = new Promise<number>((resolve) => asked.set(id, resolve));
      thread.postMessage({ kind, id } satisfies ToThread);
      return await withCancel(answer, signal);
    } finally {
      asked.delete(id);
      if (asked.size === 0) thread.unref();
    }
  }

  return {
    onStall: stall.event,
    onExit: exit.event,
    looks: (signal) => ask('looks', signal),
    noticeSample: (signal) => ask('sample', signal),
    async dispose() {
      isDisposed = true;
      clearInterval(turning);
      await thread.terminate();
    },
  };
}
