import { listLog } from './layout.ts';
import type { LogFiles } from './log-files.ts';
import { scanSegment, type Scanned } from './scan.ts';
import { enterSegment } from './walk.ts';

/** One record by its number; `undefined` when it was retired or cannot be read. */
export async function findRecord(seq: number, files: LogFiles): Promise<Scanned | undefined> {
  const { segments } = await listLog(files.layout, files.disk);
  const segment = segments.findLast((firstSeq) => firstSeq <= seq);
  const start = segment === undefined ? undefined : await enterSegment(segment, files);
  if (start === undefined || typeof start === 'string') return undefined;
  let found: Scanned | undefined;
  await scanSegment(start, Infinity, files, (records) => {
    found ??= records.find(({ record }) => record.seq === seq);
  });
  return found;
}
