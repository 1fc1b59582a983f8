import { join } from 'node:path';
import { isRefusal, type Clock } from '../../../base/index.ts';
import type { Log } from '../../../core/log/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import { openStore, type EngineHost } from '../../../core/store/index.ts';
import type { DrillPlace } from './launcher.ts';

export interface ContradictionPorts {
  readonly disk: DiskPort;
  readonly clock: Clock;
  readonly place: DrillPlace;
  readonly stateFolder: string;
  readonly log: () => Log;
  databaseAt(path: string): EngineHost;
}

/** Copies that are taken while somebody writes may be of two moments: such a one is taken again. */
const copiesMax = 5;
const copyPauseMs = 200;

/**
 * Whether the database says what the log says: a copy of it, as it lies there, against the same tables in memory, filled
 * from the log alone. A sentence where it does not.
 */
export async function contradictionOf(
  ports: ContradictionPorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  let found: string | undefined;
  for (let copy = 0; copy < copiesMax; copy += 1) {
    found = await compareOnce(ports, `copy-${copy}`, signal);
    if (found === undefined) return undefined;
    await ports.clock.sleep(copyPauseMs, signal);
  }
  return found;
}

async function compareOnce(
  ports: ContradictionPorts,
  name: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { disk, stateFolder, place } = ports;
  const folder = join(place.folder, 'tmp', name);
  await disk.removeTree(folder);
  await disk.makeFolder(folder);
  const path = join(folder, 'store.db');
  const original = join(stateFolder, 'store', 'store.db');
  if (!(await disk.stat(original))) return 'There is no database.';
  for (const suffix of ['', '-wal'])
    if (await disk.stat(original + suffix)) await disk.copy(original + suffix, path + suffix);
  const kept = await dumpOf(ports, folder, ports.databaseAt(path), signal);
  const told = await dumpOf(ports, folder, undefined, signal);
  return kept === told
    ? undefined
    : `The database does not say what the log says${kept.startsWith('!') ? `: ${kept.slice(1)}` : '.'}`;
}

/** Everything that can be asked for; what begins with `!` says why there is no such thing. */
async function dumpOf(
  { log, disk, clock }: ContradictionPorts,
  folder: string,
  host: EngineHost | undefined,
  signal: AbortSignal,
): Promise<string> {
  const store = openStore({
    ...{ log: log(), disk, clock, basePath: join(folder, 'store.base'), note: () => undefined },
    onEntry: () => ({ dispose: () => undefined }),
    ...(host ? { host } : {}),
  });
  try {
    const dump = await store.dump(signal);
    if (isRefusal(dump)) return `!${dump.message}`;
    const { rebuilds, kind, trouble } = store.condition();
    if (host && (rebuilds > 0 || kind === 'memory')) return `!${trouble ?? 'it had to be built anew.'}`;
    return dump;
  } finally {
    await store.close();
  }
}
