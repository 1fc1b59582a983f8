import { reasonOf } from '../../base/index.ts';
import { openBase, writeBase, type Base } from './base.ts';
import { Damaged, type Applied, type StoreEngine } from './engine.ts';
import { applyBase, BaseDamaged, Discontinued } from './fill.ts';
import type { StoreOptions } from './open-store.ts';
import { tables } from './tables.ts';

/** Keeps a base that lets the log retire what it wants to retire, and that knows of nothing that was erased. */
export class BaseKeeper {
  readonly #options: StoreOptions;
  readonly #onWanted: () => void;
  #base: Promise<Base | undefined> | undefined;
  #wantedThroughSeq = 0;
  #isUsed = false;
  /** It does not fit to the log that lies there, or is damaged. */
  #isForeign = false;

  constructor(options: StoreOptions, onWanted: () => void) {
    this.#options = options;
    this.#onWanted = onWanted;
  }

  /** Until a base holds what is to be retired, it stays in the log; then the next segment retires it. */
  async neededFrom(throughSeq: number): Promise<number> {
    const base = await this.#current();
    const baseSeq = base?.applied.seq ?? 0;
    if (baseSeq < throughSeq) {
      this.#wantedThroughSeq = throughSeq;
      this.#onWanted();
    }
    return baseSeq + 1;
  }

  /** Begins an empty engine with what the base holds. */
  async fill(engine: StoreEngine, onFilled: (rows: number) => void): Promise<Applied> {
    const base = this.#isForeign ? undefined : await this.#current();
    this.#isUsed = base !== undefined;
    return applyBase(base, engine, onFilled);
  }

  /** The engine holds something already. */
  spare(): void {
    this.#isUsed = false;
  }

  /** Where what was begun with it did not lead on to the log, the log alone has to do. */
  judge(why: Error): void {
    if (this.#isUsed && (why instanceof BaseDamaged || why instanceof Discontinued)) this.#isForeign = true;
  }

  /** Writes a new base where one is due. Failing costs room on the disk, and nothing else. */
  async keep(engine: StoreEngine, applied: Applied): Promise<void> {
    const base = await this.#current();
    const isMissing = this.#wantedThroughSeq > (base?.applied.seq ?? 0);
    const knowsErased = base !== undefined && base.applied.erasedBy < applied.erasedBy;
    if (!isMissing && !knowsErased) return;
    const { basePath, disk, note } = this.#options;
    this.#wantedThroughSeq = 0;
    try {
      await writeBase(basePath, tables, engine, disk);
      this.#base = undefined;
      this.#isForeign = false;
    } catch (thrown) {
      if (thrown instanceof Damaged) throw thrown;
      note(`What the log may retire could not be written to ${basePath}: ${reasonOf(thrown)}.`);
    }
  }

  #current(): Promise<Base | undefined> {
    return (this.#base ??= openBase(this.#options.basePath, this.#options.disk));
  }
}
