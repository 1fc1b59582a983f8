import { join } from 'node:path';
import { createMainLoopPort } from '../../adapters/index.ts';
import { refusedForNow } from '../../base/index.ts';
import { governorKernel } from '../../core/governor/index.ts';
import { bind, type BoundKernel } from '../../core/kernel/index.ts';
import { logKernel, type Log, type LogEntry } from '../../core/log/index.ts';
import { logWithoutSecrets } from '../../core/secrets/index.ts';
import { watchdogKernel } from '../../core/watchdog/index.ts';
import { recognitionKernel } from '../../services/recognition/index.ts';
import { snapshotsKernel } from '../../services/restore/index.ts';
import { newId } from '../new-id.ts';
import type { KernelsPorts } from './ports.ts';
import { relayed } from './relayed.ts';

/** What of the state follows neither from the log nor from the restore points. */
const keptPlaces = ['approvals.json', 'run-memory.jsonl', 'kernels.json', 'config'];

/** The kernels of tier 1. */
export function guardians(ports: KernelsPorts): readonly BoundKernel[] {
  const { around, relays, logParts, fitness, load, governed, onRecovered } = ports;
  const { state, disk, clock, facts, resources, warn, bundles, request, build } = around;
  const decide = relays.decide;
  return [
    relayed(
      snapshotsKernel,
      () => ({
        ...{ root: facts.root, stateFolder: state.folder, disk, clock, ids: newId, decide, onRecovered },
        exclusive: (waiting) => state.lock(waiting),
        onLive: ports.onLive,
        epochs: { build, warn, places: keptPlaces, logEnd: () => logEnd(relays.log.service) },
        ledger: logParts.ledger,
        rules: {
          whyNotWritten(path) {
            const why = fitness.whyReadOnly();
            return why === undefined ? relays.settings.service.rules.whyNotWritten(path) : refusedForNow(why);
          },
        },
      }),
      (restore) => relays.restore.adopt(restore),
    ),
    relayed(
      recognitionKernel,
      (of) => ({
        log: logWithoutSecrets(of(logKernel), request.secrecy.redactor),
        projection: logParts.knowledge,
      }),
      (knowledge) => relays.knowledge.adopt(knowledge),
    ),
    bind(watchdogKernel, () => ({
      ...{ disk, clock, stateFolder: state.folder, warn },
      mainLoop: createMainLoopPort(join(bundles, 'watchdog.js')),
      process: request.serves === 'editor' ? 'server' : 'command',
      record: (stalled) => relays.log.service.append('watchdog.stalled', stalled),
    })),
    relayed(
      governorKernel,
      () => ({ resources, disk, clock, folder: state.folder, load, decide, warn }),
      (governor) => governed.adopt(governor),
    ),
  ];
}

/** The last record, read from its place: nothing but the end of the log is looked at. */
async function logEnd(log: Log): Promise<{ readonly seq: number; readonly hash: string } | undefined> {
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
