import { join } from 'node:path';
import { sha256 } from '../../../base/index.ts';
import { forEachParallel } from './parallel.ts';
import type { SandboxPlace } from './place.ts';

/**
 * Hash over what the copy holds: paths, contents, modes, links and the state of the installs. Contents are hashed once
 * and remembered with the file's record; `touched` are those a layer has put there.
 */
export async function fingerprintOf(
  place: SandboxPlace,
  touched: ReadonlyMap<string, Buffer | undefined>,
  include: (path: string) => boolean,
  signal: AbortSignal,
): Promise<string> {
  const lines: string[] = [];
  const { state, disk, pair } = place;
  const untouched = [...state.files].filter(([path]) => !touched.has(path) && include(path));
  await forEachParallel(untouched, signal, async ([path, record]) => {
    let { hash } = record;
    if (hash === undefined) {
      const content = await disk.read(join(pair.copy, path));
      if (!content) return;
      hash = sha256(content);
      state.files.set(path, { ...record, hash });
    }
    lines.push(`file ${path} ${isExecutable(record.tree.mode)} ${hash}`);
  });
  for (const [path, content] of touched) {
    if (content && include(path)) {
      lines.push(`file ${path} ${isExecutable(state.files.get(path)?.tree.mode ?? 0)} ${sha256(content)}`);
    }
  }
  for (const [path, target] of state.links) if (include(path)) lines.push(`link ${path} ${target}`);
  for (const [path, install] of state.installs) lines.push(`install ${path} ${install.signature}`);
  return sha256(lines.sort().join('\n'));
}

/** The one bit of a mode that a tool can tell apart, whatever the umask. */
function isExecutable(mode: number): string {
  return (mode & 0o111) === 0 ? '-' : 'x';
}
