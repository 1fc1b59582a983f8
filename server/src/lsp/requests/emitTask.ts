import { isRefusal } from '../../base/index.ts';
import {
  methods,
  refactorTaskSchema,
  type EmitTaskAnswer,
  type EmitTaskParams,
} from '../../protocol/index.ts';
import { openedFor, type Session } from '../session.ts';

/** Asks for a refactor that is carried to its end; answers once it is in the log, long before it is done. */
export function answerEmitTask(session: Session): void {
  session.dispatch.request<EmitTaskParams, EmitTaskAnswer>(methods.emitTask, (params, signal) =>
    emitTask(session, params, signal),
  );
}

async function emitTask(
  session: Session,
  { folder, task }: EmitTaskParams,
  signal: AbortSignal,
): Promise<EmitTaskAnswer> {
  const opened = await openedFor(session, folder, signal);
  if (isRefusal(opened)) return { kind: 'refused', message: opened.message };
  const read = refactorTaskSchema.safeParse(task);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return { kind: 'refused', message: `This is not a task. ${problems.join('; ')}.` };
  }
  const published = await opened.services.tasks.emit(read.data, signal);
  if (isRefusal(published)) return { kind: 'refused', message: published.message };
  return { kind: 'emitted', record: published.number, repeated: published.isRepeated === true };
}
