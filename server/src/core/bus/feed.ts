import { Bell, isCancelled, reasonOf } from '../../base/index.ts';
import type { Log, LogEntry } from '../log/index.ts';
import type { Deliveries } from './deliveries.ts';

export interface FeedPorts {
  readonly log: Pick<Log, 'read'>;
  readonly deliveries: Deliveries;
  readonly isMeant: (topic: string) => boolean;
  /** Whether one more message may be kept in memory, or many more. */
  readonly hasRoom: (count: 'one' | 'many') => boolean;
  readonly deliver: (entry: LogEntry) => void;
  /** Everything that is durable was delivered. */
  readonly onLive: () => void;
  /** It cannot be read any further for now, as a sentence. */
  readonly onDamage: (damage: string) => void;
}

/**
 * Messages of the log in their order, as they become durable. While there is room they come straight from whoever published
 * them; when there was none, the rest is read from disk again, as fast as room is made. So the log is the queue.
 */
export class Feed {
  readonly #ports: FeedPorts;
  readonly #closing = new AbortController();
  readonly #room = new Bell();
  #cursorSeq: number;
  #state: 'live' | 'behind' | 'damaged' = 'live';
  #reading: Promise<void> | undefined;
  /** Counts the logs: what was on its way when another one took its place is not delivered. */
  #generation = 0;
  #gaps = 0;

  constructor(afterSeq: number, ports: FeedPorts) {
    this.#ports = ports;
    this.#cursorSeq = afterSeq;
    if (ports.deliveries.lastSeq > afterSeq) this.#fallBehind();
  }

  /** Everything up to this record was delivered. */
  get cursorSeq(): number {
    return this.#cursorSeq;
  }

  get isLive(): boolean {
    return this.#state === 'live';
  }

  get isDamaged(): boolean {
    return this.#state === 'damaged';
  }

  /** How often records were gone before they were read. */
  get gaps(): number {
    return this.#gaps;
  }

  /** A record that just became durable. */
  offer(entry: LogEntry): void {
    if (entry.seq <= this.#cursorSeq || this.#state === 'behind') return;
    const isNext = this.#state === 'live' && entry.seq === this.#cursorSeq + 1;
    if (isNext && this.#take(entry)) return;
    this.#fallBehind();
  }

  roomMade(): void {
    this.#room.ring();
  }

  /** Another log lies there: it is read from its beginning. */
  startOver(): void {
    this.#generation += 1;
    this.#cursorSeq = 0;
    this.#room.ring();
    this.#fallBehind();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#reading;
  }

  #take(entry: LogEntry): boolean {
    const { isMeant, hasRoom, deliver } = this.#ports;
    if (isMeant(entry.topic)) {
      if (!hasRoom('one')) return false;
      deliver(entry);
    }
    this.#cursorSeq = entry.seq;
    return true;
  }

  #fallBehind(): void {
    if (this.#closing.signal.aborted) return;
    this.#state = 'behind';
    this.#reading ??= this.#catchUp().finally(() => {
      this.#reading = undefined;
    });
  }

  async #catchUp(): Promise<void> {
    const { signal } = this.#closing;
    try {
      while (this.#cursorSeq < this.#ports.deliveries.lastSeq) {
        if (this.#ports.hasRoom('many')) await this.#readOn(signal);
        else await this.#room.wait(signal);
      }
      this.#state = 'live';
      this.#ports.onLive();
    } catch (thrown) {
      if (isCancelled(thrown)) return;
      // The next record that becomes durable is the next occasion to try.
      this.#state = 'damaged';
      this.#ports.onDamage(reasonOf(thrown));
    }
  }

  /** Reads to the end of the log as it is now. */
  async #readOn(signal: AbortSignal): Promise<void> {
    const generation = this.#generation;
    const isAnother = () => generation !== this.#generation;
    const { damage, lastSeq } = await this.#ports.log.read(
      { afterSeq: this.#cursorSeq },
      async (entries) => {
        for (const entry of entries) {
          if (!isAnother() && entry.seq > this.#cursorSeq + 1) this.#gaps += 1;
          while (!isAnother() && !this.#take(entry)) await this.#room.wait(signal);
        }
      },
      signal,
    );
    if (isAnother()) return;
    this.#cursorSeq = Math.max(this.#cursorSeq, lastSeq);
    if (damage !== undefined) throw new Error(damage);
  }
}
