import { join } from 'node:path';
import { sha256 } from '../../../base/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import { cacheNames, linkInstall } from './link-install.ts';
import type { SandboxPlace } from './place.ts';
import { packagesThatReachBack } from './reach.ts';
import { forgetState, type InstallRecord } from './state.ts';
import { storeNames } from './store.ts';

/**
 * Links every install anew when one of them is no longer what it was: an install changes the layout of all. `known` says
 * whether `installs` are all there are, so that others were removed. Answers the folders that were linked.
 */
export async function relinkInstalls(
  place: SandboxPlace,
  installs: readonly string[],
  known: 'all' | 'some',
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { disk, pair, state } = place;
  const records = new Map<string, InstallRecord>();
  let changed = false;
  for (const install of installs) {
    const source = await disk.realPath(join(pair.root, install));
    if (source === undefined) {
      changed = true;
      continue;
    }
    const record = await lookAt(source, disk);
    records.set(install, record);
    const before = state.installs.get(install);
    changed ||=
      before?.signature !== record.signature || !(await isIntact(join(pair.copy, install), before, disk));
  }
  const removed =
    known === 'all' ? [...state.installs.keys()].filter((install) => !records.has(install)) : [];
  if (!changed && removed.length === 0) return [];
  await forgetState(place.slot, disk);
  const reaching = await packagesThatReachBack(pair.root, [...records.keys()], disk, signal);
  for (const install of [...removed, ...installs]) {
    await place.owned.removeTree(join(pair.copy, install));
    state.installs.delete(install);
  }
  for (const [install, record] of records) {
    const source = (await disk.realPath(join(pair.root, install))) ?? join(pair.root, install);
    await linkInstall({ pair, source, target: join(pair.copy, install), reaching }, disk, signal);
    state.installs.set(install, record);
  }
  return [...removed, ...records.keys()];
}

/** Everything of an install that tells that a package manager was at work, without looking into packages. */
async function lookAt(modules: string, disk: DiskPort): Promise<InstallRecord> {
  const lines: string[] = [];
  const names: string[] = [];
  for (const entry of await disk.list(modules)) {
    const path = join(modules, entry.name);
    if (cacheNames.has(entry.name)) continue;
    if (!entry.name.startsWith('.')) names.push(entry.name);
    lines.push(`${entry.kind} ${entry.name} ${await detail(path, entry.name, entry.kind, disk)}`);
  }
  return { signature: sha256(lines.sort().join('\n')), names: names.sort() };
}

async function detail(path: string, name: string, kind: string, disk: DiskPort): Promise<string> {
  if (kind === 'link') return disk.readLink(path);
  if (kind === 'file') {
    const stat = await disk.stat(path);
    return stat ? `${stat.sizeBytes} ${stat.modifiedMs}` : '';
  }
  if (!name.startsWith('@') && !storeNames.has(name)) return '';
  return (await disk.list(path))
    .map((entry) => `${entry.kind} ${entry.name}`)
    .sort()
    .join(' ');
}

/** Whether tools left the entries of the copy as they were linked. */
async function isIntact(
  modules: string,
  record: InstallRecord | undefined,
  disk: DiskPort,
): Promise<boolean> {
  if (!record || (await disk.stat(modules))?.kind !== 'folder') return false;
  const names = (await disk.list(modules)).map((entry) => entry.name).filter((name) => !name.startsWith('.'));
  return names.sort().join('/') === record.names.join('/');
}
