import { Cancelled, Emitter, type Clock, type Disposable, type Listen } from '../../base/index.ts';
import type { ChildProcess } from '../../core/ports/index.ts';
import type { AnalysisLimits } from './limits.ts';
import { watchChild, type ChildWatch } from './watch-child.ts';
import { isFromProcess, type FromProcess, type Methods, type ToProcess } from './wire.ts';

/** Why a process is no more. */
export type Departure = 'exited' | 'hung' | 'memory' | 'disposed';

/** The process that had the request is gone; nothing was answered. */
export class ProcessGone extends Error {
  override readonly name = 'ProcessGone';
  readonly departure: Departure;
  constructor(departure: Departure) {
    super(`The analysis process is gone (${departure}).`);
    this.departure = departure;
  }
}

/** The process answered that it failed, or took longer than it may. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly code: 'bug' | 'timed_out';
  constructor(code: 'bug' | 'timed_out', message: string) {
    super(message);
    this.code = code;
  }
}

export interface LinkPorts {
  readonly child: ChildProcess;
  readonly clock: Clock;
  readonly limits: AnalysisLimits;
  readonly memoryBytesMax: number;
  readonly flags: CancelFlags;
  /** It gives no sign of life for so long, and is killed. */
  readonly onHung: (silenceMs: number) => void;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
}

/** Files whose existence cancels a request: seen from inside a check, which no message gets into. */
export interface CancelFlags {
  path(): string;
  raise(path: string): void;
  lower(path: string): void;
}

export interface RequestOptions {
  readonly deadlineMs: number;
  readonly onProgress?: (message: string) => void;
}

interface Pending {
  readonly flag: string;
  readonly onProgress: ((message: string) => void) | undefined;
  resolve(value: unknown): void;
  reject(thrown: Error): void;
}

/**
 * The parent's end of one analysis process. It is watched while it works: one that hangs or grows past its ceiling is
 * killed, and everything it owed is rejected with `ProcessGone`.
 */
export class Link implements Disposable {
  readonly #ports: LinkPorts;
  readonly #pending = new Map<number, Pending>();
  readonly #gone = new Emitter<Departure>();
  readonly #end = new AbortController();
  #departure: Departure | undefined;
  #nextId = 1;
  readonly #watch: ChildWatch;
  residentBytes: number | undefined;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    const { child, clock, limits } = ports;
    this.#watch = watchChild({
      ...{ child, clock, limits, signal: this.#end.signal },
      isBusy: () => this.busy,
      onHung: (silenceMs) => {
        ports.onHung(silenceMs);
        this.#depart('hung');
      },
      onResidentBytes: (bytes) => this.#weigh(bytes),
    });
    child.onMessage((message) => {
      if (isFromProcess(message)) this.#receive(message);
    });
    child.onExit(() => this.#depart(this.#ranFull() ? 'memory' : 'exited'));
    child.onStderr((text) => ports.log('warn', `analysis process: ${text.trimEnd()}`));
  }

  get pid(): number {
    return this.#ports.child.pid;
  }

  get busy(): boolean {
    return this.#pending.size > 0;
  }

  get alive(): boolean {
    return this.#departure === undefined;
  }

  readonly onGone: Listen<Departure> = (listener) => this.#gone.event(listener);

  notify(message: Exclude<ToProcess, { kind: 'request' }>): void {
    if (this.alive) this.#ports.child.send(message);
  }

  /** Throws `Cancelled`, `ProcessGone` or `RequestFailed`. */
  async request<Name extends keyof Methods>(
    method: Name,
    params: Methods[Name]['params'],
    signal: AbortSignal,
    options: RequestOptions,
  ): Promise<Methods[Name]['answer']> {
    if (signal.aborted) throw new Cancelled();
    if (this.#departure) throw new ProcessGone(this.#departure);
    const { child, flags } = this.#ports;
    const id = this.#nextId++;
    const flag = flags.path();
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { flag, onProgress: options.onProgress, resolve, reject });
    });
    child.send({ kind: 'request', id, method, params, flag } satisfies ToProcess);
    this.#watch.begin();
    // The map of methods says what each is answered with.
    return (await this.#withinLimits(id, answered, signal, options.deadlineMs)) as Methods[Name]['answer'];
  }

  dispose(): void {
    this.#depart('disposed');
  }

  kill(departure: Departure): void {
    this.#depart(departure);
  }

  async #withinLimits(
    id: number,
    answered: Promise<unknown>,
    signal: AbortSignal,
    deadlineMs: number,
  ): Promise<unknown> {
    const settled = new AbortController();
    const onAbort = () => this.#cancel(id, new Cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    this.#ports.clock.sleep(deadlineMs, settled.signal).then(
      () => this.#cancel(id, new RequestFailed('timed_out', timedOut(deadlineMs))),
      () => undefined,
    );
    try {
      return await answered;
    } finally {
      settled.abort();
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Answers the caller at once, and sees to it that the process stops working on it, by force if need be. */
  #cancel(id: number, thrown: Error): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    const { flags, clock, limits, child } = this.#ports;
    flags.raise(pending.flag);
    child.send({ kind: 'cancel', id } satisfies ToProcess);
    pending.reject(thrown);
    clock.sleep(limits.cancelGraceMs, this.#end.signal).then(
      () => {
        if (this.#pending.has(id)) this.#depart('hung');
      },
      () => undefined,
    );
  }

  #receive(message: FromProcess): void {
    this.#watch.heard();
    switch (message.kind) {
      case 'beat':
        this.#weigh(message.residentBytes);
        return;
      case 'log':
        this.#ports.log(message.level, message.message);
        return;
      case 'progress':
        this.#pending.get(message.id)?.onProgress?.(message.message);
        return;
      case 'reply':
        this.#take(message.id)?.resolve(message.value);
        return;
      case 'failed':
        this.#take(message.id)?.reject(
          message.code === 'cancelled' ? new Cancelled() : new RequestFailed('bug', message.message),
        );
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    this.#ports.flags.lower(pending.flag);
    return pending;
  }

  #weigh(bytes: number): void {
    this.residentBytes = bytes;
    if (bytes > this.#ports.memoryBytesMax) this.#depart('memory');
  }

  /** The engine ends a process that cannot get more memory, just before we would. */
  #ranFull(): boolean {
    return (this.residentBytes ?? 0) > fullShare * this.#ports.memoryBytesMax;
  }

  #depart(departure: Departure): void {
    if (this.#departure) return;
    this.#departure = departure;
    this.#end.abort();
    this.#ports.child.kill();
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(new ProcessGone(departure));
    this.#gone.fire(departure);
  }
}

const fullShare = 0.85;

function timedOut(deadlineMs: number): string {
  return `It took longer than the ${Math.round(deadlineMs / 1000)} s it may take.`;
}
