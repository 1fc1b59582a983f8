import { Worker } from 'node:worker_threads';

/** Where a child finds what its parent reads beats from, and how often it is to beat. */
export const heartDescriptor = 4;
export const heartVariable = 'GRACE_HEARTBEAT_MS';

/** Beats on a thread of its own, so that it goes on while the main thread computes, and stops when the process stops. */
export interface Heart {
  /** From now on it beats. */
  work(): void;
  /** There is nothing to do: nothing wakes up any more. */
  rest(): void;
}

// A string, as no bundle needs a second file for it then. It owns nothing that could keep the process alive.
const script = `
const { workerData: { beatMs, descriptor, working } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const never = new Int32Array(new SharedArrayBuffer(4));
try {
  for (;;) {
    Atomics.wait(working, 0, 0);
    writeSync(descriptor, '.');
    Atomics.wait(never, 0, 0, beatMs);
  }
} catch {}
`;

/** Starts the heart of a child that was forked with `beatMs`. It beats from the first moment. */
export function startHeart(): Heart {
  const beatMs = Number(process.env[heartVariable]);
  // What the child starts itself has no such pipe.
  Reflect.deleteProperty(process.env, heartVariable);
  if (!(beatMs > 0)) return { work: () => undefined, rest: () => undefined };
  const working = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  working[0] = 1;
  const thread = new Worker(script, {
    eval: true,
    workerData: { beatMs, descriptor: heartDescriptor, working },
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, codeRangeSizeMb: 1 },
  });
  // A process whose heart does not start is watched as it was before there were hearts.
  thread.on('error', () => undefined);
  thread.unref();
  return {
    work() {
      if (Atomics.exchange(working, 0, 1) === 0) Atomics.notify(working, 0);
    },
    rest: () => void Atomics.store(working, 0, 0),
  };
}
