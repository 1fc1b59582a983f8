import { isCancelled } from '../../base/index.ts';
import type { Log, LogEntry } from '../log/index.ts';

/** One record of the log, unless it is gone. */
export async function entryAt(
  seq: number,
  log: Pick<Log, 'read'>,
  signal: AbortSignal,
): Promise<LogEntry | undefined> {
  let found: LogEntry | undefined;
  const enough = new AbortController();
  try {
    await log.read(
      { afterSeq: seq - 1 },
      (entries) => {
        found ??= entries.find((entry) => entry.seq === seq);
        enough.abort();
      },
      AbortSignal.any([enough.signal, signal]),
    );
  } catch (thrown) {
    if (!isCancelled(thrown) || signal.aborted) throw thrown;
  }
  return found;
}
