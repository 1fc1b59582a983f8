import type { RestorePoint } from '../../protocol/index.ts';
import type { Frames } from './frame.ts';
import type { EndRecord, FileRecord, Image, IntentRecord } from './record.ts';

/** An intent with how it ended, as the journal tells. */
export interface Point {
  readonly intent: IntentRecord;
  /** Absent while it is unfinished. */
  readonly end?: EndRecord;
  /** Damage or a later intent follows it, so that what lies on disk may have other reasons than this apply. */
  readonly overtaken: boolean;
}

export function pointsOf(frames: Frames): readonly Point[] {
  const ends = new Map<string, EndRecord>();
  const intents: { intent: IntentRecord; atByte: number }[] = [];
  for (const { record, atByte } of frames.records) {
    if (record.kind === 'intent') intents.push({ intent: record, atByte });
    else if (record.kind !== 'format') ends.set(record.id, record);
  }
  return intents.map(({ intent, atByte }, index) => {
    const end = ends.get(intent.id);
    const overtaken = index < intents.length - 1 || frames.damage.some((damage) => damage.fromByte > atByte);
    return { intent, overtaken, ...(end ? { end } : {}) };
  });
}

/** Every kept version that a point refers to. */
export function imagesOf(points: readonly Point[]): readonly Image[] {
  return points.flatMap(({ intent, end }) => [
    ...intent.files.flatMap((file) =>
      [file.before, file.after, file.disk ?? null].filter((image) => image !== null),
    ),
    ...(end?.kind === 'committed' ? (end.settled ?? []).map((file) => file.after) : []),
  ]);
}

/** The files of a point as they were left: what the editor's save made of them wins over the plan. */
export function settledFiles({ intent, end }: Point): readonly FileRecord[] {
  if (end?.kind !== 'committed' || !end.settled) return intent.files;
  const settled = new Map(end.settled.map((file) => [file.path, file.after]));
  return intent.files.map((file) => ({ ...file, after: settled.get(file.path) ?? file.after }));
}

/** An undo that was itself undone no longer counts, so the point stands again. */
export function stateOf(point: Point, points: readonly Point[]): RestorePoint['state'] {
  if (point.end?.kind === 'rolled-back') return 'rolled-back';
  const undone = points.some(
    (other) =>
      other.intent.undoes === point.intent.id &&
      other.end?.kind === 'committed' &&
      stateOf(other, points) === 'applied',
  );
  return undone ? 'undone' : 'applied';
}

export function restorePoint(point: Point, points: readonly Point[]): RestorePoint {
  return {
    id: point.intent.id,
    time: new Date(point.intent.timeMs).toISOString(),
    title: point.intent.title,
    files: point.intent.files.map((file) => file.path),
    state: stateOf(point, points),
  };
}
