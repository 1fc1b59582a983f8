import { messageOf, type Clock } from '../../base/index.ts';
import { addressOf, durableTopics, isDurableTopic, type DurableTopic } from '../../protocol/index.ts';
import type { Log, LogEntry } from '../log/index.ts';
import type { Deliveries } from './deliveries.ts';
import { Feed } from './feed.ts';
import { Lanes, type Ending, type LaneOptions, type Slot } from './lanes.ts';
import { limits } from './limits.ts';
import type { Envelope, Handling } from './message.ts';
import { Hopeless } from './run-handler.ts';

export interface LogLanesOptions extends LaneOptions {
  readonly topics: ReadonlySet<string>;
  /** Only what follows this record. */
  readonly afterSeq: number;
  /** The highest goes first of those that are in memory. */
  readonly rank?: (payload: never) => number;
}

export interface LogLanesPorts {
  readonly log: Pick<Log, 'read'>;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  /** Whether the message is still to be handled. */
  readonly isOpen: (seq: number) => boolean;
  handle(slot: Slot, handling: Handling): Promise<void> | void;
  /** It is in memory now. */
  onTaken(seq: number): void;
  onEnd(slot: Slot, ending: Ending): void;
  onMove(): void;
  /** Everything that is durable was taken. */
  onLive(): void;
  onDamage(damage: string): void;
  /** Another log lies there: nothing that is known of this one holds. */
  onReplaced(): void;
}

/** Durable messages on their way to one subscriber: those that fit in memory, the others still in the log. */
export class LogLanes {
  readonly lanes: Lanes;
  readonly feed: Feed;
  readonly #ports: LogLanesPorts;
  readonly #bytes = new Map<Slot, number>();
  /** Messages of the log that lies there now. */
  #current = new WeakSet<Slot>();
  readonly #listening: readonly { dispose(): void }[];
  #waitingBytes = 0;
  #depthHighest = 0;
  #closed: Promise<void> | undefined;

  constructor(options: LogLanesOptions, ports: LogLanesPorts) {
    this.#ports = ports;
    const { rank } = options;
    this.lanes = new Lanes(options, {
      clock: ports.clock,
      handle: (slot, handling) => this.#handle(slot, handling),
      ...(rank ? { rank: ({ payload }: Envelope) => rank(payload as never) } : {}),
      onStart: (slot) => this.#started(slot),
      onEnd: (slot, ending) => {
        ports.onMove();
        if (this.#current.has(slot)) ports.onEnd(slot, ending);
        this.feed.roomMade();
      },
    });
    this.feed = new Feed(options.afterSeq, {
      ...{ log: ports.log, deliveries: ports.deliveries },
      onLive: () => ports.onLive(),
      onDamage: (damage) => ports.onDamage(damage),
      isMeant: (topic) => options.topics.has(topic),
      hasRoom: (count) => this.#hasRoom(count),
      deliver: (entry) => this.deliver(entry),
    });
    this.#listening = [
      ports.deliveries.onEntry((entry) => this.feed.offer(entry)),
      ports.deliveries.onReplaced(() => this.#startOver()),
    ];
  }

  get depthHighest(): number {
    return this.#depthHighest;
  }

  /** Puts one message in, whatever its place in the log. */
  deliver(entry: LogEntry): void {
    const { topic, seq, payloadBytes } = entry;
    if (!isDurableTopic(topic) || !this.#ports.isOpen(seq)) return;
    this.#ports.onTaken(seq);
    const slot: Slot = { envelope: this.#enclose(entry, topic), attempt: 1, missed: 0 };
    this.#current.add(slot);
    this.#bytes.set(slot, payloadBytes);
    this.#waitingBytes += payloadBytes;
    this.lanes.add(slot);
    this.#depthHighest = Math.max(this.#depthHighest, this.lanes.depth);
  }

  /** Takes back what waits and was handled elsewhere meanwhile. */
  dropHandled(): void {
    for (const slot of [...this.lanes.waiting()])
      if (!this.#ports.isOpen(slot.envelope.number)) this.#takeBack(slot);
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    for (const each of this.#listening) each.dispose();
    await this.feed.close();
    await this.lanes.close();
  }

  #hasRoom(count: 'one' | 'many'): boolean {
    const share = count === 'one' ? 1 : 2;
    return (
      this.lanes.depth < limits.windowMessagesMax / share &&
      (this.#waitingBytes < limits.windowBytesMax / share || this.lanes.depth === 0)
    );
  }

  #enclose({ payload, seq, timeMs }: LogEntry, topic: DurableTopic): Envelope {
    const sinceMs = this.#ports.clock.monotonic();
    const envelope = { topic, payload, number: seq, timeMs, sinceMs, key: topic };
    if (payload === undefined) return { ...envelope, lost: 'erased' };
    const { data, error } = durableTopics[topic].schema.safeParse(payload);
    if (error) return { ...envelope, lost: { unreadable: messageOf(error) } };
    return { ...envelope, payload: data, key: addressOf(topic, data).key };
  }

  #handle(slot: Slot, handling: Handling): Promise<void> | void {
    const { lost } = slot.envelope;
    // There is nothing left to be done about what was erased.
    if (lost === 'erased') return;
    if (lost) throw new Hopeless(lost.unreadable, 'unreadable');
    const working = () => {
      handling.working();
      this.#ports.onMove();
    };
    return this.#ports.handle(slot, { ...handling, working });
  }

  #started(slot: Slot): void {
    this.#forget(slot);
    this.feed.roomMade();
  }

  #takeBack(slot: Slot): void {
    this.lanes.remove(slot);
    this.#forget(slot);
    this.feed.roomMade();
  }

  #forget(slot: Slot): void {
    this.#waitingBytes -= this.#bytes.get(slot) ?? 0;
    this.#bytes.delete(slot);
  }

  #startOver(): void {
    this.#current = new WeakSet();
    for (const slot of [...this.lanes.waiting()]) this.#takeBack(slot);
    this.#ports.onReplaced();
    this.feed.startOver();
  }
}
