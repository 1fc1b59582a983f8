import { isRefusal, refused, type Refusal } from '../../../server/src/base/index.ts';
import {
  actions,
  openEngine,
  type ActionPorts,
  type Engine,
  type EnginePorts,
  type HealingRecord,
  type Incident,
  type World,
} from '../../../server/src/features/healing/index.ts';
import { readPlaybooks } from '../../../server/src/features/healing/playbooks/read-playbooks.ts';
import type { PlaybookOrigin } from '../../../server/src/features/healing/playbooks/playbook.ts';
import {
  lineOf,
  type DurableTopic,
  type KernelId,
  type KernelState,
  type Level,
  type PayloadOf,
} from '../../../server/src/protocol/index.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const never = new AbortController().signal;

/** A Grace that is nothing but state, and an engine that repairs it on a clock of its own. */
export class HealingWorld {
  readonly clock = new VirtualClock();
  /** What would be on the disk. */
  readonly log: HealingRecord[] = [];
  /** Everything that was really done, in order. */
  readonly deeds: string[] = [];
  level = 0;
  workers = 2;
  readonly stopped = new Set<KernelId>();
  files = new Map<string, string>();
  automatic: Level<'automatic'> = 'nothing';
  forbidden = new Set<string>();
  world: World = { trusted: true, mid_merge: false, typing: false, safe_mode: false, recording: true };
  /** Whether the symptom is there. */
  symptom: (incident: Incident) => boolean = () => true;
  /** Comes between the engine and the disk. */
  beforeRecord: (topic: string) => Promise<Refusal | undefined> = () => Promise.resolve(undefined);
  afterRecord: (topic: string) => Promise<void> = () => Promise.resolve();
  /** Comes before a deed: what it throws, the action throws. */
  beforeDeed: (deed: string, signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  helped = new Map<string, number>();
  #ids = 0;

  readonly #playbooks: string;
  readonly #origin: PlaybookOrigin;

  constructor(playbooks: string, origin: PlaybookOrigin = 'bundled') {
    this.#playbooks = playbooks;
    this.#origin = origin;
  }

  open(signal: AbortSignal = never): Promise<Engine> {
    return openEngine(this.#ports(), signal);
  }

  /** The incident, with its record in the log. */
  raise(incident: Partial<Incident> = {}): Incident {
    const raised: Incident = {
      ...{ id: 'i1', trigger: 'kernel_exit', title: 'It ended', facts: {} },
      ...incident,
    };
    const { id, trigger, title, facts } = raised;
    const payload = { id, trigger, title, source: facts.source ?? 'analysis', detail: '', facts };
    this.log.push({ topic: 'incident.opened', timeMs: this.clock.now(), payload });
    return { ...raised, facts: { source: payload.source, kernel: 'analysis', ...facts } };
  }

  /** Lets time pass until it is there. */
  async finish<T>(work: Promise<T>, msMax = 3_600_000): Promise<T> {
    const waiting = new Set([work]);
    const over = () => waiting.clear();
    work.then(over, over);
    for (let ms = 0; waiting.size > 0; ms += 250) {
      if (ms > msMax) throw new Error('It does not come to an end.');
      await this.clock.advance(250);
    }
    return work;
  }

  async heal(incident = this.raise()) {
    return this.finish((await this.open()).heal(incident, never));
  }

  /** What the log says, as a person reads it. */
  story(): readonly string[] {
    return this.log.map(({ topic, payload }) => `${topic}  ${lineOf(topic, payload)}`);
  }

  payloads<T extends DurableTopic>(topic: T): readonly PayloadOf<T>[] {
    return this.log.filter((record) => record.topic === topic).map(({ payload }) => payload as PayloadOf<T>);
  }

  #ports(): EnginePorts {
    const read = readPlaybooks(this.#playbooks, 'test.yaml', this.#origin);
    if (!('playbooks' in read)) throw new Error(JSON.stringify(read));
    return {
      actions,
      clock: this.clock,
      newId: () => `p${(this.#ids += 1)}`,
      playbooks: () => Promise.resolve(read.playbooks),
      means: this.means(),
      world: () => Promise.resolve(this.world),
      observe: (incident) => Promise.resolve(this.symptom(incident) ? 'there' : 'gone'),
      rules: {
        automatic: () => this.automatic,
        whyNotAction: (id) => (this.forbidden.has(id) ? refused(`\`${id}\` is not used here.`) : undefined),
        whyNotWritten: (path) => (this.forbidden.has(path) ? refused(`${path} is protected.`) : undefined),
      },
      record: async (topic, payload) => {
        const refusal = await this.beforeRecord(topic);
        if (isRefusal(refusal)) return refusal;
        this.log.push({ topic, timeMs: this.clock.now(), payload: structuredClone(payload) });
        await this.afterRecord(topic);
        return undefined;
      },
      history: (see) => {
        for (const record of this.log) see(record);
        return Promise.resolve();
      },
      remedies: {
        recordOf: () => Promise.resolve(this.helped),
        begin: (_signature, { id }) => {
          this.deeds.push(`try ${id}`);
          return Promise.resolve(7);
        },
        end: (_signature, attempt, outcome) =>
          Promise.resolve(void this.deeds.push(`attempt ${attempt} ${outcome}`)),
      },
    };
  }

  async #deed(deed: string, signal: AbortSignal): Promise<void> {
    await this.beforeDeed(deed, signal);
    this.deeds.push(deed);
  }

  /** Means that do what they say to the state of this world. */
  means(): ActionPorts {
    const state = (id: KernelId): KernelState => ({ name: this.stopped.has(id) ? 'stopped' : 'ready' });
    return {
      kernels: {
        state,
        restart: async (id, signal) => {
          await this.#deed(`restart ${id}`, signal);
          return state(id);
        },
        stop: async (id) => {
          await this.#deed(`stop ${id}`, never);
          this.stopped.add(id);
          return state(id);
        },
        start: async (id, signal) => {
          await this.#deed(`start ${id}`, signal);
          this.stopped.delete(id);
          return state(id);
        },
        workers: (id) => (id === 'analysis' ? this.workers : undefined),
        scale: async (id, size, signal) => {
          await this.#deed(`scale ${id} to ${size}`, signal);
          this.workers = size;
          return size;
        },
      },
      load: {
        level: () => this.level,
        shed: async () => {
          await this.#deed('shed', never);
          return (this.level += 1);
        },
        restore: async () => {
          await this.#deed('restore', never);
          return (this.level = Math.max(0, this.level - 1));
        },
      },
      states: {
        plan: (name) =>
          Promise.resolve(
            name === 'last-good'
              ? {
                  ...{ state: 'e1', recordsSince: 3, appliesSince: [] },
                  files: [{ path: 'approvals.json', change: 'replaced' as const }],
                }
              : refused(`There is no state ${name}.`),
          ),
        rollBack: async (epoch, reason, signal) => {
          await this.#deed(`roll back to ${epoch}`, signal);
          return {
            ...{
              id: 'r1',
              epoch,
              epochTime: '',
              before: 'e2',
              time: '',
              cause: 'asked',
              reason,
              epochSeq: 1,
            },
            outcome: 'put_back',
          };
        },
      },
      removeDatabase: () => this.#deed('remove the database', never),
      clearCaches: () => this.#deed('clear the caches', never),
      files: {
        read: (path) => Promise.resolve(this.files.get(path)),
        apply: async (change, title, signal) => {
          await this.#deed(`apply ${title}`, signal);
          for (const { path, after } of change.files) this.files.set(path, after ?? '');
          return {
            id: 'rp1',
            title,
            time: '',
            files: change.files.map(({ path }) => path),
            by: 'grace',
          } as never;
        },
        newestPointOf: () => Promise.resolve('rp1'),
        undo: async (point, signal) => {
          await this.#deed(`undo ${point}`, signal);
          return undefined;
        },
      },
      tools: {
        named: (name) => (name === 'tidy' ? { argv: ['tidy', '--now'], cwd: '' } : undefined),
        whyNot: ({ argv }) =>
          Promise.resolve(this.forbidden.has(argv.join(' ')) ? refused('Nobody approved it.') : undefined),
        run: async ({ argv }, signal) => {
          await this.#deed(`run ${argv.join(' ')}`, signal);
          return { exitCode: this.forbidden.has('exit 0') ? 1 : 0, output: 'It is tidy.' };
        },
        verify: () =>
          Promise.resolve([
            { gate: 'types', status: 'pass' },
            { gate: 'lint', status: 'fail' },
          ]),
      },
      services: {
        probeOf: (name) => (name === 'web' ? { url: 'http://localhost:3000/health' } : undefined),
        get: () =>
          Promise.resolve({ status: this.stopped.has('telemetry') ? 503 : 200, body: '{"ok":1}', ms: 3 }),
      },
      enqueue: async ({ id, intent }, signal) => {
        await this.#deed(`task ${intent} as ${id}`, signal);
        return undefined;
      },
      escalate: async ({ say }) => {
        await this.#deed(`say ${say}`, never);
        return undefined;
      },
    };
  }
}

/** A playbook as text; each line may be another. */
export function playbook(lines: Readonly<Record<string, string>> = {}): string {
  const fields = {
    id: 'mend',
    title: 'Mend it',
    why: 'It is broken.',
    trigger: 'kernel_exit',
    match: '{ kernel: { present: true } }',
    steps: '[{ action: restart_kernel, with: { kernel: $kernel } }]',
    completion: '{ symptom_gone_within: 5s }',
    undo: 'keep',
    timeout: '30s',
    attempts: '3',
    cooldown: '10s',
    concurrency: '{ key: kernel, by: [kernel] }',
    risk: 'low',
    escalation: 'It cannot be mended.',
    ...lines,
  };
  const written = Object.entries(fields).map(
    ([name, value], index) => `${index === 0 ? '  - ' : '    '}${name}: ${value}`,
  );
  return `${written.join('\n')}\n`;
}

export function playbookFile(...playbooks: readonly string[]): string {
  return `version: 1\nplaybooks:\n${playbooks.join('')}`;
}
