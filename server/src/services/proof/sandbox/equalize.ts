import { dirname, join } from 'node:path';
import { codeOf, isRefusal, refused, sha256, type Refusal } from '../../../base/index.ts';
import type { DiskStat } from '../../../core/ports/index.ts';
import { forEachParallel } from './parallel.ts';
import { orRefusal, type SandboxPlace } from './place.ts';
import { relinkedTarget } from './relink.ts';
import type { SyncReport } from './sandbox.ts';
import { sameStamp, stampOf, type FileRecord } from './state.ts';
import { installFolder, parentOf, survey, type Survey, type SurveyedEntry } from './survey.ts';
import { relinkInstalls } from './installs.ts';

/** `build`: into an empty copy, keeping modification times. `sync`: at the price of what changed on either side. */
export type EqualizeMode = 'build' | 'sync';

/** Makes the copy equal to the tree, below `starts` (`['']` for everything). */
export async function equalize(
  place: SandboxPlace,
  mode: EqualizeMode,
  starts: readonly string[],
  signal: AbortSignal,
): Promise<SyncReport | Refusal> {
  const surveyedMs = place.clock.now();
  const tree = await surveyTree(place, starts, signal);
  if (isRefusal(tree)) return tree;
  const copy = await surveyCopy(place, starts, tree, signal);
  const run: Run = { place, mode, tree, copy, surveyedMs, written: [], removed: [], moved: [] };
  return orRefusal(work(run, starts, signal), 'bring its copy of the workspace up to date');
}

interface Run {
  readonly place: SandboxPlace;
  readonly mode: EqualizeMode;
  readonly tree: Survey;
  readonly copy: Survey;
  readonly surveyedMs: number;
  readonly written: string[];
  readonly removed: string[];
  readonly moved: string[];
}

async function work(run: Run, starts: readonly string[], signal: AbortSignal): Promise<SyncReport> {
  await removeStrangers(run);
  forgetMissing(run, starts);
  const folders = [...run.tree.entries].filter(([, entry]) => entry.kind === 'folder').map(([path]) => path);
  // Parents come before children in a survey; made one after the other, no child is made twice.
  for (const path of folders) {
    if (!run.copy.entries.has(path)) await run.place.disk.makeFolder(join(run.place.pair.copy, path));
  }
  await forEachParallel(run.tree.entries, signal, async ([path, entry]) => {
    if (entry.kind === 'file') await equalizeFile(run, path, entry.stat);
    if (entry.kind === 'link') await equalizeLink(run, path, entry.target);
  });
  const isWhole = starts.includes('');
  if (isWhole) await removeForeignInstalls(run);
  const known = isWhole ? [] : [...run.place.state.installs.keys()];
  const installs = [...new Set([...run.tree.installs, ...known])].sort();
  const relinked = await relinkInstalls(run.place, installs, isWhole ? 'all' : 'some', signal);
  return { written: run.written.sort(), removed: run.removed.sort(), relinked, moved: run.moved.sort() };
}

/** Packages where the tree has none; a folder with nothing but caches in it may stay. */
async function removeForeignInstalls(run: Run): Promise<void> {
  const { disk, owned, pair } = run.place;
  for (const path of run.copy.installs) {
    const absolute = join(pair.copy, path);
    if (run.tree.installs.includes(path) || !(await disk.stat(absolute))) continue;
    const entries = await disk.list(absolute);
    if (entries.every((entry) => entry.name.startsWith('.') && entry.name !== '.bin')) continue;
    await owned.removeTree(absolute);
    run.removed.push(path);
  }
}

/** Left by package managers in what they install. */
const installMarks = [
  '.package-lock.json',
  '.modules.yaml',
  '.yarn-integrity',
  '.yarn-state.yml',
  '.pnpm',
  '.bun',
];
const mebibyte = 1024 * 1024;
/** Room left on the disk for what tools write. */
const spareBytes = 256 * mebibyte;

