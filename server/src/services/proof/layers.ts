import { isRefusal, refused, type Clock, type Refusal } from '../../base/index.ts';
import type { DiskPort } from '../../core/ports/index.ts';
import type { ChangeSet } from '../../protocol/index.ts';
import type { ChangeFacts, ProbedFile } from '../analysis/index.ts';
import { probedFiles } from './gates/coverage.ts';
import { reporterFiles } from './gates/runners/index.ts';
import { recorderFiles } from './map/index.ts';
import type { SandboxState } from './gates/tests-request.ts';
import type { PrivateFiles } from './private-files.ts';
import type { Sandbox } from './sandbox/index.ts';

/** What lies in the sandbox during a proof, and how it is swapped. */
export interface Layers {
  readonly sandbox: Sandbox;
  /** Absolute path that probes write to. */
  readonly hits: string;
  enter(state: SandboxState): Promise<Refusal | undefined>;
  /** Further probes of the state with probes: of changed files instead of their own, of others on top. */
  probe(files: readonly { readonly before: string; readonly probed: ProbedFile }[]): void;
  /** Hash of the tree (with unsaved buffers, without the change) and of its installs. */
  baseKey(): Promise<string>;
  /** Takes everything out again; a sentence when the user's tree changed while it was being proven. */
  settle(disk: DiskPort, root: string): Promise<string | undefined>;
}

/**
 * Makes the sandbox equal to the tree, lays the unsaved buffers over it and the change over those. Refused when the
 * change was not made against this tree.
 */
export async function layersOf(
  change: ChangeSet,
  overlays: ReadonlyMap<string, string> | undefined,
  {
    sandbox,
    facts,
    clock,
  }: { readonly sandbox: Sandbox; readonly facts: ChangeFacts; readonly clock: Clock },
  signal: AbortSignal,
): Promise<Layers | Refusal> {
  const startedAt = clock.now();
  const synced = await sandbox.sync(signal);
  if (isRefusal(synced)) return synced;
  const laid = await sandbox.overlay(overlays ?? new Map(), signal);
  if (laid) return laid;
  const hits = `${sandbox.caches}/hits`;
  let probed = withProbes(change, facts.probes ?? [], hits);
  let state: SandboxState = 'base';
  let baseKey: string | undefined;

  async function enter(wanted: SandboxState): Promise<Refusal | undefined> {
    if (wanted === state) return undefined;
    await sandbox.reset(signal);
    state = 'base';
    if (wanted === 'base') return undefined;
    const written = await sandbox.write(wanted === 'probed' ? probed : change, signal);
    if (!written) state = wanted;
    return written;
  }

  const entered = await enter('changed');
  if (entered) return refused(`It was not made against this tree: ${entered.message}`);
  return {
    sandbox,
    hits,
    enter,
    probe(files) {
      const changed = new Set(change.files.map(({ path }) => path));
      const others = files.filter(({ probed: { path } }) => !changed.has(path));
      const own = files.filter(({ probed: { path } }) => changed.has(path)).map((file) => file.probed);
      const added = others.map(({ before, probed: file }) => ({
        ...{ path: file.path, before },
        after: probedFiles([file], hits)[0]?.after ?? before,
      }));
      probed = { files: [...withProbes(change, own, hits).files, ...added] };
    },
    async baseKey() {
      await enter('base');
      baseKey ??= await sandbox.fingerprint(signal);
      return baseKey;
    },
    async settle(disk, root) {
      await enter('base');
      return editedSince(change, overlays, startedAt, sandbox, { disk, root, signal });
    },
  };
}

/** The change as it is run by tests: its files carry probes where there are any. */
function withProbes(change: ChangeSet, probes: readonly ProbedFile[], hits: string): ChangeSet {
  const probed = new Map(probedFiles(probes, hits).map((file) => [file.path, file.after]));
  return { files: change.files.map((file) => ({ ...file, after: probed.get(file.path) ?? file.after })) };
}

/**
 * Whether the user's tree is still the one that was proven. The changed files are compared by content; all others by a
 * second look of the sandbox: what came or went, and what it has to copy again and was written after the proof began, was
 * edited meanwhile (what tools wrote in the copy is older in the tree).
 */
async function editedSince(
  change: ChangeSet,
  overlays: ReadonlyMap<string, string> | undefined,
  startedAt: number,
  sandbox: Sandbox,
  { disk, root, signal }: { readonly disk: DiskPort; readonly root: string; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const moved = (path: string) =>
    `${path} changed while it was being proven, so the proof does not hold: prove it again.`;
  for (const { path, before } of change.files) {
    if (overlays?.has(path) === true) continue;
    const now = (await disk.read(`${root}/${path}`))?.toString('utf8') ?? null;
    if (now !== before) return moved(path);
  }
  const synced = await sandbox.sync(signal);
  if (isRefusal(synced)) return synced.message;
  const [first] = synced.moved;
  if (first !== undefined) return moved(first);
  for (const path of synced.written) {
    const stat = await disk.stat(`${root}/${path}`);
    if (stat && stat.modifiedMs >= startedAt) return moved(path);
  }
  return undefined;
}

/** Writes our reporters beside the copy, where a run finds them; rewritten only when they differ. */
export async function installReporters(sandbox: Sandbox, files: PrivateFiles): Promise<void> {
  for (const [name, text] of Object.entries({ ...reporterFiles, ...recorderFiles })) {
    const path = `${sandbox.caches}/reporters/${name}`;
    if ((await files.read(path)) !== text) await files.write(path, text);
  }
}
