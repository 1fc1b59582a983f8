import { join } from 'node:path';
import {
  codeOf,
  Emitter,
  isCancelled,
  isRefusal,
  messageOf,
  refused,
  type Listen,
  type Refusal,
} from '../../base/index.ts';
import { counted, countWork, defineKernel } from '../../core/kernel/index.ts';
import type { Decision } from '../../protocol/index.ts';
import { keepEpochs } from './epochs/keep.ts';
import { openEpochs, type EpochsOptions } from './epochs/open.ts';
import { openRestore, type RestoreOptions } from './open.ts';
import { recoveryDecision } from './recovery-decision.ts';
import type { Recovery, Restore } from './restore.ts';
import { applyUnderRules } from './under-rules.ts';

export interface SnapshotsPorts extends RestoreOptions {
  readonly epochs: Pick<EpochsOptions, 'build' | 'logEnd' | 'places' | 'warn'>;
  /** Fires when a boot has succeeded. */
  readonly onLive: Listen<void>;
  readonly rules: Parameters<typeof applyUnderRules>[1];
  readonly decide: (decision: Decision) => Promise<unknown>;
  /** Told once it is settled what a crash left behind. */
  readonly onRecovered: (recoveries: readonly Recovery[]) => void;
}

/** Another process may be at work on the tree: so long it is waited for. */
const startMsMax = 20_000;
const stallMs = 60_000;
const probePrefix = 'restore-probe-';
const probeAgeMaxMs = 60 * 60 * 1_000;

/**
 * `snapshots`: what Grace applies can be taken back. It settles what a crash left before it serves, and is ready when it
 * changed a sample and took the change back. It keeps the state of each boot that succeeded and of every hour. It stands on nothing: an undo works whatever else does not.
 */
export const snapshotsKernel = defineKernel({
  id: 'snapshots',
  dependsOn: [],
  bounds: { startMsMax, stallMs },
  async start(ports: SnapshotsPorts, lifetime) {
    const restore = await openRestore(ports);
    if (isRefusal(restore)) return restore;
    const recoveries = await restore.recover(lifetime.signal);
    for (const recovery of recoveries) await ports.decide(recoveryDecision(recovery));
    ports.onRecovered(recoveries);
    const newestPoint = async () => (await restore.list()).at(-1)?.id;
    const epochs = openEpochs({ ...ports, ...ports.epochs, newestPoint });
    const keeping = keepEpochs({ epochs, clock: ports.clock, onLive: ports.onLive });
    const exit = new Emitter<string>();
    lifetime
      .run('keep the state of every hour', (signal) => keeping.run(signal))
      .catch((thrown: unknown) => {
        if (!isCancelled(thrown)) exit.fire(`The state is not kept any more: ${messageOf(thrown)}`);
      });
    const work = countWork();
    const service = counted<Restore>(
      applyUnderRules(restore, ports.rules),
      ['apply', 'begin', 'undo', 'list', 'recover'],
      work,
    );
    return {
      service,
      onExit: exit.event,
      lacks: () => keeping.trouble(),
      isReady: (signal) => takesSampleBack(ports, signal),
      beat: () => Promise.resolve(work.beat()),
    };
  },
});

/** Changes a file of its own on the same disk and takes it back. */
async function takesSampleBack(ports: SnapshotsPorts, signal: AbortSignal): Promise<'ready' | Refusal> {
  const { disk, clock, ids, stateFolder } = ports;
  await removeOldProbes(ports);
  const probe = join(stateFolder, `${probePrefix}${ids()}`);
  const root = join(probe, 'files');
  const file = join(root, 'sample.txt');
  try {
    await disk.makeFolder(root);
    await disk.makeFolder(join(probe, 'state'));
    await disk.write(file, Buffer.from(before));
    const restore = await openRestore({ root, stateFolder: join(probe, 'state'), disk, clock, ids });
    if (isRefusal(restore)) return restore;
    const change = { files: [{ path: 'sample.txt', before, after }] };
    const point = await restore.apply(change, 'A sample', signal);
    if (isRefusal(point)) return point;
    const isChanged = (await disk.read(file))?.toString('utf8') === after;
    const undone = await restore.undo(point.id, signal);
    if (isRefusal(undone)) return undone;
    const isBack = (await disk.read(file))?.toString('utf8') === before;
    return isChanged && isBack
      ? 'ready'
      : refused(`A sample in ${stateFolder} was not changed and taken back byte for byte: check the disk.`);
  } finally {
    await disk.removeTree(probe);
  }
}

const before = 'before\n';
const after = 'after\n';

async function removeOldProbes({ disk, clock, stateFolder }: SnapshotsPorts): Promise<void> {
  try {
    for (const { name, kind } of await disk.list(stateFolder)) {
      if (kind !== 'folder' || !name.startsWith(probePrefix)) continue;
      const stat = await disk.stat(join(stateFolder, name));
      if (stat && stat.modifiedMs < clock.now() - probeAgeMaxMs)
        await disk.removeTree(join(stateFolder, name));
    }
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown;
  }
}
