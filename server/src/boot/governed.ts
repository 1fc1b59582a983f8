import { toDisposable, type Disposable } from '../base/index.ts';
import type { AdaptiveLimit, Governor } from '../core/governor/index.ts';

/** How much may run at the same time, as the governor that runs just now has found out. */
export interface Governed {
  /** This one says from now on, until it is disposed of. */
  adopt(governor: Governor): Disposable;
  /** Parts that may start at the same time; `undefined` where no governor runs. */
  startingMax(): number | undefined;
  /** Tools of the workspace. */
  readonly tools: Pick<AdaptiveLimit, 'run'>;
  /** Edits that are made and screened. */
  readonly edits: Pick<AdaptiveLimit, 'run'>;
}

/** Where no governor runs, nothing has to wait for it. */
export function governed(): Governed {
  let current: Governor | undefined;
  const limitOf = (of: (governor: Governor) => AdaptiveLimit): Pick<AdaptiveLimit, 'run'> => ({
    run: (kind, work, signal) => (current ? of(current).run(kind, work, signal) : work()),
  });
  return {
    adopt(governor) {
      current = governor;
      return toDisposable(() => {
        if (current === governor) current = undefined;
      });
    },
    startingMax: () => current?.startingMax(),
    tools: limitOf(({ tools }) => tools),
    edits: limitOf(({ analysis }) => analysis),
  };
}
