import type { ResidentDisk } from '../../../../server/src/services/proof/resident/worker/observed-files.ts';

/** Files in memory under a clock that only the test moves; packages of `links` lead elsewhere. */
export function memoryDisk(
  tree: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
) {
  let nowMs = 1_000_000;
  // Everything was written just now, so that stamps alone tell nothing.
  const files = new Map(Object.entries(tree).map(([path, text]) => [path, { text, atMs: nowMs }]));
  const below = (folder: string) =>
    [...files.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1));
  const names = (folder: string) => [...new Set(below(folder).map((path) => path.split('/')[0] ?? ''))];
  const disk: ResidentDisk = {
    now: () => nowMs,
    text: (path) => files.get(path)?.text,
    digest: (path) => files.get(path)?.text,
    realPath: (path) => links[path] ?? (names(path).length > 0 ? path : undefined),
    names: (folder) => (names(folder).length > 0 ? names(folder) : undefined),
    entries: (folder) =>
      names(folder).map((name) => ({ name, kind: files.has(`${folder}/${name}`) ? 'file' : 'folder' })),
    stamp(path) {
      const file = files.get(path);
      return file && { identity: `${file.atMs} ${file.text.length}`, changedMs: file.atMs };
    },
  };
  return {
    disk,
    passMs: (ms: number) => void (nowMs += ms),
    write: (path: string, text: string) => void files.set(path, { text, atMs: nowMs }),
    remove: (path: string) => void files.delete(path),
  };
}
