import { isSoundApprovals } from '../features/refactor/index.ts';
import { isSoundLastGood } from '../core/settings/index.ts';

/** What of the state follows neither from the log nor from the restore points, and is kept and put back as one. */
export const keptPlaces: readonly string[] = ['approvals.json', 'run-memory.jsonl', 'kernels.json', 'config'];

/**
 * Whether a kept file can be read, where it was made to be whole after any crash: if not, somebody damaged it. What a run
 * remembers and what is known of restarts may end in the middle, and is a help that does without.
 */
export function isSound(path: string, bytes: Buffer): boolean {
  if (path === 'approvals.json') return isSoundApprovals(bytes);
  return path.startsWith('config/') && path.endsWith('.json') ? isSoundLastGood(bytes) : true;
}
