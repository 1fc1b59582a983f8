import { Cancelled, isRefusal, type Clock } from '../../../server/src/base/index.ts';
import type { ChangeSet } from '../../../server/src/protocol/index.ts';
import {
  openRestore,
  type Recovery,
  type Restore,
  type RetentionLimits,
} from '../../../server/src/services/restore/index.ts';
import { accepted } from '../../support/sentence-of.ts';
import { seeded, type UnreliableDisk } from '../../support/unreliable-disk.ts';

export const root = '/work';
export const stateFolder = '/state/grace';
export const signal = new AbortController().signal;

let nowMs = 1_800_000_000_000;

/** Time that passes by being looked at; sleeping lasts until it is called off. */
export function stillClock(): Clock {
  return {
    now: () => nowMs++,
    monotonic: () => nowMs,
    sleep: (_delayMs, stop) =>
      new Promise((_resolve, reject) => {
        if (stop.aborted) reject(new Cancelled());
        stop.addEventListener('abort', () => reject(new Cancelled()), { once: true });
      }),
  };
}

function counter(prefix: string): () => string {
  let count = 0;
  return () => `${prefix}${count++}`;
}

export async function open(
  disk: UnreliableDisk,
  prefix = 'r',
  retention?: RetentionLimits,
): Promise<Restore> {
  return accepted(await tryOpen(disk, prefix, retention));
}

export function tryOpen(
  disk: UnreliableDisk,
  prefix = 'r',
  retention?: RetentionLimits,
): ReturnType<typeof openRestore> {
  return openRestore({
    root,
    stateFolder,
    disk,
    clock: stillClock(),
    ids: counter(prefix),
    ...(retention ? { retention } : {}),
  });
}

/** Text files with every kind of line end, and a neighbour that is nobody's business. */
export const world: Readonly<Record<string, string>> = {
  'a.ts': 'export const a = 1;\nexport const b = 2;\n',
  'crlf.ts': 'one\r\ntwo\r\nthree',
  'mixed.ts': '\uFEFFone\ntwo\r\n',
  'deep/gone.ts': 'goodbye\n',
  'deep/neighbour.bin': '\u0000\u0001',
};

export const change: ChangeSet = {
  files: [
    {
      path: 'a.ts',
      before: world['a.ts']!,
      after: 'export const a = 10;\nexport const b = 20;\nexport const c = 30;\n',
    },
    { path: 'crlf.ts', before: world['crlf.ts']!, after: 'one\r\n2\r\nthree' },
    { path: 'mixed.ts', before: world['mixed.ts']!, after: '\uFEFFeins\ntwo\r\n' },
    { path: 'deep/gone.ts', before: world['deep/gone.ts']!, after: null },
    { path: 'deep/new/folder/made.ts', before: null, after: 'hello\n' },
  ],
};

/** A second change on top of the first. */
export const secondChange: ChangeSet = {
  files: [
    { path: 'a.ts', before: change.files[0]!.after, after: '// gone\n' },
    { path: 'deep/new/folder/made.ts', before: 'hello\n', after: 'hello again\n' },
  ],
};

export async function fill(disk: UnreliableDisk): Promise<void> {
  for (const [path, text] of Object.entries(world)) {
    const at = `${root}/${path}`;
    await disk.makeFolder(at.slice(0, at.lastIndexOf('/')));
    await disk.write(at, Buffer.from(text), path === 'a.ts' ? 0o755 : 0o644);
  }
  await disk.makeFolder('/state');
  disk.settle();
}

/** What one run does, step by step; each step resolves once it is acknowledged. */
export type Story = readonly ((restore: Restore) => Promise<string>)[];

export const stories: Readonly<Record<string, Story>> = {
  'one apply': [async (restore) => idOf(await restore.apply(change, 'first', signal))],
  'apply, undo, undo of the undo': [
    async (restore) => idOf(await restore.apply(change, 'first', signal)),
    async (restore) => idOf(await restore.undo('r0', signal)),
    async (restore) => idOf(await restore.undo('r1', signal)),
  ],
  'two applies, then the second one undone': [
    async (restore) => idOf(await restore.apply(change, 'first', signal)),
    async (restore) => idOf(await restore.apply(secondChange, 'second', signal)),
    async (restore) => idOf(await restore.undo('r1', signal)),
  ],
};

