import { join } from 'node:path';
import { createMainLoopPort } from '../../adapters/index.ts';
import { refusedForNow } from '../../base/index.ts';
import { governorKernel } from '../../core/governor/index.ts';
import { bind, type BoundKernel } from '../../core/kernel/index.ts';
import { logKernel } from '../../core/log/index.ts';
import { logWithoutSecrets } from '../../core/secrets/index.ts';
import { watchdogKernel } from '../../core/watchdog/index.ts';
import { recognitionKernel } from '../../services/recognition/index.ts';
import { snapshotsKernel } from '../../services/restore/index.ts';
import { keptPlaces } from '../kept-places.ts';
import { logEnd } from '../log-end.ts';
import { newId } from '../new-id.ts';
import type { KernelsPorts } from './ports.ts';
import { relayed } from './relayed.ts';

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
