import { Bell, linger, type Clock, type Disposable } from '../../base/index.ts';
import type { FolderWatchPort } from '../ports/index.ts';
import { segmentOf } from './layout.ts';
import { limits } from './limits.ts';

export interface LookoutPorts {
  readonly folder: string;
  readonly clock: Clock;
  /** Left out: the files are looked at as often as ever. */
  readonly watch?: FolderWatchPort | undefined;
}

/**
 * When the files of the log are looked at next. Once the system has told of a change to them, which it does not do for every
 * file system, they are looked at when it tells of another one, and else now and then; until it has, often.
 */
export class Lookout implements Disposable {
  readonly #ports: LookoutPorts;
  readonly #bell = new Bell();
  readonly #touched = new Set<number>();
  #watching: Disposable | undefined;
  #isTold = false;

  constructor(ports: LookoutPorts) {
    this.#ports = ports;
  }

  /** Until the next look is due. Answers the segments that are known to have changed since the look before. */
  async wait(signal: AbortSignal): Promise<ReadonlySet<number>> {
    const { clock } = this.#ports;
    this.#watching ??= this.#watch();
    // What changes together is looked at together.
    await clock.sleep(limits.auditMs, signal);
    if (this.#isTold) await linger(this.#bell, limits.sweepMs - limits.auditMs, clock, signal);
    const touched = new Set(this.#touched);
    this.#touched.clear();
    return touched;
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#watching = undefined;
    this.#isTold = false;
  }

  #watch(): Disposable | undefined {
    const onChange = (name?: string) => {
      const segment = name === undefined ? undefined : segmentOf(name);
      if (segment !== undefined) this.#touched.add(segment);
      this.#isTold = true;
      this.#bell.ring();
    };
    return this.#ports.watch?.watch(this.#ports.folder, onChange, () => this.dispose());
  }
}
