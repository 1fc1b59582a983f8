import { isRefusal } from '../../base/index.ts';
import { owed, type Injury } from './card.ts';
import type { RecordLook, Subject } from './subject.ts';

/** What is wrong with a Grace that went through a drill, one sentence each; asked while it still runs. */
export async function losses(
  subject: Subject,
  before: readonly RecordLook[],
  injury: Injury,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const written = await subject.write(signal);
  const after = new Map((await subject.records(signal)).map(({ seq, hash }) => [seq, hash]));
  const lost = owed(before, injury).filter(({ seq, hash }) => after.get(seq) !== hash);
  const verified = await subject.verify(signal);
  const contradiction = await subject.contradiction(signal);
  return [
    ...(isRefusal(written) ? [`It takes no records any more: ${written.message}`] : []),
    ...(!isRefusal(written) && !after.has(written)
      ? [`Record ${written}, written after it, is not there.`]
      : []),
    ...(lost[0]
      ? [`${lost.length} acknowledged records are lost or changed, the first is ${lost[0].seq}.`]
      : []),
    ...(verified.isWhole ? [] : [verified.message]),
    ...(contradiction === undefined ? [] : [contradiction]),
  ];
}
