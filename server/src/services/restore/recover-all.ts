import { codeOf, isRefusal, reasonOf } from '../../base/index.ts';
import { NewerFormat } from './journal.ts';
import { eventsOf } from './ledger.ts';
import type { Operations } from './operations.ts';
import { pointsOf } from './points.ts';
import type { Recovery } from './restore.ts';
import { asidePrefix, recordsOf, sweep, type RetentionLimits } from './retention.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import type { WritePorts } from './write-ports.ts';

/** Settles everything a crash left, with every other process kept out. Where that cannot be done, it says so. */
export async function recoverAlone(
  operations: Operations,
  ports: WritePorts,
  bounds: RetentionLimits,
  signal: AbortSignal,
): Promise<readonly Recovery[]> {
  try {
    const hold = await operations.enter(signal);
    // Another process is at work there: what is unfinished is its own.
    if (isRefusal(hold)) return [];
    try {
      return await recoverAll(ports, bounds, signal);
    } finally {
      await hold.release();
    }
  } catch (thrown) {
    if (codeOf(thrown) === 'unknown') throw thrown;
    return [
      aboutJournal(
        `Grace could not look for what an earlier crash may have left in ${ports.folder}: ${reasonOf(thrown)}. Restart Grace when that is mended.`,
      ),
    ];
  }
}

/** Unfinished applies first, then the journal itself, then contents that nothing refers to. */
async function recoverAll(
  ports: WritePorts,
  bounds: RetentionLimits,
  signal: AbortSignal,
): Promise<readonly Recovery[]> {
  const { journal } = ports;
  const recoveries: Recovery[] = [];
  let frames;
  try {
    frames = await journal.read();
  } catch (thrown) {
    if (!(thrown instanceof NewerFormat)) throw thrown;
    return [aboutJournal(thrown.message)];
  }
  const { damage } = frames;
  const points = pointsOf(frames);
  const first = damage[0];
  if (first) {
    const kept = await journal.keepAside(`${asidePrefix.slice('journal.'.length)}${ports.clock.now()}`);
    recoveries.push(
      aboutJournal(
        `The restore journal is damaged between bytes ${first.fromByte} and ${damage.at(-1)?.toByte ?? first.toByte}: restore points recorded there cannot be undone by Grace any more. No file was changed; a copy lies in ${kept}.`,
      ),
    );
  }
  for (const point of points) {
    if (!point.end) recoveries.push(await settleInterrupted(point, ports, signal));
  }
  if (damage.length > 0) await journal.rewrite(recordsOf(pointsOf(await journal.read())));
  const settled = pointsOf(await journal.read());
  await ports.ledger?.record(eventsOf(settled));
  await sweep(settled, ports, bounds);
  return recoveries;
}

function aboutJournal(message: string): Recovery {
  return { id: 'journal', title: 'Restore journal', outcome: 'needs-you', message, files: [] };
}