async function surveyTree(
  place: SandboxPlace,
  starts: readonly string[],
  signal: AbortSignal,
): Promise<Survey | Refusal> {
  const { disk, pair, limits } = place;
  const found = await survey(
    {
      base: pair.root,
      starts: starts.filter((start) => !start.split('/').includes(installFolder)),
      entriesMax: limits.entriesMax,
      async isInstall(path) {
        if (place.packageFolders.includes(parentOf(path))) return true;
        const stats = await Promise.all(installMarks.map((mark) => disk.stat(join(pair.root, path, mark))));
        return stats.some((stat) => stat !== undefined);
      },
    },
    disk,
    signal,
  );
  if (found.overflow) {
    return refused(
      `The workspace has more than ${limits.entriesMax} files and folders, too many to copy. Open one of its parts.`,
    );
  }
  for (const path of found.unreadable) leaveOut(place, path, 'The folder may not be read.');
  return fitting(place, found);
}

/** Leaves out what is too large on its own and refuses what is too large together. */
async function fitting(place: SandboxPlace, found: Survey): Promise<Survey | Refusal> {
  const { limits, state } = place;
  let totalBytes = 0;
  let newBytes = 0;
  for (const [path, entry] of found.entries) {
    place.leftOut.delete(path);
    if (entry.kind !== 'file') continue;
    if (entry.stat.sizeBytes > limits.fileBytesMax) {
      found.entries.delete(path);
      const size = Math.round(entry.stat.sizeBytes / mebibyte);
      leaveOut(
        place,
        path,
        `The file has ${size} MB; files above ${limits.fileBytesMax / mebibyte} MB are not copied.`,
      );
      continue;
    }
    totalBytes += entry.stat.sizeBytes;
    if (!state.files.has(path)) newBytes += entry.stat.sizeBytes;
  }
  if (totalBytes > limits.totalBytesMax) {
    return refused(
      `The workspace has ${Math.round(totalBytes / mebibyte)} MB without node_modules, more than the ` +
        `${limits.totalBytesMax / mebibyte} MB Grace copies. Delete build output, or open one of its parts.`,
    );
  }
  const freeBytes = await place.disk.freeBytes(place.slot);
  if (newBytes + spareBytes > freeBytes) {
    return refused(
      `A copy of the workspace needs ${Math.round(newBytes / mebibyte)} MB and some room for its tools, and only ` +
        `${Math.round(freeBytes / mebibyte)} MB are free. Free some space and try again.`,
    );
  }
  return found;
}

function leaveOut(place: SandboxPlace, path: string, reason: string): void {
  place.leftOut.set(path, { path, reason });
}

function surveyCopy(
  place: SandboxPlace,
  starts: readonly string[],
  tree: Survey,
  signal: AbortSignal,
): Promise<Survey> {
  const request = {
    base: place.pair.copy,
    starts: starts.filter((start) => !start.split('/').includes(installFolder)),
    entriesMax: Number.POSITIVE_INFINITY,
    isInstall: (path: string) => !tree.entries.has(path),
  };
  return survey(request, place.disk, signal);
}

/** What tools left in the copy, what the user removed from the tree, and what is of another kind now. */
async function removeStrangers(run: Run): Promise<void> {
  const { place, tree, copy } = run;
  const gone = new Set<string>();
  for (const [path, entry] of copy.entries) {
    if (gone.has(parentOf(path))) {
      gone.add(path);
      continue;
    }
    const wanted = tree.entries.get(path);
    if (wanted?.kind === entry.kind) continue;
    if (!wanted && isOutput(place, path)) continue;
    const absolute = join(place.pair.copy, path);
    if (entry.kind === 'folder') {
      await place.owned.removeTree(absolute);
      gone.add(path);
    } else await place.disk.remove(absolute);
    run.removed.push(path);
  }
  for (const path of [...run.removed, ...gone]) copy.entries.delete(path);
}

function isOutput(place: SandboxPlace, path: string): boolean {
  return place.outputs.some(
    (output) => path === output || path.startsWith(`${output}/`) || output.startsWith(`${path}/`),
  );
}

