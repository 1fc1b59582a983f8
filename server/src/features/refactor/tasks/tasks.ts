import { isRefusal, refused, withCancel, type Refusal } from '../../../base/index.ts';
import type { Bus, Message, Published, Subscription } from '../../../core/bus/index.ts';
import type { passingTopics, PayloadOf, RefactorTask } from '../../../protocol/index.ts';
import { carryOut, type CarryOutPorts } from './carry-out.ts';
import { limits } from './limits.ts';

export type TaskDone = PayloadOf<'task.done'>;

/** Work that was asked for, and that is carried to its end whatever crashes. */
export interface Tasks {
  /**
   * Carries out what was asked for and is not done, also by other processes, until it is closed. One process at a time
   * does; the others wait for what is left.
   */
  serve(): Promise<Subscription | Refusal>;
  /** Asked for once it resolves, and not forgotten any more. Under an id that is known it is the same task. */
  emit(task: RefactorTask, signal: AbortSignal): Promise<Published | Refusal>;
  /** `emit`, and then its way to its end, whichever process carries it out. Interrupted, the task stays asked for. */
  follow(
    task: RefactorTask,
    watch: {
      readonly onEmitted: (published: Published) => void;
      readonly onProgress: (message: string) => void;
    },
    signal: AbortSignal,
  ): Promise<TaskDone | Refusal>;
}

export interface TaskPorts extends Omit<CarryOutPorts, 'isDone' | 'recordProgress' | 'recordDone' | 'show'> {
  readonly bus: Bus<typeof passingTopics>;
}

const always = new AbortController().signal;

export function createTasks(ports: TaskPorts): Tasks {
  const { bus } = ports;
  const handle = carryOut({
    ...ports,
    isDone: (id) => bus.recordOf('task.done', id) !== undefined,
    recordProgress: async (progress) => mustBe(await bus.publish('task.progress', progress, always)),
    recordDone: async (done) => mustBe(await bus.publish('task.done', done, always)),
    show: (task, message) => void bus.publish('task.shown', { task, message }, always).catch(() => undefined),
  });
  return {
    serve: () =>
      bus.consume(
        'refactor_tasks',
        { deadlineMs: limits.silentMsMax, rank: ({ priority }) => priority },
        handle,
      ),
    emit: (task, signal) => bus.publish('task.code_refactor', task, signal),
    async follow(task, watch, signal) {
      const name = `whoever asked for ${task.id}`;
      const shown = bus.subscribe('task.shown', { name }, ({ payload }) => {
        if (payload.task === task.id) watch.onProgress(payload.message);
      });
      const end = endOf(task.id);
      const done = await bus.follow(['task.done', 'bus.dead_letter'], { name }, (message) =>
        end.hear(message),
      );
      try {
        if (isRefusal(done)) return done;
        const published = await bus.publish('task.code_refactor', task, signal);
        if (isRefusal(published)) return published;
        end.isRecord(published.number);
        watch.onEmitted(published);
        if (bus.recordOf('task.done', task.id) === undefined) return await withCancel(end.came, signal);
        const before = await bus.read('task.done', task.id, signal);
        return before ?? refused(`${task.id} was done before, and what became of it is not known any more.`);
      } finally {
        await Promise.all([shown.close(), isRefusal(done) ? undefined : done.close()]);
      }
    },
  };
}

/** How a task ends: well, or as a message that nobody could handle. */
function endOf(id: string) {
  let resolve: (end: TaskDone | Refusal) => void = () => undefined;
  const came = new Promise<TaskDone | Refusal>((resolved) => void (resolve = resolved));
  const letters = new Map<number, PayloadOf<'bus.dead_letter'>>();
  let record: number | undefined;
  const judge = () => {
    const letter = record === undefined ? undefined : letters.get(record);
    if (letter) resolve(refused(`It was given up after ${letter.attempts} attempts: ${letter.error}`));
  };
  return {
    came,
    isRecord(seq: number): void {
      record = seq;
      judge();
    },
    hear({ topic, payload }: Message<'task.done' | 'bus.dead_letter', typeof passingTopics>): void {
      if (topic === 'bus.dead_letter') letters.set(payload.seq, payload);
      else if (payload.task === id) resolve(payload);
      judge();
    },
  };
}

/** What is not recorded is tried again by the bus: a task whose end is not in the log is not done. */
function mustBe(published: Published | Refusal): void {
  if (isRefusal(published)) throw new Error(published.message);
}
