import { durableTopics, type DurableTopic, type PayloadOf } from '../../protocol/index.ts';
import type { LogEntry } from '../log/index.ts';
import type { Change, StoredRow, TableDefinition } from './engine.ts';

type Columns<T extends DurableTopic> = Readonly<Record<string, (payload: PayloadOf<T>) => string>>;

const operation = { id: ({ id }: { readonly id: string }) => id };
const task = { task: ({ task: id }: { readonly task: string }) => id };
const letter = {
  consumer: ({ consumer }: { readonly consumer: string }) => consumer,
  record: ({ seq }: { readonly seq: number }) => String(seq),
};

/** What can be asked for, by topic: one table each, whose rows are its records. A change here needs a new `storeVersion`. */
const definitions = [
  stored('restore.applied', operation, 5_000),
  stored('restore.undone', { ...operation, undoes: ({ undoes }) => undoes }, 5_000),
  stored('restore.recovered', operation, 1_000),
  stored('proof.verdict', { verdict: ({ verdict }) => verdict }, 20_000),
  stored('tools.approved', {}, 1_000),
  stored('tools.denied', {}, 1_000),
  stored('task.code_refactor', { task: ({ id }) => id }, 5_000),
  stored('task.progress', task, 20_000),
  stored('task.done', { ...task, outcome: ({ outcome }) => outcome }, 5_000),
  stored('incident.opened', operation, 5_000),
  stored('incident.closed', { ...operation, outcome: ({ outcome }) => outcome }, 5_000),
  stored('incident.escalated', operation, 5_000),
  stored('playbook.begun', { run: ({ run }) => run, incident: ({ incident }) => incident }, 5_000),
  stored('playbook.step', { run: ({ run }) => run }, 20_000),
  stored('playbook.ended', { run: ({ run }) => run, incident: ({ incident }) => incident }, 5_000),
  stored('playbook.proposed', { incident: ({ incident }) => incident }, 1_000),
  stored('secret.changed', { name: ({ name }) => name }, 1_000),
  stored('boot.live', {}, 1_000),
  stored('boot.safe_mode', {}, 1_000),
  stored('kernel.failed', { kernel: ({ kernel }) => kernel, failure: ({ failure }) => failure }, 5_000),
  stored('kernel.ready', { kernel: ({ kernel }) => kernel }, 5_000),
  stored('kernel.quarantined', { kernel: ({ kernel }) => kernel }, 1_000),
  stored('load.changed', {}, 1_000),
  stored('state.rolled_back', operation, 1_000),
  stored('watchdog.stalled', { process: ({ process }) => process }, 1_000),
  stored('chaos.drilled', { verdict: ({ verdict }) => verdict }, 5_000),
  stored('clarity.decided', { kind: ({ kind }) => kind, subject: ({ subject }) => subject }, 20_000),
  stored('bus.dead_letter', letter, 1_000),
  stored('bus.redelivered', letter, 1_000),
];

/** Raised whenever a table changes, with what is to be done about databases of before: see `migrations.ts`. */
export const storeVersion = 4;

type Definition = (typeof definitions)[number];
export type StoredTopic = Definition['topic'];
export type ColumnOf<T extends StoredTopic> = keyof Extract<Definition, { topic: T }>['columns'] & string;

export const tables: readonly TableDefinition[] = definitions.map(({ topic, columns, rowsMax }) => ({
  name: tableOf(topic),
  columns: Object.keys(columns),
  rowsMax,
}));

const byTable = new Map<string, Definition>(
  definitions.map((definition) => [tableOf(definition.topic), definition]),
);

export function columnsOf(topic: StoredTopic): readonly string[] {
  return Object.keys(byTable.get(tableOf(topic))?.columns ?? {});
}

export function tableOf(topic: string): string {
  return topic.replace('.', '_');
}

/** What a record changes. A record that was erased keeps its place, so that it gives way to newer ones in its turn. */
export function changesOf({ topic, seq, timeMs, payload }: LogEntry): readonly Change[] {
  if (topic === 'log.erased') {
    const { data } = durableTopics['log.erased'].schema.safeParse(payload);
    return data ? [{ kind: 'blank', seq: data.seq }] : [];
  }
  const json = payload === undefined ? null : JSON.stringify(payload);
  return putOf(tableOf(topic), { seq, timeMs, payload: json });
}

/** A row as this build lays it out, from what no build lays out otherwise. */
export function putOf(table: string, kept: Omit<StoredRow, 'columns'>): readonly Change[] {
  const definition = byTable.get(table);
  if (!definition) return [];
  const readers: readonly ((payload: never) => string)[] = Object.values(definition.columns);
  const payload: unknown = kept.payload === null ? undefined : JSON.parse(kept.payload);
  const { data } = durableTopics[definition.topic].schema.safeParse(payload);
  const columns = readers.map((read) => (data === undefined ? null : read(data as never)));
  return [{ kind: 'put', table, row: { ...kept, columns } }];
}

function stored<const T extends DurableTopic, C extends Columns<T>>(topic: T, columns: C, rowsMax: number) {
  return { topic, columns, rowsMax };
}
