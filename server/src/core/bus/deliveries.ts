import { z } from 'zod';
import { Emitter } from '../../base/index.ts';
import {
  addressOf,
  busAcknowledgedSchema,
  busDeadLetterSchema,
  busRedeliveredSchema,
  busResumedSchema,
  durableTopics,
  isDurableTopic,
  type DurableTopic,
} from '../../protocol/index.ts';
import type { LogEntry, Projection } from '../log/index.ts';
import { limits } from './limits.ts';

const letterSchema = busDeadLetterSchema.extend({ timeMs: z.number() });
export type DurableLetter = z.infer<typeof letterSchema>;

const numbers = z.array(z.number());
const consumerSchema = z.object({
  published: z.number(),
  acknowledged: z.number(),
  throughSeq: z.number(),
  latestSeq: z.number(),
  beyond: numbers,
  redo: numbers,
  lives: z.array(z.tuple([z.number(), z.number()])),
  letters: z.array(letterSchema),
});
const stateSchema = z.object({
  /** The record it was folded up to: a log that ends right there has nothing to fold. */
  last: z.object({ seq: z.number(), hash: z.string() }),
  consumers: z.record(z.string(), consumerSchema),
  ids: z.array(z.tuple([z.string(), z.number()])),
});

/** What the log says of one consumer. */
export interface ConsumerState {
  /** Messages meant for it, and how many of them it has handled. */
  published: number;
  acknowledged: number;
  /** All of them up to this record are handled. */
  throughSeq: number;
  /** The latest message meant for it: behind `throughSeq`, something is left to do. */
  latestSeq: number;
  readonly beyond: Set<number>;
  /** Dead letters to be delivered again. */
  readonly redo: Set<number>;
  /** In how many processes the handling of a record was begun that is not handled yet. */
  readonly lives: Map<number, number>;
  /** By record, the oldest first. */
  readonly letters: Map<number, DurableLetter>;
}

export type Consumers = Readonly<Record<string, readonly DurableTopic[]>>;

/** What was delivered and what was not, as it follows from the log. It holds numbers only: the log is the queue. */
export class Deliveries implements Projection {
  readonly name = 'deliveries';
  readonly #consumersOf = new Map<string, string[]>();
  readonly #states = new Map<string, ConsumerState>();
  readonly #ids = new Map<string, number>();
  readonly #published = new Map<string, number>();
  readonly #entries = new Emitter<LogEntry>();
  readonly #replaced = new Emitter<void>();
  #last = { seq: 0, hash: '' };
  /** The last record before all was folded anew. */
  #before: { readonly seq: number; readonly hash: string } | undefined;

  constructor(consumers: Consumers) {
    for (const [consumer, topics] of Object.entries(consumers)) {
      this.#states.set(consumer, emptyState());
      for (const topic of topics)
        this.#consumersOf.set(topic, [...(this.#consumersOf.get(topic) ?? []), consumer]);
    }
  }

  /** Each record as soon as it is durable, or was read from what another process appended. */
  readonly onEntry = this.#entries.event;
  /** Another log lies where the one was that was read so far. */
  readonly onReplaced = this.#replaced.event;

  /** The last record that was folded. */
  get lastSeq(): number {
    return this.#last.seq;
  }

  /** Messages of each topic that were seen since the start. */
  get published(): ReadonlyMap<string, number> {
    return this.#published;
  }

  of(consumer: string): ConsumerState | undefined {
    return this.#states.get(consumer);
  }

