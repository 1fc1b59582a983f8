import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../../server/src/base/index.ts';
import type { DiskPort, ProcessPort } from '../../../server/src/core/ports/index.ts';
import { openState } from '../../../server/src/core/state/index.ts';
import type { ChangeSet } from '../../../server/src/protocol/index.ts';
import { openRestore, type Restore } from '../../../server/src/services/restore/index.ts';

/** Present in every version; sizes differ, so that kills land between any two of them. */
const lasting = Array.from({ length: 8 }, (_, index) => `src/folder${index % 3}/file${index}.ts`);
/** Present in odd versions only: created by one change, deleted by the next. */
const passing = ['src/odd/one.ts', 'src/odd/deeper/two.ts'];

export async function openOn(
  root: string,
  stateHome: string,
  disk: DiskPort,
  processes: Pick<ProcessPort, 'isAlive'>,
  host: string,
): Promise<Restore> {
  const ids = () => `${Date.now().toString(36)}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  const state = await openState({
    root,
    disk,
    processes,
    clock: systemClock,
    ids,
    machine: {
      platform: process.platform,
      home: homedir(),
      variables: { XDG_STATE_HOME: stateHome },
      host,
      pid: process.pid,
      bootMs: 0,
    },
  });
  if ('kind' in state) throw new Error(state.message);
  const opened = await openRestore({
    root,
    stateFolder: state.folder,
    disk,
    clock: systemClock,
    ids,
    exclusive: (signal) => state.lock(signal),
  });
  if ('kind' in opened) throw new Error(opened.message);
  return opened;
}

export async function plantTree(root: string): Promise<void> {
  for (const path of lasting) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), textOf(path, 0));
  }
}

/** The version that file 0 says; the change below is refused when the others say otherwise. */
export async function versionOf(root: string): Promise<number> {
  const text = await readFile(join(root, lasting[0]!), 'utf8');
  return Number(/^\/\/ (\d+)/.exec(text)?.[1]);
}

export async function changeTo(root: string, version: number): Promise<ChangeSet> {
  const now = await versionOf(root);
  const at = (path: string, which: number) =>
    passing.includes(path) && which % 2 === 0 ? null : textOf(path, which);
  return {
    files: [...lasting, ...passing].map((path) => ({
      path,
      before: at(path, now),
      after: at(path, version),
    })),
  };
}

/** What is half-written in the tree, as sentences. */
export async function findHalves(root: string): Promise<string[]> {
  const version = await versionOf(root);
  const expected = new Map(
    [...lasting, ...(version % 2 === 1 ? passing : [])].map((path) => [path, textOf(path, version)]),
  );
  const wrong: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(root.length + 1);
    if (entry.isDirectory()) continue;
    const text = expected.get(path);
    if (text === undefined) wrong.push(`${path} does not belong to version ${version}.`);
    else if ((await readFile(join(root, path), 'utf8')) !== text)
      wrong.push(`${path} is not of version ${version}.`);
    expected.delete(path);
  }
  return [...wrong, ...[...expected.keys()].map((path) => `${path} is missing in version ${version}.`)];
}

function textOf(path: string, version: number): string {
  const lineEnd = path.length % 2 === 0 ? '\r\n' : '\n';
  const lines = Array.from(
    { length: 20 + path.length * 10 },
    (_, line) => `line ${line} of ${path} in ${version}`,
  );
  return [`// ${version}`, ...lines].join(lineEnd);
}
