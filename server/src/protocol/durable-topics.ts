import { z } from 'zod';
import {
  busAcknowledgedSchema,
  busDeadLetterSchema,
  busRedeliveredSchema,
  busResumedSchema,
} from './delivery.ts';
import { chaosDrilledSchema } from './chaos.ts';
import { decisionSchema } from './decisions.ts';
import {
  bootLiveSchema,
  bootSafeSchema,
  kernelFailedSchema,
  kernelQuarantinedSchema,
  kernelReadySchema,
  loadChangedSchema,
} from './kernel-topics.ts';
import {
  incidentEscalatedSchema,
  playbookBegunSchema,
  playbookEndedSchema,
  playbookProposedSchema,
  playbookStepSchema,
} from './healing.ts';
import { incidentClosedSchema, incidentOpenedSchema } from './incidents.ts';
import {
  errorForgottenSchema,
  errorImportedSchema,
  errorMergedSchema,
  errorNamedSchema,
  errorSeenSchema,
  errorSplitSchema,
} from './knowledge.ts';
import { gateNames, gateResultSchema, verdictSchema } from './proof.ts';
import { remedyEndedSchema, remedyReleasedSchema, remedyTriedSchema } from './remedies.ts';
import { remedyWords } from './remedy-words.ts';
import { rollbackSentence, stateRolledBackSchema } from './state-rollback.ts';
import { refactorTaskSchema, taskDoneSchema, taskProgressSchema } from './tasks.ts';

/** A file of an operation with the SHA-256 of its content on both sides; `null` where it does not exist. */
const touchedFileSchema = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

const commandSchema = z.object({ gate: z.string(), argv: z.array(z.string()), cwd: z.string() });

export const logErasedSchema = z.object({
  /** The record whose payload was erased; the record itself stays in the chain. */
  seq: z.number().int().positive(),
  reason: z.string(),
});

export const logRetiredSchema = z.object({
  /** Everything up to this record was removed; a snapshot holds what followed from it. */
  throughSeq: z.number().int().positive(),
  /** Hash of that record, in hex: what remains of the log continues it. */
  hash: z.string(),
});

/** When it happened, in ISO 8601: a record that a crash delayed is younger. */
const time = z.string();

const appliedSchema = z.object({
  /** The restore point. */
  id: z.string(),
  title: z.string(),
  time,
  by: z.enum(['grace', 'editor']),
  files: z.array(touchedFileSchema),
});

const undoneSchema = z.object({
  /** The restore point of the undo itself. */
  id: z.string(),
  title: z.string(),
  time,
  /** The restore point that was taken back. */
  undoes: z.string(),
  files: z.array(touchedFileSchema),
});

const recoveredSchema = z.object({
  /** The restore point of the operation that a crash interrupted. */
  id: z.string(),
  title: z.string(),
  time,
  outcome: z.enum(['finished', 'rolled-back', 'needs-you']),
  files: z.array(z.string()),
});

const proofVerdictSchema = z.object({
  verdict: verdictSchema,
  /** Intents of the changes that were proven together; none where the change came from elsewhere. */
  intents: z.array(z.string()),
  /** What exactly the verdict is about: it says nothing of any other content. */
  files: z.array(touchedFileSchema),
  gates: z.record(z.enum(gateNames), gateResultSchema.shape.status),
  summary: z.string(),
  ms: z.number().nonnegative(),
});

const answeredSchema = z.object({ commands: z.array(commandSchema) });

const secretChangedSchema = z.object({
  name: z.string(),
  change: z.enum(['appeared', 'rotated', 'missing', 'too_short']),
  /** The beginning of its keyed hash. */
  fingerprint: z.string().optional(),
});

const stalledSchema = z.object({
  /** What stood still: `server`, `analysis of packages/api/tsconfig.json`. */
  process: z.string(),
  /** When it was last seen alive, in ISO 8601. */
  since: z.string(),
  ms: z.number().int().nonnegative(),
  /** Processor time that it used meanwhile, where that is known: it computed, or it waited. */
  cpuMs: z.number().int().optional(),
  /** What it was doing, innermost first; empty where that could not be seen. */
  stack: z.array(z.string()),
  /** `ended`: it was given up, and killed. */
  outcome: z.enum(['went_on', 'ended']),
  /** Stalls since the last record that have none of their own. */
  others: z.number().int().nonnegative().optional(),
});

/**
 * Everything that the log may hold, closed: each topic with the shape of its payload and the line a person reads. A
 * payload never holds the content of a file.
 */
