import { createHash } from 'node:crypto';
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
  /** An acknowledged record is gone afterwards. */
  readonly loses?: boolean;
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
  readonly raises: Told;
  readonly recovers: Told;
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
  #records: RecordLook[] = [];
  #shown = 0;
  #restarts = 0;
  #processes: ProcessLook[] = [
    { pid: 10, role: 'server', state: 'running' },
    { pid: 11, role: 'analysis', state: 'running' },
  ];
  #harmedAtMs: number | undefined;
  #told: 'nothing' | 'raised' | 'healed' = 'nothing';
  #healedAtMs = 0;
  #closed = false;

  constructor(folder: string, clock: VirtualClock, disk: DiskPort, sabotage: Sabotage) {
    this.#clock = clock;
    this.#disk = disk;
    this.#sabotage = sabotage;
    this.#stateFolder = join(folder, 'state');
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
      stop: () => Promise.resolve(),
      start: () => Promise.resolve(),
    };
  }

  async begin(): Promise<void> {
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
      kernels: this.#kernels(hasRelapsed ? 'degraded' : 'ready'),
      ...(isUp ? { answers: 'the same' } : {}),
    };
  }

  write(): Promise<number | Refusal> {
    if (this.#sabotage.forgets === true && this.#told === 'healed')
      return Promise.resolve(refused('The log takes nothing.'));
    return Promise.resolve(this.#append('tools.denied', {}));
  }

  records(): Promise<readonly RecordLook[]> {
    const isLost = this.#sabotage.loses === true && this.#told === 'healed';
    return Promise.resolve(isLost ? this.#records.filter(({ seq }) => seq !== 3) : [...this.#records]);
  }

  verify(): Promise<Verified> {
    return Promise.resolve(
      this.#sabotage.logIsBroken === true
        ? { isWhole: false, message: 'Record 4 is damaged.' }
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
    this.#harmedAtMs ??= nowMs;
    const sinceMs = nowMs - this.#harmedAtMs;
    const { isBlind, does = 'the right thing' } = this.#sabotage;
    if (
      this.#told === 'nothing' &&
      isBlind !== true &&
      sinceMs >= (this.#sabotage.noticesAfterMs ?? noticesAfterMs)
    ) {
      this.#tell(affliction.raises);
      this.#told = 'raised';
    }
    if (does === 'nothing' || sinceMs < (this.#sabotage.healsAfterMs ?? healsAfterMs)) return;
    this.#tell(does === 'the right thing' ? affliction.recovers : { restarts: 'telemetry' });
    await affliction.heal();
    this.#told = 'healed';
    this.#healedAtMs = nowMs;
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
    const hash = createHash('sha256').update(`${seq} ${topic}`).digest('hex');
    this.#records.push({ seq, hash, topic, payload });
    return seq;
  }

  #allAfflictions() {
    const database = join(this.#stateFolder, 'store', 'store.db');
    return {
      store_loss: {
        isThere: async () => (await this.#disk.read(database))?.equals(goodDatabase) !== true,
        heal: () => this.#disk.write(database, goodDatabase),
        raises: incident('store'),
        recovers: healed,
      },
    };
  }
}

function incident(source: string): Told {
  return {
    topic: 'incident.opened',
    payload: { id: 'i1', trigger: 'integrity_violation', title: 'It is damaged', source, detail: 'Look.' },
  };
}

const healed: Told = {
  topic: 'incident.closed',
  payload: { id: 'i1', outcome: 'healed', detail: 'It is as it was.', ms: 3 },
};

/** A disk on which nothing that is done to it has an effect. */
function unwritable(disk: DiskPort): DiskPort {
  const nothing = () => Promise.resolve();
  return {
    ...{
      ...disk,
      read: (path) => disk.read(path),
      stat: (path) => disk.stat(path),
      readRange: (path, at, length) => disk.readRange(path, at, length),
    },
    ...{ write: nothing, remove: nothing, truncate: nothing, writeAt: nothing, rename: nothing },
  };
}