  consumers(): readonly string[] {
    return [...this.#states.keys()];
  }

  consumersOf(topic: string): readonly string[] {
    return this.#consumersOf.get(topic) ?? [];
  }

  /** The record that was published under this id, as far back as ids are kept. */
  seqOf(topic: string, id: string): number | undefined {
    return this.#ids.get(`${topic} ${id}`);
  }

  /** The oldest record that some consumer has not handled yet. */
  neededFrom(): number {
    const needed = [...this.#states.values()].flatMap(({ latestSeq, throughSeq }) =>
      latestSeq > throughSeq ? [throughSeq + 1] : [],
    );
    return Math.min(Infinity, ...needed);
  }

  fold(entry: LogEntry): void {
    this.#compare(entry);
    this.#last = { seq: entry.seq, hash: entry.hash };
    this.#published.set(entry.topic, (this.#published.get(entry.topic) ?? 0) + 1);
    for (const consumer of this.consumersOf(entry.topic)) {
      const state = this.#states.get(consumer);
      if (!state) continue;
      state.published += 1;
      state.latestSeq = entry.seq;
    }
    if (entry.topic.startsWith('bus.')) this.#remember(entry);
    this.#keepId(entry);
    this.#entries.fire(entry);
  }

  snapshot(): unknown {
    const consumers: z.infer<typeof stateSchema>['consumers'] = {};
    for (const [consumer, state] of this.#states)
      consumers[consumer] = {
        ...state,
        beyond: [...state.beyond],
        redo: [...state.redo],
        lives: [...state.lives],
        letters: [...state.letters.values()],
      };
    return { last: this.#last, consumers, ids: [...this.#ids] } satisfies z.infer<typeof stateSchema>;
  }

  restore(state: unknown): boolean {
    const { success, data } = stateSchema.safeParse(state);
    // A consumer that the snapshot does not know has its messages further back.
    if (!success || this.consumers().some((consumer) => !(consumer in data.consumers))) return false;
    for (const consumer of this.consumers()) {
      const kept = data.consumers[consumer];
      if (!kept) continue;
      this.#states.set(consumer, {
        ...kept,
        beyond: new Set(kept.beyond),
        redo: new Set(kept.redo),
        lives: new Map(kept.lives),
        letters: new Map(kept.letters.map((letter) => [letter.seq, letter])),
      });
    }
    this.#last = data.last;
    this.#ids.clear();
    for (const [id, seq] of data.ids) this.#ids.set(id, seq);
    return true;
  }

  reset(): void {
    if (this.#last.seq > 0) this.#before = this.#last;
    this.#last = { seq: 0, hash: '' };
    this.#ids.clear();
    for (const consumer of this.consumers()) this.#states.set(consumer, emptyState());
  }

  /** Told how far the log goes once all of it is folded: one that ends earlier than before is another one. */
  folded(lastSeq: number): void {
    const isShorter = this.#before !== undefined && lastSeq < this.#before.seq;
    if (!isShorter) return;
    this.#before = undefined;
    this.#replaced.fire();
  }

  /** When all is folded anew, it is mostly the same log; else nothing that was read of it holds. */
  #compare({ seq, hash, prev }: LogEntry): void {
    const before = this.#before;
    if (!before || seq < before.seq) return;
    this.#before = undefined;
    const isAnother =
      (seq === before.seq && hash !== before.hash) || (seq === before.seq + 1 && prev !== before.hash);
    if (isAnother) this.#replaced.fire();
  }

  #keepId({ topic, payload, seq }: LogEntry): void {
    if (payload === undefined || !isDurableTopic(topic)) return;
    if (!hasIds(topic)) return;
    const { success, data } = durableTopics[topic].schema.safeParse(payload);
    if (!success) return;
    const { id } = addressOf(topic, data);
    if (id !== undefined) this.#ids.set(`${topic} ${id}`, seq);
    for (const oldest of this.#ids.keys()) {
      if (this.#ids.size <= limits.idsMax) break;
      this.#ids.delete(oldest);
    }
  }

  /** What another version of Grace says otherwise is passed over: messages are delivered once more than needed at worst. */
  #remember({ topic, payload, timeMs }: LogEntry): void {
    const state = this.#states.get(consumerIn(payload));
    if (!state) return;
    const acknowledged = topic === 'bus.acknowledged' && busAcknowledgedSchema.safeParse(payload).data;
    if (acknowledged) acknowledge(state, acknowledged);
    const resumed = topic === 'bus.resumed' && busResumedSchema.safeParse(payload).data;
    if (resumed) state.lives.set(resumed.seq, resumed.life);
    const letter = topic === 'bus.dead_letter' && busDeadLetterSchema.safeParse(payload).data;
    if (letter) keepLetter(state, { ...letter, timeMs });
    const redelivered = topic === 'bus.redelivered' && busRedeliveredSchema.safeParse(payload).data;
    if (redelivered && state.letters.delete(redelivered.seq)) state.redo.add(redelivered.seq);
  }
}

function keepLetter({ letters }: ConsumerState, letter: DurableLetter): void {
  letters.set(letter.seq, letter);
  for (const oldest of letters.keys()) {
    if (letters.size <= limits.deadLettersMax) break;
    letters.delete(oldest);
  }
}

function acknowledge(state: ConsumerState, said: z.infer<typeof busAcknowledgedSchema>): void {
  state.throughSeq = Math.max(state.throughSeq, said.throughSeq);
  state.beyond.clear();
  for (const seq of said.beyond) if (seq > state.throughSeq) state.beyond.add(seq);
  state.acknowledged = said.total;
  for (const seq of said.redone ?? []) state.redo.delete(seq);
  for (const seq of said.spared ?? []) state.lives.delete(seq);
  for (const seq of state.lives.keys())
    if ((seq <= state.throughSeq || state.beyond.has(seq)) && !state.redo.has(seq)) state.lives.delete(seq);
}

/** Asked for every record: most have none, and need not be parsed. */
function hasIds(topic: DurableTopic): boolean {
  return 'id' in durableTopics[topic];
}

function consumerIn(payload: unknown): string {
  return typeof payload === 'object' && payload !== null && 'consumer' in payload
    ? String(payload.consumer)
    : '';
}

function emptyState(): ConsumerState {
  return {
    ...{ published: 0, acknowledged: 0, throughSeq: 0, latestSeq: 0 },
    ...{ beyond: new Set(), redo: new Set(), lives: new Map(), letters: new Map() },
  };
}
