import { codeOf } from '../../../base/index.ts';
import type { DiskPort, ProcessPort } from '../../../core/ports/index.ts';

/** Attempts at a lock whose holder died: another process may take it first. */
const attemptsMax = 3;

/**
 * Takes a lock that is a link naming its holder's process id: made in one step, and readable by whoever finds it.
 * `undefined` when a living process holds it.
 */
export async function takeLock(
  path: string,
  disk: DiskPort,
  processes: Pick<ProcessPort, 'isAlive'>,
): Promise<{ readonly release: () => Promise<void> } | undefined> {
  const holder = String(process.pid);
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    try {
      await disk.link(holder, path);
      return { release: () => disk.remove(path) };
    } catch (thrown) {
      if (codeOf(thrown) !== 'EEXIST') throw thrown;
    }
    const other = Number.parseInt(await disk.readLink(path).catch(() => ''), 10);
    if (!Number.isNaN(other) && processes.isAlive(other)) return undefined;
    await disk.remove(path);
  }
  return undefined;
}
