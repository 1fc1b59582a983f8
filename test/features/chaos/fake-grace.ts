import { join } from 'node:path';
import { refused, type Refusal } from '../../../server/src/base/index.ts';
import type { DiskPort } from '../../../server/src/core/ports/index.ts';
import type {
  KernelLook,
  Levers,
  Look,
  ProcessLook,
  RecordLook,
  Subject,
  Verified,
} from '../../../server/src/features/chaos/index.ts';
import type { ChaosCardId } from '../../../server/src/protocol/index.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import { FakeLog, recordOf } from './fake-log.ts';

/** What can be wrong with a Grace, and what a test takes away from it. */
export interface Sabotage {
  /** Its monitors see nothing. */
  readonly isBlind?: boolean;
  /** They are late. */
  readonly noticesAfterMs?: number;
  /** They raise something while nothing is wrong. */
  readonly criesWolf?: boolean;
  /** What it does about it; `nothing` heals nothing. */
  readonly does?: 'the right thing' | 'another thing' | 'nothing';
  /** It heals, and is unwell again soon. */
  readonly relapses?: boolean;
  readonly healsAfterMs?: number;
  /** An acknowledged record is gone afterwards, or what is damaged is made worse. */
  readonly loses?: boolean;
  /** It takes records although its log is damaged. */
  readonly writesOn?: boolean;
  /** What is recorded afterwards is not kept. */
  readonly forgets?: boolean;
  readonly logIsBroken?: boolean;
  readonly contradicts?: boolean;
  /** The fault bounces off. */
  readonly isImmune?: boolean;
  readonly neverStarts?: boolean;
}

interface Affliction {
  isThere(): Promise<boolean>;
  heal(): Promise<void>;
  raises(): Told;
  recovers(): Told;
}

/** What is told: a record, or a kernel that was started again. */
interface Told {
  readonly topic?: string;
  readonly payload?: unknown;
  readonly restarts?: string;
}

const goodDatabase = Buffer.from(`SQLite format 3\0${'rows '.repeat(200)}`);
const noticesAfterMs = 300;
const healsAfterMs = 600;

