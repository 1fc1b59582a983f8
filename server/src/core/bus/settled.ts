import type { PayloadOf } from '../../protocol/index.ts';
import type { ConsumerState } from './deliveries.ts';

export interface Statement {
  readonly payload: Omit<PayloadOf<'bus.acknowledged'>, 'consumer'>;
  readonly isRecorded: () => void;
}

/** Which messages of one consumer are handled, between those that are on their way. Bounded by what is on its way. */
export class Settled {
  /** On their way, in the order of the log. */
  readonly #open = new Set<number>();
  /** Handled, with something open before them. */
  readonly #beyond = new Set<number>();
  readonly #redoing = new Set<number>();
  readonly #redone = new Set<number>();
  readonly #spared = new Set<number>();
  #throughSeq = 0;
  /** Handled and said, by whomever; handled here and not said yet. */
  #saidTotal = 0;
  #unsaid = 0;
  #version = 0;
  #recorded = 0;

  constructor(state: ConsumerState) {
    this.startFrom(state);
  }

  /** Something is handled and not said yet. */
  get isDirty(): boolean {
    return this.#version > this.#recorded;
  }

  get openCount(): number {
    return this.#open.size + this.#redoing.size;
  }

  isOpen(seq: number): boolean {
    if (this.#redoing.has(seq)) return true;
    return seq > this.#throughSeq && !this.#beyond.has(seq);
  }

  /** Takes over what another process has said meanwhile. */
  startFrom({ throughSeq, beyond, acknowledged }: ConsumerState): void {
    this.#throughSeq = Math.max(this.#throughSeq, throughSeq);
    this.#saidTotal = acknowledged;
    for (const seq of beyond) this.#beyond.add(seq);
    for (const seq of this.#open) if (!this.isOpen(seq)) this.#open.delete(seq);
  }

  take(seq: number): void {
    if (!this.#redoing.has(seq)) this.#open.add(seq);
  }

  /** False when it is on its way already. */
  redo(seq: number): boolean {
    if (this.#redoing.has(seq) || this.#redone.has(seq)) return false;
    this.#redoing.add(seq);
    return true;
  }

  settle(seq: number): void {
    this.#version += 1;
    if (this.#redoing.delete(seq)) {
      this.#redone.add(seq);
      return;
    }
    if (!this.#open.delete(seq)) return;
    this.#unsaid += 1;
    this.#beyond.add(seq);
  }

  /** It was called off in good order, and stays open. */
  spare(seq: number): void {
    this.#version += 1;
    this.#spared.add(seq);
  }

  statement(cursorSeq: number): Statement {
    const [first] = this.#open;
    this.#throughSeq = Math.max(this.#throughSeq, first === undefined ? cursorSeq : first - 1);
    for (const seq of this.#beyond) if (seq <= this.#throughSeq) this.#beyond.delete(seq);
    const version = this.#version;
    const unsaid = this.#unsaid;
    const redone = [...this.#redone];
    const spared = [...this.#spared];
    return {
      payload: {
        throughSeq: this.#throughSeq,
        beyond: [...this.#beyond].sort((a, b) => a - b),
        total: this.#saidTotal + unsaid,
        ...(redone.length > 0 ? { redone } : {}),
        ...(spared.length > 0 ? { spared } : {}),
      },
      isRecorded: () => {
        this.#recorded = version;
        this.#saidTotal += unsaid;
        this.#unsaid -= unsaid;
        for (const seq of redone) this.#redone.delete(seq);
        for (const seq of spared) this.#spared.delete(seq);
      },
    };
  }
}
