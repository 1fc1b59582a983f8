import {
  durableTopics,
  triggerIds,
  type DurableTopic,
  type PayloadOf,
  type PlaybookBegun,
  type RunOutcome,
  type TriggerId,
} from '../../../protocol/index.ts';
import { isKernelId } from '../../../protocol/index.ts';
import { limits } from '../limits.ts';
import type { HealingRecord, Incident } from './ports.ts';

/** One step of an attempt, as far as it came. */
export interface RecordedStep {
  readonly step: number;
  readonly action: string;
  readonly key: string;
  readonly input: unknown;
  readonly before: unknown;
  /** `undoing`: whether it was taken back is not known. */
  readonly state: 'begun' | 'done' | 'failed' | 'undoing' | 'undone' | 'not_undone';
}

export interface RecordedRun extends PlaybookBegun {
  readonly steps: readonly RecordedStep[];
  readonly begunMs: number;
  readonly ended?: { readonly outcome: RunOutcome; readonly atMs: number };
}

/** It is over, or a person was told. */
type Settled = 'closed' | 'escalated';

/** What the log says of healing. It follows from the records alone, so that it is the same after any crash. */
export interface Book {
  fold(record: HealingRecord): void;
  /** Not closed, and nobody was called for them. */
  openIncidents(): readonly Incident[];
  settled(incident: string): Settled | undefined;
  /** Attempts that have a beginning and no end. */
  openRuns(): readonly RecordedRun[];
  run(id: string): RecordedRun | undefined;
  attempts(incident: string, playbook?: string): number;
  /** The playbook whose attempt ended with the symptom gone. */
  helpedBy(incident: string): string | undefined;
  /** When the last attempt with it under that key ended. */
  lastEndedMs(playbook: string, key: string): number | undefined;
  runsSince(playbook: string, key: string, sinceMs: number): number;
}

export function createBook(): Book {
  const incidents = new Map<string, { readonly incident: Incident; settled?: Settled }>();
  const runs = new Map<string, RecordedRun>();
  const ofPlaybook = (playbook: string, key: string) =>
    [...runs.values()].filter((run) => run.playbook === playbook && run.key === key);

  function begin(payload: PayloadOf<'playbook.begun'>, begunMs: number): void {
    // Under one name it is one attempt.
    if (!runs.has(payload.run)) runs.set(payload.run, { ...payload, steps: [], begunMs });
    forget(runs, limits.runsKeptMax, ({ ended }) => ended !== undefined);
  }

  function step({
    run: id,
    state,
    step: index,
    action,
    key,
    input,
    before,
  }: PayloadOf<'playbook.step'>): void {
    const run = runs.get(id);
    if (!run || state === 'skipped') return;
    const earlier = run.steps.find((each) => each.step === index);
    const now = earlier ? { ...earlier, state } : { step: index, action, key, input, before, state };
    const others = run.steps.filter((each) => each.step !== index);
    runs.set(id, { ...run, steps: [...others, now].sort((one, other) => one.step - other.step) });
  }

  return {
    fold(record) {
      const { topic, timeMs } = record;
      switch (topic) {
        case 'incident.opened':
          read(topic, record, (payload) => {
            const incident = incidentOf(payload);
            if (incident) incidents.set(incident.id, { incident });
            forget(incidents, limits.incidentsKeptMax, ({ settled }) => settled !== undefined);
          });
          break;
        case 'incident.closed':
        case 'incident.escalated':
          read(topic, record, ({ id }) => {
            const found = incidents.get(id);
            if (found) found.settled = topic === 'incident.closed' ? 'closed' : 'escalated';
          });
          break;
        case 'playbook.begun':
          read(topic, record, (payload) => begin(payload, timeMs));
          break;
        case 'playbook.step':
          read(topic, record, step);
          break;
        case 'playbook.ended':
          read(topic, record, ({ run: id, outcome }) => {
            const run = runs.get(id);
            if (run) runs.set(id, { ...run, ended: { outcome, atMs: timeMs } });
          });
          break;
        default:
      }
    },
    openIncidents: () =>
      [...incidents.values()].filter(({ settled }) => settled === undefined).map(({ incident }) => incident),
    settled: (id) => incidents.get(id)?.settled,
    openRuns: () => [...runs.values()].filter(({ ended }) => !ended),
    run: (id) => runs.get(id),
    attempts: (incident, playbook) =>
      [...runs.values()].filter(
        (run) => run.incident === incident && (playbook === undefined || run.playbook === playbook),
      ).length,
    helpedBy: (incident) =>
      [...runs.values()].findLast((run) => run.incident === incident && run.ended?.outcome === 'healed')
        ?.playbook,
    lastEndedMs: (playbook, key) =>
      ofPlaybook(playbook, key)
        .flatMap(({ ended }) => ended?.atMs ?? [])
        .reduce<number | undefined>((last, atMs) => Math.max(last ?? 0, atMs), undefined),
    runsSince: (playbook, key, sinceMs) =>
      ofPlaybook(playbook, key).filter(({ begunMs }) => begunMs > sinceMs).length,
  };
}

/** The incident as playbooks see it; `undefined` where it is none that a trigger of this build raises. */
function incidentOf({
  id,
  trigger,
  title,
  source,
  facts,
}: PayloadOf<'incident.opened'>): Incident | undefined {
  if (!isTrigger(trigger)) return undefined;
  const known = { source, ...(isKernelId(source) ? { kernel: source } : {}), ...facts };
  return { id, trigger, title, facts: known };
}

function isTrigger(name: string): name is TriggerId {
  return (triggerIds as readonly string[]).includes(name);
}

/** A payload of another shape says nothing. */
function read<T extends DurableTopic>(
  topic: T,
  { payload }: HealingRecord,
  use: (payload: PayloadOf<T>) => void,
): void {
  const parsed = durableTopics[topic].schema.safeParse(payload);
  if (parsed.success) use(parsed.data as PayloadOf<T>);
}

/** The oldest that are over go first; what is not over is kept however many there are. */
function forget<T>(kept: Map<string, T>, max: number, isOver: (each: T) => boolean): void {
  if (kept.size <= max) return;
  for (const [id, each] of kept) {
    if (!isOver(each)) continue;
    kept.delete(id);
    return;
  }
}