/** A Grace as a script: what is done to it is noticed and healed as its abilities say. */
export class FakeGrace implements Subject {
  readonly levers: Levers;
  readonly #clock: VirtualClock;
  readonly #disk: DiskPort;
  readonly #sabotage: Sabotage;
  readonly #afflictions: Readonly<Partial<Record<ChaosCardId, Affliction>>>;
  readonly #stateFolder: string;
  readonly #log: FakeLog;
  #damagedAt: number | undefined;
  #safeMode: string | undefined;
  #nextPid = 20;
  #records: RecordLook[] = [];
  #shown = 0;
  #restarts = 0;
  #processes: ProcessLook[] = [
    { pid: 10, role: 'server', state: 'running' },
    { pid: 11, role: 'syntax', state: 'running' },
    { pid: 12, role: 'semantic', state: 'running' },
  ];
  #harmedAtMs: number | undefined;
  #lastSeqBefore = 0;
  #told: 'nothing' | 'raised' | 'healed' = 'nothing';
  #healedAtMs = 0;
  #closed = false;

  constructor(folder: string, clock: VirtualClock, disk: DiskPort, sabotage: Sabotage) {
    this.#clock = clock;
    this.#disk = disk;
    this.#sabotage = sabotage;
    this.#stateFolder = join(folder, 'state');
    this.#log = new FakeLog(join(this.#stateFolder, 'log'), disk);
    for (let seq = 1; seq <= 5; seq += 1) this.#append('proof.verdict', { seq });
    this.#afflictions = this.#allAfflictions();
    this.levers = {
      stateFolder: this.#stateFolder,
      disk: sabotage.isImmune ? unwritable(disk) : disk,
      processes: () => Promise.resolve(this.#processes),
      signal: (pid, name) => {
        if (sabotage.isImmune) return;
        this.#processes =
          name === 'SIGKILL'
            ? this.#processes.filter((each) => each.pid !== pid)
            : this.#processes.map((each) => (each.pid === pid ? { ...each, state: 'stopped' } : each));
      },
      ask: (role) => this.#asked(role),
      burn: () => undefined,
      records: () => this.records(),
      now: () => clock.monotonic(),
      pause: (ms, signal) => clock.sleep(ms, signal),
      stop: () => Promise.resolve(),
      start: () => this.#startAnew(),
    };
  }

  async begin(): Promise<void> {
    await this.#log.write(this.#records);
    await this.#disk.makeFolder(join(this.#stateFolder, 'store'));
    await this.#disk.write(join(this.#stateFolder, 'store', 'store.db'), goodDatabase);
  }

  async look(): Promise<Look> {
    await this.#live();
    const records = this.#records.slice(this.#shown);
    this.#shown = this.#records.length;
    const { neverStarts, relapses } = this.#sabotage;
    const hasRelapsed = relapses === true && this.#told === 'healed' && this.#sinceHealedMs() > 400;
    const isUp = neverStarts !== true && !this.#closed && !hasRelapsed;
    return {
      ...{ atMs: this.#clock.monotonic(), records, said: [] },
      health: {
        ...{ live: true, failed: [], kernels: this.#kernels(hasRelapsed ? 'degraded' : 'ready') },
        ...(this.#safeMode === undefined ? {} : { safeMode: this.#safeMode }),
      },
      ...(isUp ? { offers: 'the same', points: 'none' } : {}),
    };
  }

  write(): Promise<number | Refusal> {
    if (this.#sabotage.forgets === true && this.#told === 'healed')
      return Promise.resolve(refused('The log takes nothing.'));
    if (this.#safeMode !== undefined && this.#sabotage.writesOn !== true)
      return Promise.resolve(refused(this.#safeMode));
    return Promise.resolve(this.#append('tools.denied', {}));
  }

  records(): Promise<readonly RecordLook[]> {
    const isLost = this.#sabotage.loses === true && this.#told === 'healed';
    const readable = this.#records.filter(({ seq }) => seq < (this.#damagedAt ?? Infinity));
    return Promise.resolve(isLost ? readable.filter(({ seq }) => seq !== 3) : readable);
  }

  verify(): Promise<Verified> {
    return Promise.resolve(
      this.#sabotage.logIsBroken === true
        ? { isWhole: false, message: 'It is no log at all.' }
        : this.#damagedAt !== undefined
          ? { isWhole: false, message: damageSentence(this.#damagedAt) }
          : { isWhole: true, message: 'The log is whole.' },
    );
  }

  contradiction(): Promise<string | undefined> {
    return Promise.resolve(
      this.#sabotage.contradicts === true ? 'The database does not say what the log says.' : undefined,
    );
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  /** Monitors and recoveries, as far as they were left to it. */
  async #live(): Promise<void> {
    const nowMs = this.#clock.monotonic();
    if (this.#sabotage.criesWolf === true && nowMs > 1_500 && this.#told === 'nothing') {
      this.#told = 'raised';
      this.#tell(incident('store'));
    }
    const affliction = await this.#current();
    if (!affliction) return;
    if (this.#harmedAtMs === undefined) this.#lastSeqBefore = this.#records.length;
    this.#harmedAtMs ??= nowMs;
    const sinceMs = nowMs - this.#harmedAtMs;
    const { isBlind, does = 'the right thing' } = this.#sabotage;
    if (
      this.#told === 'nothing' &&
      isBlind !== true &&
      sinceMs >= (this.#sabotage.noticesAfterMs ?? noticesAfterMs)
    ) {
      this.#tell(affliction.raises());
      this.#told = 'raised';
    }
    if (does === 'nothing' || sinceMs < (this.#sabotage.healsAfterMs ?? healsAfterMs)) return;
    this.#tell(does === 'the right thing' ? affliction.recovers() : { restarts: 'telemetry' });
    await affliction.heal();
    this.#told = 'healed';
    this.#healedAtMs = nowMs;
    this.#harmedAtMs = undefined;
  }

  async #current(): Promise<Affliction | undefined> {
    for (const affliction of Object.values(this.#afflictions))
      if (await affliction.isThere()) return affliction;
    return undefined;
  }

  #sinceHealedMs(): number {
    return this.#clock.monotonic() - this.#healedAtMs;
  }

  #kernels(state: string): readonly KernelLook[] {
    return [
      { id: 'store', state, restarts: 0 },
      { id: 'telemetry', state: 'ready', restarts: this.#restarts },
    ];
  }

  #tell({ topic, payload, restarts }: Told): void {
    if (topic !== undefined) this.#append(topic, payload);
    if (restarts !== undefined) this.#restarts += 1;
  }

  #append(topic: string, payload: unknown): number {
    const seq = this.#records.length + 1;
    this.#records.push(recordOf(seq, topic, payload));
    return seq;
  }

  /** Answered by a process of the kind, as soon as there is one that runs. */
  async #asked(role: ProcessLook['role']): Promise<string> {
    const never = new AbortController().signal;
    while (!this.#processes.some((each) => each.role === role && each.state === 'running')) {
      if (this.#closed) throw new Error('It ended.');
      await this.#clock.sleep(10, never);
    }
    return 'the usual answer';
  }

  /** Without the folder of its log, it begins a new one. */
  async #startAnew(): Promise<void> {
    if (!(await this.#log.isGone())) return;
    this.#damagedAt = undefined;
    this.#safeMode = undefined;
    this.#records = [recordOf(1, 'boot.live', {})];
    this.#shown = 0;
    await this.#log.write(this.#records);
  }

  async #holdStill(damagedAt: number): Promise<void> {
    this.#damagedAt = damagedAt;
    const { isBlind, does = 'the right thing', loses } = this.#sabotage;
    const what = isBlind === true ? 'Something is wrong.' : damageSentence(damagedAt);
    if (does === 'the right thing')
      this.#safeMode = `Grace changes nothing here: immutable_log does not run. ${what}`;
    if (loses === true) await this.#log.makeWorse();
  }

  #allAfflictions(): Readonly<Record<ChaosCardId, Affliction>> {
    const database = join(this.#stateFolder, 'store', 'store.db');
    const isLost = (each: ProcessLook['role']) => !this.#processes.some(({ role }) => role === each);
    const roles = ['syntax', 'semantic'] as const;
    return {
      kernel_kill: {
        isThere: () => Promise.resolve(roles.some(isLost)),
        heal: () => this.#startProcesses(roles.filter(isLost)),
        raises: () => incident('analysis', 'kernel_exit'),
        recovers: () => healed,
      },
      heartbeat_stall: {
        isThere: () => Promise.resolve(this.#stopped().length > 0),
        heal: () => this.#startProcesses(this.#stopped()),
        raises: () => incident('analysis', 'heartbeat_stall'),
        recovers: () => healed,
      },
      log_corruption: {
        isThere: async () => this.#damagedAt === undefined && (await this.#log.isHarmed()),
        heal: async () => {
          const damagedAt = await this.#log.damagedAt(this.#lastSeqBefore);
          if (damagedAt === undefined) await this.#log.mend();
          else await this.#holdStill(damagedAt);
        },
        raises: () => incident('immutable_log'),
        recovers: () => healed,
      },
      store_loss: {
        isThere: async () => (await this.#disk.read(database))?.equals(goodDatabase) !== true,
        heal: () => this.#disk.write(database, goodDatabase),
        raises: () => incident('store'),
        recovers: () => healed,
      },
    };
  }

  #stopped(): readonly ProcessLook['role'][] {
    return this.#processes.filter(({ state }) => state === 'stopped').map(({ role }) => role);
  }

  #startProcesses(roles: readonly ProcessLook['role'][]): Promise<void> {
    const others = this.#processes.filter(({ role }) => !roles.includes(role));
    const fresh = roles.map((role) => ({ pid: (this.#nextPid += 1), role, state: 'running' }) as const);
    this.#processes = [...others, ...fresh];
    return Promise.resolve();
  }
}

function damageSentence(seq: number): string {
  return `The log in /log is damaged at record ${seq}: it is not what it was.`;
}

function incident(source: string, trigger = 'integrity_violation'): Told {
  return {
    topic: 'incident.opened',
    payload: { id: 'i1', trigger, title: 'It is damaged', source, detail: 'Look.' },
  };
}

const healed: Told = {
  topic: 'incident.closed',
  payload: { id: 'i1', outcome: 'healed', detail: 'It is as it was.', ms: 3 },
};

const writes: ReadonlySet<keyof DiskPort> = new Set<keyof DiskPort>([
  ...(['write', 'writeAt', 'truncate', 'remove', 'removeTree', 'rename'] as const),
]);

/** A disk on which nothing that is done to it has an effect. */
function unwritable(disk: DiskPort): DiskPort {
  return new Proxy(disk, {
    get(target, name: keyof DiskPort) {
      return writes.has(name) ? () => Promise.resolve() : target[name].bind(target);
    },
  });
}