/** What went out of the tree since the last look. */
function forgetMissing(run: Run, starts: readonly string[]): void {
  const { state } = run.place;
  for (const records of [state.files, state.links]) {
    for (const path of records.keys()) {
      const looked = starts.some((start) => start === '' || path === start || path.startsWith(`${start}/`));
      if (!looked || run.tree.entries.has(path)) continue;
      records.delete(path);
      run.moved.push(path);
    }
  }
}

async function equalizeFile(run: Run, path: string, stat: DiskStat): Promise<void> {
  const { state, disk } = run.place;
  const record = state.files.get(path);
  const present = run.copy.entries.get(path);
  if (record?.settled === true && isUntouched(record, stat, present)) return;
  try {
    const kept = await bringOver(run, path, stat, present);
    const copyStat = await disk.stat(join(run.place.pair.copy, path));
    if (!copyStat) return;
    const tree = stampOf(stat);
    const copy = stampOf(copyStat);
    const settled = Math.max(tree.modifiedMs, copy.modifiedMs) < run.surveyedMs - racyMs;
    const hash = kept ? record?.hash : undefined;
    state.files.set(path, { tree, copy, settled, ...(hash === undefined ? {} : { hash }) });
    if (!record) run.moved.push(path);
  } catch (thrown) {
    const code = codeOf(thrown);
    // It vanished while we looked, which the next sync will see; or it is not ours to read, which a tool would see too.
    if (code === 'EACCES' || code === 'EPERM') leaveOut(run.place, path, 'The file may not be read.');
    else if (code !== 'ENOENT') throw thrown;
    state.files.delete(path);
  }
}

/** Two writes within so many milliseconds may carry one time stamp. */
const racyMs = 100;

function isUntouched(record: FileRecord, stat: DiskStat, present: SurveyedEntry | undefined): boolean {
  if (present?.kind !== 'file') return false;
  return sameStamp(record.tree, stampOf(stat)) && sameStamp(record.copy, stampOf(present.stat));
}

/** Answers whether the content was the same already. */
async function bringOver(
  run: Run,
  path: string,
  stat: DiskStat,
  present: SurveyedEntry | undefined,
): Promise<boolean> {
  const { disk, pair } = run.place;
  const from = join(pair.root, path);
  const to = join(pair.copy, path);
  // Build info tells compilers by its age what is up to date: it must not look younger than it is. A source, once the
  // copy lives, must not look older than what was built from it.
  if (!present && (run.mode === 'build' || path.endsWith('.tsbuildinfo'))) {
    await disk.makeFolder(dirname(to));
    await disk.copy(from, to);
    run.written.push(path);
    return false;
  }
  const content = await disk.read(from);
  if (!content) return false;
  const sameSize = present?.kind === 'file' && present.stat.sizeBytes === content.length;
  const before = sameSize ? await disk.read(to) : undefined;
  if (before?.equals(content) === true) {
    if (present?.kind === 'file' && present.stat.mode !== stat.mode) await disk.setMode(to, stat.mode);
    const record = run.place.state.files.get(path);
    return record?.hash === undefined || record.hash === sha256(content);
  }
  await disk.makeFolder(dirname(to));
  if (path.endsWith('.tsbuildinfo')) await disk.copy(from, to);
  else {
    // Removed first: a read-only file cannot be written, and a link must not be written through.
    await disk.remove(to);
    await disk.write(to, content, stat.mode);
  }
  run.written.push(path);
  return false;
}

async function equalizeLink(run: Run, path: string, target: string): Promise<void> {
  const { disk, pair, state } = run.place;
  const wanted = await relinkedTarget(pair, join(pair.root, path), target, disk);
  const present = run.copy.entries.get(path);
  if (!state.links.has(path)) run.moved.push(path);
  state.links.set(path, wanted);
  if (present?.kind === 'link' && present.target === wanted) return;
  const to = join(pair.copy, path);
  await disk.remove(to);
  await disk.makeFolder(dirname(to));
  await disk.link(wanted, to);
  run.written.push(path);
}