export interface Rehearsal {
  /** The tree before the first step and after each. */
  readonly trees: readonly string[];
  readonly operations: number;
}

/** Runs the story without a crash, to know its trees and how many operations it takes. */
export async function rehearse(story: Story, disk: UnreliableDisk): Promise<Rehearsal> {
  await fill(disk);
  const trees = [treeOf(disk)];
  const start = disk.operations;
  const restore = await open(disk);
  for (const step of story) {
    await step(restore);
    trees.push(treeOf(disk));
  }
  return { trees, operations: disk.operations - start };
}

export interface Crash {
  readonly seed: number;
  readonly afterOperation: number;
  readonly kind: 'power-cut' | 'killed';
}

/**
 * Lives through one crash, or two: every third seed crashes in the recovery again. Answers with what is wrong
 * afterwards, as sentences; none when every promise was kept.
 */
export async function liveThrough(
  story: Story,
  rehearsal: Rehearsal,
  disk: UnreliableDisk,
  crash: Crash,
): Promise<readonly string[]> {
  await fill(disk);
  disk.cutAt = disk.operations + crash.afterOperation;
  let acknowledged = 0;
  try {
    const restore = await open(disk);
    for (const step of story) {
      await step(restore);
      acknowledged++;
    }
  } catch {
    // The power is gone; what was acknowledged until then has to hold.
  }
  disk.restart(crash.kind);
  const random = seeded(crash.seed);
  if (crash.seed % 3 === 0) {
    disk.cutAt = disk.operations + Math.floor(random() * 40);
    try {
      await (await open(disk, 's')).recover(signal);
    } catch {
      // Interrupted once more.
    }
    disk.restart(crash.kind);
  }
  return judge(rehearsal, acknowledged, disk);
}

async function judge(rehearsal: Rehearsal, acknowledged: number, disk: UnreliableDisk): Promise<string[]> {
  const wrong: string[] = [];
  let said: readonly Recovery[] = [];
  try {
    const restore = await open(disk, 't');
    said = await restore.recover(signal);
    const again = await restore.recover(signal);
    if (again.length > 0) wrong.push(`A second recovery still finds ${again.length}.`);
    const points = await restore.list();
    if (
      points.filter((point) => point.id.startsWith('r') && point.state !== 'rolled-back').length <
      acknowledged
    )
      wrong.push('An acknowledged apply is missing from the journal.');
    wrong.push(...(await goOn(restore, disk)));
  } catch (thrown) {
    wrong.push(`Recovery threw: ${String(thrown)}`);
  }
  const tree = treeOf(disk);
  const stands = [acknowledged, acknowledged + 1].filter((index) => rehearsal.trees[index] === tree);
  if (stands.length === 0)
    wrong.push(`After ${acknowledged} acknowledged steps the tree is neither: ${tree}`);
  for (const { outcome, message } of said) {
    if (outcome === 'needs-you') wrong.push(message);
    if (outcome === 'finished' && !stands.includes(acknowledged + 1)) wrong.push(`It says: ${message}`);
    if (outcome === 'rolled-back' && !stands.includes(acknowledged)) wrong.push(`It says: ${message}`);
  }
  return wrong;
}

/** Life goes on: another apply and its undo, over whatever tail the journal has. */
async function goOn(restore: Restore, disk: UnreliableDisk): Promise<string[]> {
  const before = treeOf(disk);
  const extra = { files: [{ path: 'extra/more.ts', before: null, after: 'more\n' }] };
  await restore.undo(idOf(await restore.apply(extra, 'extra', signal)), signal);
  return treeOf(disk) === before ? [] : ['An apply and its undo after the recovery changed the tree.'];
}

export function treeOf(disk: UnreliableDisk): string {
  return JSON.stringify([...disk.tree(root)]);
}

function idOf(answer: unknown): string {
  if (isRefusal(answer)) throw new Error(answer.message);
  return (answer as { id: string }).id;
}
