import { sha256 } from '../../base/index.ts';
import {
  durableTopics,
  remedyWords,
  type DurableTopic,
  type PayloadOf,
  type RemedyName,
} from '../../protocol/index.ts';
import type { LogEntry } from '../log/index.ts';

/** How a record hangs together with others, by the names of the things they are about. */
export interface Ties {
  /** Later records about these go back to it. */
  readonly is: readonly string[];
  /** It goes back to the last record about each of these. */
  readonly from: readonly string[];
  /** Records it goes back to by their number. */
  readonly seqs: readonly number[];
  /** A verdict on these contents of files, or an apply that rests on such verdicts. */
  readonly judges: readonly string[];
  readonly restsOn: readonly string[];
  /** A decision on the last record about this, where there is one. */
  readonly on?: string;
}

const none: Ties = { is: [], from: [], seqs: [], judges: [], restsOn: [] };

/** What a record is about. A payload that this build does not understand is about nothing. */
export function tiesOf({ topic, payload }: LogEntry): Ties {
  switch (topic) {
    case 'tools.approved':
    case 'tools.denied':
      return { ...none, is: ['tools'] };
    case 'proof.verdict':
      return read('proof.verdict', payload, verdictTies);
    case 'restore.applied':
      return read('restore.applied', payload, ({ id, files }) => ({
        ...none,
        is: [`point ${id}`],
        restsOn: files.map(contentOf),
      }));
    case 'restore.undone':
      return read('restore.undone', payload, ({ id, undoes }) => ({
        ...none,
        is: [`point ${id}`],
        from: [`point ${undoes}`],
      }));
    case 'restore.recovered':
      return read('restore.recovered', payload, ({ id }) => sameStory(`point ${id}`));
    case 'secret.changed':
      return read('secret.changed', payload, ({ name }) => sameStory(`secret ${name}`));
    case 'task.code_refactor':
      return read('task.code_refactor', payload, ({ id }) => sameStory(`task ${id}`));
    case 'task.progress':
    case 'task.done':
      return read(topic, payload, ({ task }) => sameStory(`task ${task}`));
    case 'incident.opened':
    case 'incident.closed':
    case 'incident.escalated':
      return read(topic, payload, ({ id }) => sameStory(`incident ${id}`));
    case 'playbook.begun':
      return read('playbook.begun', payload, ({ run, incident }) => ({
        ...none,
        is: [`attempt ${run}`],
        from: [`incident ${incident}`],
      }));
    case 'playbook.step':
      return read('playbook.step', payload, ({ run }) => sameStory(`attempt ${run}`));
    case 'playbook.ended':
      return read('playbook.ended', payload, ({ run, incident }) => ({
        ...none,
        is: [`attempt ${run}`, `incident ${incident}`],
        from: [`attempt ${run}`],
      }));
    case 'playbook.proposed':
      return read('playbook.proposed', payload, ({ incident }) => sameStory(`incident ${incident}`));
    case 'watchdog.stalled':
      return read('watchdog.stalled', payload, ({ process }) => sameStory(`process ${process}`));
    case 'kernel.failed':
    case 'kernel.ready':
    case 'kernel.quarantined':
      return read(topic, payload, ({ kernel }) => sameStory(`kernel ${kernel}`));
    case 'load.changed':
      return sameStory('load');
    case 'state.rolled_back':
      return sameStory('state');
    case 'boot.live':
    case 'boot.safe_mode':
      return sameStory('boot');
    case 'remedy.tried':
      return read('remedy.tried', payload, ({ signature, remedy, incident }) => ({
        ...sameStory(remedySubject(signature, remedy)),
        from: [remedySubject(signature, remedy), ...(incident === undefined ? [] : [`incident ${incident}`])],
      }));
    case 'remedy.ended':
      return read('remedy.ended', payload, ({ signature, remedy, attempt, restorePoint }) => ({
        ...none,
        is: [remedySubject(signature, remedy)],
        from: restorePoint === undefined ? [] : [`point ${restorePoint}`],
        seqs: [attempt],
      }));
    case 'remedy.released':
      return read('remedy.released', payload, ({ signature, remedy }) =>
        sameStory(remedySubject(signature, remedy)),
      );
    case 'log.erased':
      return read('log.erased', payload, ({ seq }) => ({ ...none, seqs: [seq] }));
    case 'bus.dead_letter':
    case 'bus.redelivered':
      return read(topic, payload, ({ seq }) => ({ ...none, seqs: [seq] }));
    case 'clarity.decided':
      return read('clarity.decided', payload, decisionTies);
    default:
      return none;
  }
}

/** The thing that a verdict on this change, and decisions on it, are about. */
export function changeSubject(files: PayloadOf<'proof.verdict'>['files']): string {
  return `change ${sha256(JSON.stringify(files.map(({ path, before, after }) => [path, before, after])))}`;
}

function verdictTies({ files, gates, verdict }: PayloadOf<'proof.verdict'>): Ties {
  const ran = [gates.types, gates.lint, gates.tests].some((status) => status !== 'skipped');
  const holds = verdict === 'proven' || verdict === 'checked';
  return {
    ...none,
    is: [changeSubject(files)],
    from: ran ? ['tools'] : [],
    judges: holds ? files.map(contentOf) : [],
  };
}

/** What stands alone, such as what became of a kernel, is a record like any other: the next about the same goes back to it. */
function decisionTies({ kind, subject, causes }: PayloadOf<'clarity.decided'>): Ties {
  const isOnEvent = ['proof', 'apply', 'undo', 'recovery', 'rollback'].includes(kind);
  return isOnEvent ? { ...none, on: subject, seqs: causes } : { ...sameStory(subject), seqs: causes };
}

function remedySubject(signature: string, remedy: RemedyName): string {
  return `remedy ${remedyWords(remedy)} for ${signature}`;
}

function sameStory(subject: string): Ties {
  return { ...none, is: [subject], from: [subject] };
}

/** Members of a group are judged one by one and applied as one: what they have in common is the content they start from. */
function contentOf({ path, before }: { readonly path: string; readonly before: string | null }): string {
  return `${path}\0${before ?? ''}`;
}

function read<T extends DurableTopic>(
  topic: T,
  payload: unknown,
  ties: (payload: PayloadOf<T>) => Ties,
): Ties {
  const parsed = durableTopics[topic].schema.safeParse(payload);
  return parsed.success ? ties(parsed.data as PayloadOf<T>) : none;
}
