import type { ChildProcess, ForkRequest } from '../core/ports/index.ts';
import { forkChild } from './fork.ts';

/** What a child that was started ahead is given in place of arguments; its first message brings those. */
export const aheadWord = 'ahead';

/** One that nobody asked for by then is ended. */
const waitsMsMax = 10_000;

/** A child that was started before it was known what for. */
export interface ForkedAhead {
  /** The child, where it is what is asked for and still lives; only once. It is told the arguments. */
  take(request: ForkRequest): ChildProcess | undefined;
}

/**
 * Starts a child while the program that will need it is still being loaded: on two processors both come up in the time of the
 * longer. It gets next to nothing of the environment, as no secret is known yet.
 */
export function forkAhead(request: ForkRequest & { readonly bare: true }): ForkedAhead {
  const child = forkChild({ ...request, args: [aheadWord] });
  let isWaiting = true;
  child.onExit(() => void (isWaiting = false));
  const expiry = setTimeout(() => {
    if (isWaiting) child.kill();
  }, waitsMsMax).unref();
  return {
    take(asked) {
      if (!isWaiting || describe(asked) !== describe(request)) return undefined;
      isWaiting = false;
      clearTimeout(expiry);
      child.send({ args: asked.args });
      return child;
    },
  };
}

/** All but the arguments. */
function describe(request: ForkRequest): string {
  const { module, execArgv, env, executable, cwd, beatMs, bare } = request;
  return JSON.stringify([module, execArgv, env, executable, cwd, beatMs, bare]);
}
