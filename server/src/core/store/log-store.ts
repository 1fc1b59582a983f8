import {
  Bell,
  isCancelled,
  isRefusal,
  linger,
  messageOf,
  reasonOf,
  refused,
  withCancel,
  type Refusal,
} from '../../base/index.ts';
import { durableTopics, type PayloadOf } from '../../protocol/index.ts';
import { BaseKeeper } from './base-keeper.ts';
import { Damaged, nothingApplied, type Applied, type StoreEngine } from './engine.ts';
import { applyEntries, applyLog, Discontinued, LogDamaged } from './fill.ts';
import { FreshEntries } from './fresh-entries.ts';
import { limits } from './limits.ts';
import { createMemoryEngine } from './memory-engine.ts';
import type { StoreOptions } from './open-store.ts';
import type { Found, Query, Store, StoreCondition } from './store.ts';
import { columnsOf, tableOf, tables, type StoredTopic } from './tables.ts';

interface Waiter {
  readonly seq: number;
  readonly wake: () => void;
}

interface Repair {
  readonly id: string;
  readonly startedMs: number;
}

/** One loop opens, fills, watches and builds anew; whoever asks waits for it. */
export class LogStore implements Store {
  readonly #options: StoreOptions;
  readonly #fresh: FreshEntries;
  readonly #bases: BaseKeeper;
  readonly #bell = new Bell();
  readonly #closing = new AbortController();
  readonly #listening: { dispose(): void };
  #running: Promise<void> | undefined;
  readonly #waiters = new Set<Waiter>();
  readonly #repairsMs: number[] = [];
  #engine: StoreEngine | undefined;
  #applied: Applied = nothingApplied;
  #state: StoreCondition['state'] = 'opening';
  #trouble: string | undefined;
  /** What a query ran into. */
  #doubt: Error | undefined;
  #repair: Repair | undefined;
  #triedMs = -Infinity;
  #moved = 0;
  #rebuilds = 0;
  #databaseIs: 'wanted' | 'given up' = 'wanted';

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#fresh = new FreshEntries();
    this.#bases = new BaseKeeper(options, () => {
      this.start();
      this.#bell.ring();
    });
    this.#listening = options.onEntry((entry) => {
      this.#fresh.add(entry);
      this.#bell.ring();
    });
  }

  start(): void {
    if (!this.#closing.signal.aborted) this.#running ??= this.#run(this.#closing.signal);
  }

  async find<T extends StoredTopic>(
    topic: T,
    query: Query<T>,
    signal: AbortSignal,
  ): Promise<readonly Found<T>[] | Refusal> {
    const columns = columnsOf(topic);
    const where = Object.entries<string | undefined>(query.where ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [{ column: columns.indexOf(name), value }],
    );
    const { afterSeq = 0, beforeSeq = Infinity, order = 'newest', limit = limits.rowsPerQueryMax } = query;
    const rows = await this.#ask(
      (engine) =>
        engine.select({
          ...{ table: tableOf(topic), where, afterSeq, beforeSeq, order },
          limit: Math.min(limit, limits.rowsPerQueryMax),
        }),
      signal,
    );
    if (isRefusal(rows)) return rows;
    return rows.flatMap(({ seq, timeMs, payload }) => {
      const { data } = durableTopics[topic].schema.safeParse(JSON.parse(payload ?? 'null'));
      return data === undefined ? [] : [{ seq, timeMs, payload: data as PayloadOf<T> }];
    });
  }

  condition(): StoreCondition {
    return {
      kind: this.#engine?.kind ?? 'memory',
      state: this.#state,
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
      appliedSeq: this.#applied.seq,
      rebuilds: this.#rebuilds,
    };
  }

  async rebuild(signal: AbortSignal): Promise<Refusal | undefined> {
    this.#suspect(new Damaged('it was asked to be built anew'));
    const answer = await this.#ask(() => Promise.resolve('there'), signal);
    return isRefusal(answer) ? answer : undefined;
  }

  neededFrom(throughSeq: number): Promise<number> {
    return this.#bases.neededFrom(throughSeq);
  }

  async dump(signal: AbortSignal): Promise<string | Refusal> {
    return this.#ask(async (engine) => {
      const lines: string[] = [JSON.stringify(await engine.applied())];
      for (const { name } of tables) {
        let rows = await engine.scan(name, 0, limits.rowsPerQueryMax);
        while (rows.length > 0) {
          for (const { seq, timeMs, columns, payload } of rows)
            lines.push(JSON.stringify([name, seq, timeMs, columns, payload]));
          rows = await engine.scan(name, rows.at(-1)?.seq ?? Infinity, limits.rowsPerQueryMax);
        }
      }
      return lines.join('\n');
    }, signal);
  }

  async touch(): Promise<void> {
    try {
      for (const { name } of tables.slice(0, 1)) await this.#engine?.scan(name, 0, 1);
    } catch (thrown) {
      if (!(thrown instanceof Damaged)) throw thrown;
      this.#suspect(thrown);
    }
  }

  async probe(signal: AbortSignal): Promise<Refusal | undefined> {
    const answer = await this.#ask(async (engine) => {
      await engine.probe();
      return 'done';
    }, signal);
    return isRefusal(answer) ? answer : undefined;
  }

  activity() {
    const isBehind = this.#running !== undefined && this.#state !== 'ready';
    return { moved: this.#moved, owed: this.#fresh.count + (isBehind ? 1 : 0) };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    this.#listening.dispose();
    this.#tellWaiters();
  }

  /** Asks the engine once it holds what is durable now, and again where it turns out to be damaged. */
  async #ask<T>(work: (engine: StoreEngine) => Promise<T>, signal: AbortSignal): Promise<T | Refusal> {
    this.start();
    for (;;) {
      const { lastSeq } = await this.#options.log.catchUp();
      await this.#upTo(lastSeq, signal);
      const engine = this.#engine;
      if (this.#closing.signal.aborted || !engine) return refused('The store is closed.');
      try {
        return await work(engine);
      } catch (thrown) {
        if (!(thrown instanceof Damaged)) throw thrown;
        this.#suspect(thrown);
      }
    }
  }

  async #upTo(seq: number, signal: AbortSignal): Promise<void> {
    while (!this.#closing.signal.aborted && !this.#holds(seq)) {
      this.#bell.ring();
      let waiter: Waiter | undefined;
      const waiting = new Promise<void>((resolve) => {
        waiter = { seq, wake: resolve };
        this.#waiters.add(waiter);
      });
      try {
        await withCancel(waiting, signal);
      } finally {
        if (waiter) this.#waiters.delete(waiter);
      }
    }
  }

  #holds(seq: number): boolean {
    return this.#state === 'ready' && this.#applied.seq >= seq;
  }

  #tellWaiters(): void {
    const isOver = this.#closing.signal.aborted;
    for (const { seq, wake } of this.#waiters) if (isOver || this.#holds(seq)) wake();
  }

  /** From here on nothing is answered from what is there. */
  #suspect(thrown: Error): void {
    this.#doubt ??= thrown;
    this.#state = 'rebuilding';
    this.#bell.ring();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#step(signal);
      } catch (thrown) {
        if (!isCancelled(thrown)) await this.#recover(thrown, signal);
      }
    }
    await this.#letGo();
  }

  async #step(signal: AbortSignal): Promise<void> {
    if (this.#doubt) {
      const doubt = this.#doubt;
      this.#doubt = undefined;
      throw doubt;
    }
    const engine = await this.#opened();
    await this.#catchUp(engine, signal);
    this.#becomeReady();
    await this.#bases.keep(engine, this.#applied);
    await linger(this.#bell, limits.checkMs, this.#options.clock, signal);
    await engine.check();
  }

  #becomeReady(): void {
    if (this.#doubt) return;
    this.#state = 'ready';
    const repair = this.#repair;
    this.#repair = undefined;
    this.#tellWaiters();
    if (!repair) return;
    const ms = this.#options.clock.monotonic() - repair.startedMs;
    this.#options.onEvent?.({ kind: 'rebuilt', id: repair.id, records: this.#applied.seq, ms });
  }

  async #opened(): Promise<StoreEngine> {
    const { host, clock } = this.#options;
    const isDue = clock.monotonic() - this.#triedMs >= limits.reopenMs;
    const mayTry = host && this.#databaseIs === 'wanted' && isDue;
    if (this.#engine && (this.#engine.kind === 'database' || !mayTry)) return this.#engine;
    if (!mayTry) return this.#use(createMemoryEngine(tables));
    this.#triedMs = clock.monotonic();
    const opened = await host.open();
    if (!isRefusal(opened)) {
      this.#trouble = undefined;
      return this.#use(opened);
    }
    this.#trouble = `${opened.message} What the log says is kept in memory.`;
    if (!opened.passing) this.#databaseIs = 'given up';
    return this.#engine ?? this.#use(createMemoryEngine(tables));
  }

  async #use(engine: StoreEngine): Promise<StoreEngine> {
    await this.#letGo();
    this.#engine = engine;
    this.#fresh.distrust();
    this.#applied = await engine.applied();
    this.#bases.spare();
    if (this.#applied.seq === 0)
      this.#applied = await this.#bases.fill(engine, (rows) => void (this.#moved += rows));
    return engine;
  }

  async #catchUp(engine: StoreEngine, signal: AbortSignal): Promise<void> {
    const fresh = this.#fresh.takeBehind(this.#applied.seq, this.#applied.hash);
    if (fresh === 'read the log') {
      this.#applied = await applyLog(
        this.#applied,
        engine,
        this.#options.log,
        (at, records) => this.#reach(at, records),
        signal,
      );
      this.#trouble = engine.kind === 'database' ? undefined : this.#trouble;
      return;
    }
    if (fresh.length > 0) this.#reach(await applyEntries(fresh, this.#applied, engine), fresh.length);
  }

  #reach(applied: Applied, records: number): void {
    this.#applied = applied;
    this.#moved += records;
  }

  async #recover(thrown: unknown, signal: AbortSignal): Promise<void> {
    const { note, clock } = this.#options;
    if (thrown instanceof Damaged || thrown instanceof Discontinued) {
      await this.#beginAnew(thrown);
      return;
    }
    if (thrown instanceof LogDamaged) {
      // What is certain is there and answers; there is nothing more to read.
      this.#trouble = thrown.message;
      this.#becomeReady();
    } else {
      this.#trouble = `The store is held up: ${reasonOf(thrown)}.`;
      note(this.#trouble);
      if (this.#engine?.kind === 'database') await this.#letGo();
      this.#triedMs = clock.monotonic();
    }
    this.#fresh.distrust();
    await clock.sleep(limits.retryMs, signal).catch(() => undefined);
  }

  /** What is there is thrown away, and the log read again. */
  async #beginAnew(why: Error): Promise<void> {
    const { host, clock, onEvent, note } = this.#options;
    this.#state = 'rebuilding';
    this.#rebuilds += 1;
    const nowMs = clock.monotonic();
    if (!this.#repair) {
      this.#repair = { id: `store-${clock.now()}-${this.#rebuilds}`, startedMs: nowMs };
      note(`The database is built anew: ${messageOf(why)}`);
      onEvent?.({ kind: 'damaged', id: this.#repair.id, reason: messageOf(why) });
    }
    this.#bases.judge(why);
    await this.#letGo();
    this.#repairsMs.push(nowMs);
    while ((this.#repairsMs[0] ?? nowMs) < nowMs - limits.rebuildWindowMs) this.#repairsMs.shift();
    if (this.#repairsMs.length > limits.rebuildsMax) {
      this.#databaseIs = 'given up';
      this.#trouble = 'The database is damaged again and again. What the log says is kept in memory.';
      return;
    }
    try {
      await host?.discard();
      this.#triedMs = -Infinity;
    } catch (thrown) {
      this.#triedMs = nowMs;
      this.#trouble = `The damaged database cannot be removed: ${reasonOf(thrown)}. What the log says is kept in memory.`;
    }
  }

  async #letGo(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    this.#applied = nothingApplied;
    try {
      await engine?.close();
    } catch (thrown) {
      // It was damaged: whatever its end would have written is built anew.
      this.#options.note(messageOf(thrown));
    }
  }
}
