import type { PayloadOf } from '../../protocol/index.ts';
import { settledFiles, type Point } from './points.ts';

type Topic = 'restore.applied' | 'restore.undone' | 'restore.recovered';

/** What became of an operation. The journal is the truth of it; each is recorded once, also when a crash comes between. */
export type RestoreEvent = { [T in Topic]: { readonly topic: T; readonly payload: PayloadOf<T> } }[Topic];

/** Where it is recorded what became of operations. */
export interface RestoreLedger {
  /**
   * Records those of `events` that are not recorded yet, in their order. Durable when it resolves. It never rejects and never
   * takes long: what it could not record it says, and is given again with the next operation or start.
   */
  record(events: readonly RestoreEvent[]): Promise<void>;
}

export function eventsOf(points: readonly Point[]): readonly RestoreEvent[] {
  return points.flatMap((point) => [...recovered(point), ...committed(point)]);
}

function recovered({ intent, end }: Point): readonly RestoreEvent[] {
  if (!end?.byRecovery) return [];
  const payload = {
    id: intent.id,
    title: intent.title,
    time: new Date(end.timeMs).toISOString(),
    outcome: end.kind === 'committed' ? ('finished' as const) : end.kind,
    files: intent.files.map(({ path }) => path),
  };
  return [{ topic: 'restore.recovered', payload }];
}

function committed(point: Point): readonly RestoreEvent[] {
  const { intent, end } = point;
  if (end?.kind !== 'committed') return [];
  const files = settledFiles(point).map(({ path, before, after }) => ({
    path,
    before: before?.hash ?? null,
    after: after?.hash ?? null,
  }));
  const about = { id: intent.id, title: intent.title, time: new Date(end.timeMs).toISOString(), files };
  if (intent.by !== 'undo') return [{ topic: 'restore.applied', payload: { ...about, by: intent.by } }];
  return [{ topic: 'restore.undone', payload: { ...about, undoes: intent.undoes ?? '' } }];
}
