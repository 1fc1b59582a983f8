import type { Log, LogEntry } from '../core/log/index.ts';

/** The last record, read from its place: nothing but the end of the log is looked at. */
export async function logEnd(
  log: Pick<Log, 'catchUp' | 'read'>,
): Promise<{ readonly seq: number; readonly hash: string } | undefined> {
  const { lastSeq } = await log.catchUp();
  if (lastSeq === 0) return undefined;
  let end: { readonly seq: number; readonly hash: string } | undefined;
  const see = (entries: readonly LogEntry[]) => {
    const last = entries.find(({ seq }) => seq === lastSeq);
    if (last) end = { seq: last.seq, hash: last.hash };
  };
  await log.read({ afterSeq: lastSeq - 1 }, see, new AbortController().signal);
  return end;
}
