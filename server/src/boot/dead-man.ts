import { setTimeout as sleep } from 'node:timers/promises';
import { drillProcesses, systemDisk } from '../adapters/index.ts';
import {
  chaosLimits,
  openUndoBook,
  undo,
  undoRecordSchema,
  type UndoRecord,
} from '../features/chaos/index.ts';

/** The word by which `grace` becomes the process that undoes a drill, with the folder of the book; no command has it. */
export const deadManWord = 'dead-man';

const pauseMs = 20;

/**
 * Reads what is to be undone from standard input and waits. The word `done` ends it; the end of the input, or of the time of
 * the drill, means that nobody else will undo it.
 */
export async function waitForDeath(input: NodeJS.ReadStream, bookFolder: string): Promise<0 | 1> {
  // Nothing but what it waits for ends it: a terminal that closes ends its runner, and then it is needed.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.removeAllListeners(name).on(name, () => undefined);
  let text = '';
  let record: UndoRecord | undefined;
  let timer: NodeJS.Timeout | undefined;
  const died = new Promise<void>((resolve) => {
    input.setEncoding('utf8');
    input.on('data', (chunk: string) => {
      text += chunk;
      if (record || !text.includes('\n')) return;
      record = undoRecordSchema.parse(JSON.parse(text.slice(0, text.indexOf('\n'))));
      const leftMs = record.expiresMs - Date.now() + chaosLimits.ttlSlackMs;
      timer = setTimeout(resolve, Math.max(0, leftMs));
    });
    for (const name of ['end', 'close', 'error']) input.on(name, () => resolve());
  });
  await died;
  clearTimeout(timer);
  if (!record || text.endsWith('\ndone\n')) return 0;
  const pause = () => sleep(pauseMs);
  const refusal = await undo(record, { disk: systemDisk, processes: drillProcesses, pause });
  if (!refusal) await openUndoBook(bookFolder, systemDisk).close(record.drill);
  input.destroy();
  return refusal ? 1 : 0;
}