export const durableTopics = {
  'restore.applied': topic(appliedSchema, ({ id, title, files }) => `“${title}”: ${named(files)} (${id})`),
  'restore.undone': topic(
    undoneSchema,
    ({ title, undoes, files }) => `“${title}”: ${named(files)} (took back ${undoes})`,
  ),
  'restore.recovered': topic(
    recoveredSchema,
    ({ id, title, outcome }) => `“${title}” was interrupted by a crash: ${outcome} (${id})`,
  ),
  'proof.verdict': topic(
    proofVerdictSchema,
    ({ verdict, intents, files, summary, ms }) =>
      `${verdict}: ${[...intents, named(files)].join(', ')} in ${(ms / 1000).toFixed(1)} s. ${summary}`,
  ),
  'tools.approved': topic(answeredSchema, ({ commands }) => commandLines(commands)),
  'tools.denied': topic(answeredSchema, ({ commands }) => commandLines(commands)),
  'task.code_refactor': topic(
    refactorTaskSchema,
    ({ id, intent, targets }) => `${intent} in ${targets.join(', ')} (${id})`,
    { key: ({ id }) => `task ${id}`, id: ({ id }) => id },
  ),
  'task.progress': topic(taskProgressSchema, ({ task, message }) => `${message} (${task})`, {
    key: ({ task }) => `task ${task}`,
  }),
  'task.done': topic(taskDoneSchema, ({ task, outcome, summary }) => `${outcome}: ${summary} (${task})`, {
    key: ({ task }) => `task ${task}`,
    id: ({ task }) => task,
  }),
  'incident.opened': topic(incidentOpenedSchema, ({ id, title }) => `${title} (${id})`, {
    key: ({ id }) => `incident ${id}`,
    id: ({ id }) => id,
  }),
  'incident.closed': topic(
    incidentClosedSchema,
    ({ id, outcome, detail }) => `${outcome}: ${detail} (${id})`,
    {
      key: ({ id }) => `incident ${id}`,
      id: ({ id }) => id,
    },
  ),
  'incident.escalated': topic(incidentEscalatedSchema, ({ id, say, reason }) => `${say} ${reason} (${id})`, {
    key: ({ id }) => `incident ${id}`,
    id: ({ id }) => id,
  }),
  'playbook.begun': topic(
    playbookBegunSchema,
    ({ run, incident, playbook, attempt }) => `${playbook}, attempt ${attempt}, for ${incident} (${run})`,
    { key: ({ incident }) => `incident ${incident}`, id: ({ run }) => run },
  ),
  'playbook.step': topic(
    playbookStepSchema,
    ({ run, step, action, state, says }) =>
      `step ${step + 1}, ${action}, ${state.replace('_', ' ')}: ${says} (${run})`,
    { key: ({ run }) => `run ${run}` },
  ),
  'playbook.ended': topic(
    playbookEndedSchema,
    ({ run, playbook, outcome, reason, ms }) =>
      `${playbook} ${outcome} after ${(ms / 1000).toFixed(1)} s: ${reason} (${run})`,
    { key: ({ incident }) => `incident ${incident}`, id: ({ run }) => run },
  ),
  'playbook.proposed': topic(
    playbookProposedSchema,
    ({ incident, playbook, would, reason }) => `${playbook} for ${incident}: ${would.join(' ')} ${reason}`,
    { key: ({ incident }) => `incident ${incident}` },
  ),
  'bus.acknowledged': topic(
    busAcknowledgedSchema,
    ({ consumer, throughSeq, total }) => `${consumer} has handled ${total}, all up to record ${throughSeq}`,
  ),
  'bus.resumed': topic(
    busResumedSchema,
    ({ consumer, seq, life }) => `${consumer} handles record ${seq}, in its life number ${life}`,
  ),
  'bus.dead_letter': topic(
    busDeadLetterSchema,
    ({ consumer, seq, why, error }) => `${consumer} could not handle record ${seq}: ${why}: ${error}`,
  ),
  'bus.redelivered': topic(
    busRedeliveredSchema,
    ({ consumer, seq }) => `record ${seq} goes to ${consumer} again`,
  ),
  'secret.changed': topic(secretChangedSchema, ({ name, change, fingerprint }) => {
    const said = {
      appeared: 'is there',
      rotated: 'has another value',
      missing: 'is missing',
      too_short: 'is too short',
    };
    return `${name} ${said[change]}${fingerprint === undefined ? '' : ` (${fingerprint})`}`;
  }),
  'watchdog.stalled': topic(stalledSchema, ({ process, ms, cpuMs, stack, outcome, others }) => {
    const computed =
      cpuMs === undefined ? '' : `, ${Math.round((100 * cpuMs) / Math.max(ms, 1))}% of it computing`;
    const ended = outcome === 'ended' ? ' and was ended' : '';
    const where = stack.length === 0 ? '' : `: ${stack.slice(0, framesShownMax).join(' < ')}`;
    const more = (others ?? 0) > 0 ? ` (and ${others} more before)` : '';
    return `${process} stood still for ${(ms / 1000).toFixed(1)} s${computed}${ended}${where}${more}`;
  }),
  'chaos.drilled': topic(
    chaosDrilledSchema,
    ({ id, verdict, gates, ms }) =>
      `${verdict}: ${Object.entries(gates)
        .map(([gate, { status }]) => `${gate} ${status}`)
        .join(', ')} in ${(ms / 1000).toFixed(1)} s (${id})`,
  ),
  'error.seen': topic(errorSeenSchema, ({ template, count, file, signature }) => {
    const where = file === undefined ? '' : ` in ${file}`;
    return `“${template}”${count > 1 ? ` ${count} times` : ''}${where} (${signature})`;
  }),
  'error.named': topic(errorNamedSchema, ({ signature, name }) =>
    name === undefined ? `${signature} has no name any more` : `${signature} is called “${name}”`,
  ),
  'error.merged': topic(errorMergedSchema, ({ signature, into }) => `${signature} is the same as ${into}`),
  'error.split': topic(errorSplitSchema, ({ signature }) => `${signature} is a failure of its own`),
  'error.forgotten': topic(errorForgottenSchema, ({ signature }) => `what was known of ${signature}`),
  'error.imported': topic(
    errorImportedSchema,
    ({ signature, name, template }) => `“${name ?? template}” (${signature})`,
  ),
  'remedy.tried': topic(
    remedyTriedSchema,
    ({ signature, remedy }) => `${remedy.title ?? remedyWords(remedy)} for ${signature}`,
  ),
  'remedy.ended': topic(remedyEndedSchema, ({ signature, remedy, outcome, reason }) => {
    const why = reason === undefined ? '' : `: ${reason}`;
    return `${remedyWords(remedy)} for ${signature} ${outcome}${why}`;
  }),
  'remedy.released': topic(
    remedyReleasedSchema,
    ({ signature, remedy }) => `${remedyWords(remedy)} may be tried again for ${signature}`,
  ),
  'boot.live': topic(bootLiveSchema, ({ ms, kernels }) => {
    const ready = kernels.filter(({ state }) => state === 'ready').length;
    return `Grace is up after ${Math.round(ms)} ms: ${ready} of ${kernels.length} kernels are ready`;
  }),
  'boot.safe_mode': topic(bootSafeSchema, ({ reason }) => `Grace changes nothing here: ${reason}`),
  'state.rolled_back': topic(stateRolledBackSchema, rollbackSentence),
  'kernel.failed': topic(
    kernelFailedSchema,
    ({ kernel, failure, reason }) => `${kernel} failed (${failure}): ${reason}`,
  ),
  'kernel.ready': topic(
    kernelReadySchema,
    ({ kernel, restarts, ms }) => `${kernel} is back after ${Math.round(ms)} ms, restart ${restarts}`,
  ),
  'kernel.quarantined': topic(
    kernelQuarantinedSchema,
    ({ kernel, until, reason }) => `${kernel} is left alone until ${until}: ${reason}`,
  ),
  'load.changed': topic(loadChangedSchema, ({ level, paused }) =>
    level === 0 ? 'nothing is paused' : `level ${level}: ${paused.join(', ') || 'nothing'} paused`,
  ),
  'clarity.decided': topic(decisionSchema, ({ kind, decided }) => `${kind}: ${decided}`),
  'log.erased': topic(logErasedSchema, ({ seq, reason }) => `the payload of record ${seq}: ${reason}`),
  'log.retired': topic(logRetiredSchema, ({ throughSeq }) => `records up to ${throughSeq}`),
} as const;

