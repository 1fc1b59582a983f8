import {
  Emitter,
  isCancelled,
  refusedForNow,
  throwIfCancelled,
  withCancel,
  type Clock,
  type Disposable,
  type Refusal,
} from '../../base/index.ts';
import type { WorkerPool } from '../../core/kernel/index.ts';
import type { AnalysisLimits } from './limits.ts';
import type { Link, RequestOptions } from './link.ts';
import type { ProcessEvent } from './process-events.ts';
import { Supervised } from './supervised.ts';
import type { SemanticMethods, ToProcess } from './wire.ts';

export interface SemanticPoolPorts {
  readonly clock: Clock;
  readonly limits: AnalysisLimits;
  /** Starts the process of one project. */
  start(project: string): Link;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
  readonly onEvent: (event: ProcessEvent) => void;
}

interface Member extends Disposable {
  readonly project: string;
  readonly supervised: Supervised;
  /** Requests that run or wait. */
  depth: number;
  /** Settles when the last request so far is done. */
  tail: Promise<void>;
  usedAtMs: number;
  idle: AbortController;
}

/** The semantic processes: one per project, few at once, each with one request at a time, unloaded when idle. */
export class SemanticPool implements Disposable, WorkerPool {
  readonly #ports: SemanticPoolPorts;
  readonly #members = new Map<string, Member>();
  readonly #freed = new Emitter<void>();
  #size: number;

  constructor(ports: SemanticPoolPorts) {
    this.#ports = ports;
    this.#size = ports.limits.semanticProcessesMax;
  }

  get sizeMax(): number {
    return this.#ports.limits.semanticProcessesMax;
  }

  /** How many may be alive now. */
  size(): number {
    return this.#size;
  }

  /** Those that are too many go as soon as they have nothing to do. */
  async scale(size: number, signal: AbortSignal): Promise<number> {
    this.#size = size;
    this.#freed.fire();
    while (this.#members.size > this.#size) {
      const oldest = this.#oldestIdle();
      if (oldest) oldest.dispose();
      else await withCancel(this.#oneFreed(), signal);
    }
    return this.#size;
  }

  /** Throws `Cancelled`; everything else that goes wrong is a refusal. */
  async request<Name extends keyof SemanticMethods>(
    project: string,
    method: Name,
    params: SemanticMethods[Name]['params'],
    signal: AbortSignal,
    options: RequestOptions,
  ): Promise<SemanticMethods[Name]['answer'] | Refusal> {
    const member = await this.#taken(project, signal);
    let done: () => void = () => undefined;
    try {
      if (member.depth > this.#ports.limits.queueDepthMax)
        return refusedForNow(
          'Too many requests wait for the analysis already; try again when some are done.',
        );
      const before = member.tail;
      const turn = new Promise<void>((resolve) => {
        done = resolve;
      });
      member.tail = before.then(() => turn);
      await withCancel(before, signal);
      return await member.supervised.request(method, params, signal, options);
    } finally {
      done();
      member.depth -= 1;
      member.usedAtMs = this.#ports.clock.monotonic();
      this.#rest(member);
    }
  }

  notify(message: Exclude<ToProcess, { kind: 'request' }>): void {
    for (const { supervised } of this.#members.values()) supervised.link?.notify(message);
  }

  /** Whether the process of a project is there, with what it has read. */
  isLoaded(project: string): boolean {
    return this.#members.get(project)?.supervised.link !== undefined;
  }

  links(): readonly { readonly project: string; readonly link: Link }[] {
    return [...this.#members.values()].flatMap(({ project, supervised }) =>
      supervised.link ? [{ project, link: supervised.link }] : [],
    );
  }

  dispose(): void {
    for (const member of [...this.#members.values()]) member.dispose();
  }

  /** The member of a project, counted as in use from the moment it is found: nobody else may unload it in between. */
  async #taken(project: string, signal: AbortSignal): Promise<Member> {
    for (;;) {
      throwIfCancelled(signal);
      const known = this.#members.get(project);
      const room = this.#members.size < this.#size;
      if (known || room) {
        const member = known ?? this.#add(project);
        member.depth += 1;
        member.idle.abort();
        return member;
      }
      const oldest = this.#oldestIdle();
      if (oldest) oldest.dispose();
      else await withCancel(this.#oneFreed(), signal);
    }
  }

  #oldestIdle(): Member | undefined {
    return [...this.#members.values()]
      .filter(({ depth }) => depth === 0)
      .sort((a, b) => a.usedAtMs - b.usedAtMs)[0];
  }

  #oneFreed(): Promise<void> {
    return new Promise((resolve) => {
      const listening = this.#freed.event(() => {
        listening.dispose();
        resolve();
      });
    });
  }

  #add(project: string): Member {
    const { clock, limits, log, onEvent } = this.#ports;
    const supervised = new Supervised({
      name: project === '' ? 'files without a tsconfig.json' : project,
      clock,
      limits,
      start: () => this.#ports.start(project),
      log,
      onEvent,
    });
    const member: Member = {
      project,
      supervised,
      depth: 0,
      tail: Promise.resolve(),
      usedAtMs: clock.monotonic(),
      idle: new AbortController(),
      dispose: () => {
        member.idle.abort();
        this.#members.delete(project);
        supervised.dispose();
      },
    };
    this.#members.set(project, member);
    return member;
  }

  #rest(member: Member): void {
    if (member.depth > 0) return;
    this.#freed.fire();
    if (!this.#members.has(member.project) || member.depth > 0) return;
    const idle = new AbortController();
    member.idle = idle;
    const { clock, limits, log } = this.#ports;
    clock.sleep(limits.semanticIdleMs, idle.signal).then(
      () => {
        log(
          'info',
          `The analysis of ${member.project || 'files without a tsconfig.json'} was unloaded: nothing to do.`,
        );
        member.dispose();
      },
      (thrown: unknown) => {
        if (!isCancelled(thrown)) throw thrown;
      },
    );
  }
}
