import { isAbsolute, join } from 'node:path';
import { isRefusal, refused, throwIfCancelled, type Refusal } from '../../../base/index.ts';
import { equalize } from './equalize.ts';
import { fingerprintOf } from './fingerprint.ts';
import { installInCopy } from './install.ts';
import { createLayers } from './layers.ts';
import { takeLock } from './lock.ts';
import { isWithin, ownFolder, type OwnedFolder } from './ownership.ts';
import { orRefusal, type SandboxPlace } from './place.ts';
import { moved } from './relink.ts';
import type { Sandbox, SandboxLimits, SandboxRequest, SyncReport } from './sandbox.ts';
import { emptyState, forgetState, loadState, saveState } from './state.ts';

const gibibyte = 1024 * 1024 * 1024;

const sandboxLimits: SandboxLimits = {
  fileBytesMax: 200 * 1024 * 1024,
  entriesMax: 200_000,
  totalBytesMax: 4 * gibibyte,
};

/** Sandboxes of one workspace that may be open at once (an editor, a command line, a benchmark). */
const slotsMax = 4;

/**
 * Opens the private copy of a workspace, equal to its tree: warm when an earlier one is still there and whole, else
 * built anew. Every process has its own.
 */
export async function openSandbox(request: SandboxRequest, signal: AbortSignal): Promise<Sandbox | Refusal> {
  return orRefusal(open(request, signal), 'make its private copy of the workspace');
}

async function open(request: SandboxRequest, signal: AbortSignal): Promise<Sandbox | Refusal> {
  throwIfCancelled(signal);
  const { disk } = request;
  const root = await disk.realPath(request.facts.root);
  if (root === undefined) return refused(`The workspace ${request.facts.root} does not exist any more.`);
  const owned = await ownFolder(request.folder, root, disk);
  if (isRefusal(owned)) return owned;
  const slot = await takeSlot(request, owned);
  if (!slot) {
    return refused(
      `${slotsMax} other runs of Grace are proving changes of this workspace. Wait for one of them, or end it.`,
    );
  }
  try {
    const place = await openPlace(request, owned, root, slot.path);
    const opened = await fill(place, signal);
    if (!isRefusal(opened)) return sandboxOf(place, request, slot.release);
    await clear(place);
    await slot.release();
    return opened;
  } catch (thrown) {
    await slot.release();
    throw thrown;
  }
}

interface Slot {
  readonly path: string;
  readonly release: () => Promise<void>;
}

async function takeSlot(request: SandboxRequest, owned: OwnedFolder): Promise<Slot | undefined> {
  for (let number = 1; number <= slotsMax; number += 1) {
    const path = join(owned.path, String(number));
    const lock = await takeLock(`${path}.lock`, request.disk, request.processes);
    if (lock) return { path, release: lock.release };
  }
  return undefined;
}

async function openPlace(
  request: SandboxRequest,
  owned: OwnedFolder,
  root: string,
  slot: string,
): Promise<SandboxPlace> {
  const { disk, processes, clock, facts } = request;
  await disk.makeFolder(slot);
  const state = await loadState(slot, root, disk);
  const place: SandboxPlace = {
    ...{ disk, processes, clock, owned, slot },
    pair: { root, copy: join(slot, 'tree') },
    packageFolders: facts.packages.map(({ folder }) => folder),
    outputs: request.outputs ?? [],
    limits: { ...sandboxLimits, ...request.limits },
    state: state ?? emptyState(),
    leftOut: new Map(),
  };
  // Without a state the copy is half built, or a package manager was at work in it.
  if (!state) await clear(place);
  await disk.makeFolder(place.pair.copy);
  await disk.makeFolder(cachesOf(place));
  return place;
}

async function clear(place: SandboxPlace): Promise<void> {
  await forgetState(place.slot, place.disk);
  await place.owned.removeTree(place.pair.copy);
  await place.owned.removeTree(cachesOf(place));
}

function cachesOf(place: SandboxPlace): string {
  return join(place.slot, 'caches');
}

async function fill(place: SandboxPlace, signal: AbortSignal): Promise<SyncReport | Refusal> {
  const { state, slot, pair, disk } = place;
  const report = await equalize(place, state.files.size === 0 ? 'build' : 'sync', [''], signal);
  if (!isRefusal(report)) await saveState(slot, pair.root, state, disk);
  return report;
}

function sandboxOf(place: SandboxPlace, request: SandboxRequest, release: () => Promise<void>): Sandbox {
  const { pair, disk, slot, state } = place;
  const layers = createLayers(place);
  let closed = false;
  // After a package manager the installs are unknown on purpose; a whole sync links them again.
  let installed = false;

  async function sync(signal: AbortSignal, changedPaths?: readonly string[]): Promise<SyncReport | Refusal> {
    const touched = [...layers.touched().keys()];
    const starts = changedPaths ? [...new Set([...changedPaths, ...touched])] : [''];
    await layers.reset(signal);
    const report = await equalize(place, 'sync', starts, signal);
    if (isRefusal(report)) return report;
    layers.forget();
    installed &&= changedPaths !== undefined;
    if (report.relinked.length > 0) await saveState(slot, pair.root, state, disk);
    return report;
  }

  return {
    tree: pair.copy,
    caches: cachesOf(place),
    get leftOut() {
      return [...place.leftOut.values()];
    },
    pathOf(path) {
      if (!isAbsolute(path)) return join(pair.copy, path);
      return isWithin(path, pair.root) ? moved(pair, path) : path;
    },
    sync: (signal, changedPaths) => orRefusal(sync(signal, changedPaths), 'bring its copy up to date'),
    overlay: (texts, signal) =>
      orRefusal(layers.overlay(texts, signal), 'write unsaved buffers into its copy'),
    async write(change, signal) {
      const whole = layers.write(change, signal).catch(async (thrown: unknown) => {
        // Half a change must not be looked at by any tool.
        await layers.reset(signal);
        throw thrown;
      });
      return orRefusal(whole, 'write the change into its copy');
    },
    reset: (signal) => layers.reset(signal),
    async read(path) {
      return (await disk.read(join(pair.copy, path)))?.toString('utf8');
    },
    fingerprint: (signal, include = () => true) => fingerprintOf(place, layers.touched(), include, signal),
    install(install, signal) {
      installed = true;
      return orRefusal(installInCopy(place, request.facts.manager, install, signal), 'install in its copy');
    },
    async close() {
      if (closed) return;
      closed = true;
      await layers.reset(new AbortController().signal);
      // Without a state the next one builds the copy anew.
      if (!installed) await saveState(slot, pair.root, state, disk);
      await release();
    },
  };
}
