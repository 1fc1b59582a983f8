import { isRefusal } from '../../base/index.ts';
import { owed, type Held, type Injury } from './card.ts';
import type { RecordLook, Subject } from './subject.ts';

/** What is wrong with a Grace that has to hold still: what is certain is there, and nothing was made worse. */
export async function lossesHeld(
  subject: Subject,
  before: readonly RecordLook[],
  injury: Injury & { readonly held: Held },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const written = await subject.write(signal);
  const lost = lostOf(before, await subject.records(signal), injury);
  const verified = await subject.verify(signal);
  const isSaid = !verified.isWhole && injury.held.says.test(verified.message);
  return [
    ...(isRefusal(written) ? [] : [`It took record ${written} although it should change nothing.`]),
    ...lost,
    ...(isSaid ? [] : [`It does not verify as what it is: ${verified.message}`]),
    ...(await injury.held.worse()),
  ];
}

/** What is wrong with a Grace that went through a drill, one sentence each; asked while it still runs. */
export async function losses(
  subject: Subject,
  before: readonly RecordLook[],
  injury: Injury,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const written = await subject.write(signal);
  const records = await subject.records(signal);
  const verified = await subject.verify(signal);
  const contradiction = await subject.contradiction(signal);
  return [
    ...(isRefusal(written) ? [`It takes no records any more: ${written.message}`] : []),
    ...(!isRefusal(written) && !records.some(({ seq }) => seq === written)
      ? [`Record ${written}, written after it, is not there.`]
      : []),
    ...lostOf(before, records, injury),
    ...(verified.isWhole ? [] : [verified.message]),
    ...(contradiction === undefined ? [] : [contradiction]),
  ];
}

function lostOf(
  before: readonly RecordLook[],
  after: readonly RecordLook[],
  injury: Injury,
): readonly string[] {
  const hashes = new Map(after.map(({ seq, hash }) => [seq, hash]));
  const lost = owed(before, injury).filter(({ seq, hash }) => hashes.get(seq) !== hash);
  return lost[0]
    ? [`${lost.length} acknowledged records are lost or changed, the first is ${lost[0].seq}.`]
    : [];
}
