import type { Clock } from '../../base/index.ts';
import type { DurableTopic } from '../../protocol/index.ts';
import type { Log } from '../log/index.ts';
import type { FollowOptions } from './bus.ts';
import type { Deliveries } from './deliveries.ts';
import type { SubscriptionHealth } from './health.ts';
import type { Ending } from './lanes.ts';
import { limits } from './limits.ts';
import { LogLanes } from './log-lanes.ts';
import type { Envelope, HandleAny } from './message.ts';
import { messageOf } from './passing-bus.ts';

export interface FollowerPorts {
  readonly log: Pick<Log, 'read'>;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  readonly handle: HandleAny;
  readonly onMove: () => void;
  readonly onDead: (envelope: Envelope, ending: Extract<Ending, { kind: 'dead' }>) => void;
  readonly note: (message: string) => void;
}

/** Sees durable messages from now on, all of them however slow it is, and leaves no trace of having seen them. */
export class Follower {
  readonly #topics: readonly DurableTopic[];
  readonly #name: string;
  readonly #work: LogLanes;
  readonly #clock: Clock;
  readonly #counts = { handled: 0, dead: 0 };

  constructor(topics: readonly DurableTopic[], options: FollowOptions, ports: FollowerPorts) {
    const { name, ...bounds } = options;
    this.#topics = topics;
    this.#name = name;
    this.#clock = ports.clock;
    this.#work = new LogLanes(
      {
        ...{ topics: new Set<string>(topics), afterSeq: ports.deliveries.lastSeq },
        ...{ whenStuck: 'dead', graceMs: limits.graceMs, concurrency: 1 },
        ...{ deadlineMs: limits.handlerMsMax, attemptsMax: 1, ...bounds },
      },
      {
        ...{ log: ports.log, deliveries: ports.deliveries, clock: ports.clock, onMove: ports.onMove },
        isOpen: () => true,
        handle: (slot, handling) => ports.handle(messageOf(slot), handling),
        onTaken: () => undefined,
        onEnd: ({ envelope }, ending) => {
          if (ending.kind === 'handled') this.#counts.handled += 1;
          if (ending.kind !== 'dead') return;
          this.#counts.dead += 1;
          ports.onDead(envelope, ending);
        },
        onLive: () => undefined,
        onDamage: (damage) => ports.note(`${name} cannot read on: ${damage}`),
        onReplaced: () => undefined,
      },
    );
  }

  health(): SubscriptionHealth {
    const { lanes, feed, depthHighest } = this.#work;
    const { depth, running, owed, abandoned } = lanes;
    const oldest = lanes.oldest();
    return {
      ...{ name: this.#name, topics: this.#topics, overflow: 'log', ...this.#counts },
      ...{ state: feed.isDamaged ? 'damaged' : 'listening', depth, depthHighest, running, owed, abandoned },
      // How many of the records in between are meant for it is not known before they are read.
      ...{ lagMessages: depth + running, gaps: feed.gaps, shed: 0, coalesced: 0, publishersWaiting: 0 },
      lagMs: oldest ? this.#clock.now() - oldest.envelope.timeMs : 0,
    };
  }

  idle(): Promise<void> {
    return this.#work.lanes.idle();
  }

  close(): Promise<void> {
    return this.#work.close();
  }
}