export type DurableTopic = keyof typeof durableTopics;
export type PayloadOf<T extends DurableTopic> = z.infer<(typeof durableTopics)[T]['schema']>;

export function isDurableTopic(name: string): name is DurableTopic {
  return Object.hasOwn(durableTopics, name);
}

/** How a payload travels that its topic's schema has parsed. */
export function addressOf(
  topicName: DurableTopic,
  payload: unknown,
): { readonly key: string; readonly id?: string } {
  const { key, id }: Travel<never> = durableTopics[topicName];
  return { key: key?.(payload as never) ?? topicName, ...(id ? { id: id(payload as never) } : {}) };
}

/** Topics by which the bus remembers what it delivered: of interest to few. */
export function isHousekeeping(topicName: string): boolean {
  return topicName.startsWith('bus.');
}

/** One line for a person: what a record of this topic says. A payload of an older shape is shown as it is. */
export function lineOf(topicName: string, payload: unknown): string {
  const found = isDurableTopic(topicName) ? durableTopics[topicName].line(payload) : undefined;
  return found ?? JSON.stringify(payload);
}

interface Travel<Payload> {
  /** Messages under one key are handled in order, one at a time. Left out: the whole topic is one key. */
  readonly key?: (payload: Payload) => string;
  /** What is published a second time under an id is there already. */
  readonly id?: (payload: Payload) => string;
}

function topic<S extends z.ZodType>(
  schema: S,
  line: (payload: z.infer<S>) => string,
  travel: Travel<z.infer<S>> = {},
) {
  return {
    ...{ schema, ...travel },
    line(payload: unknown): string | undefined {
      const parsed = schema.safeParse(payload);
      return parsed.success ? line(parsed.data) : undefined;
    },
  };
}

const filesNamedMax = 3;
const framesShownMax = 4;

function named(files: readonly { readonly path: string }[]): string {
  const paths = files.slice(0, filesNamedMax).map(({ path }) => path);
  const rest = files.length - paths.length;
  return rest > 0 ? `${paths.join(', ')} and ${rest} more` : paths.join(', ');
}

function commandLines(commands: readonly { readonly argv: readonly string[] }[]): string {
  return commands.map(({ argv }) => argv.join(' ')).join(' · ');
}
