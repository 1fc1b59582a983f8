import { dirname, join } from 'node:path';
import { z } from 'zod';
import { refused, type Refusal } from '../base/index.ts';
import type { RollbackCause, StateRolledBack } from '../protocol/index.ts';
import type { Rollbacks } from '../services/restore/index.ts';
import type { Around } from './around.ts';
import { isSound, keptPlaces } from './kept-places.ts';
import { keptJson } from './kept-json.ts';
import { limits } from './limits.ts';
import { newId } from './new-id.ts';

export interface Failure {
  readonly cause: Exclude<RollbackCause, 'asked'>;
  /** What failed, the same each time it fails so: for one failure no state is tried twice. */
  readonly what: string;
  /** A sentence. */
  readonly reason: string;
}

/** Puts the last good state back where it is the state that failed, a limited number of times. */
export interface SelfRollback {
  /** The kept file that somebody damaged. */
  damaged(): Promise<Failure | undefined>;
  heal(failure: Failure, signal: AbortSignal): Promise<StateRolledBack | Refusal>;
}

const triedSchema = z.array(z.object({ epoch: z.string(), what: z.string(), atMs: z.number() }));

export function createSelfRollback(around: Around, rollbacks: Rollbacks): SelfRollback {
  const { state, disk, clock } = around;
  const file = join(state.folder, 'rollbacks.json');
  const memory = keptJson(file, disk, newId);

  async function damagedFile(): Promise<string | undefined> {
    for (const place of keptPlaces) {
      const stat = await disk.stat(join(state.folder, place));
      const names = stat?.kind === 'folder' ? await disk.list(join(state.folder, place)) : [];
      const paths =
        stat?.kind === 'file'
          ? [place]
          : names.filter(({ kind }) => kind === 'file').map(({ name }) => `${place}/${name}`);
      for (const path of paths) {
        const bytes = await disk.read(join(state.folder, path));
        if (bytes && !isSound(path, bytes)) return path;
      }
    }
    return undefined;
  }

  /** Written down before it is begun: a crash in the middle makes it no second try. */
  async function mayTry(epoch: string, what: string): Promise<Refusal | undefined> {
    const nowMs = clock.now();
    const tried = triedSchema.safeParse((await memory.read()) ?? []).data ?? [];
    if (tried.some((each) => each.epoch === epoch && each.what === what))
      return refused(`The last good state (${epoch}) was put back for this before, and it did not help.`);
    const recent = tried.filter(({ atMs }) => nowMs - atMs < limits.rollbackWindowMs);
    if (recent.length >= limits.rollbacksMax)
      return refused(
        `The state was put back ${recent.length} times within ${limits.rollbackWindowMs / hourMs} hours already: choose one yourself with \`grace restore rollback\`.`,
      );
    await memory.write([...tried, { epoch, what, atMs: nowMs }].slice(-limits.rollbacksRemembered));
    await disk.sync(file);
    await disk.syncFolder(dirname(file));
    return undefined;
  }

  return {
    async damaged() {
      const path = await damagedFile();
      if (path === undefined) return undefined;
      const reason = `${join(state.folder, path)} was damaged.`;
      return { cause: 'state_unreadable', what: `damaged ${path}`, reason };
    },
    async heal({ cause, what, reason }, signal) {
      for (const { epoch } of await rollbacks.states()) {
        if (epoch?.reason !== 'boot') continue;
        const files = await rollbacks.filesOf(epoch);
        // A boot goes on without what it cannot read: what it kept of that is no help.
        if (!files || [...files].some(([path, bytes]) => !isSound(path, bytes))) continue;
        const mayBegin = () => mayTry(epoch.id, what);
        return rollbacks.rollBack({ state: epoch.id, cause, reason, mayBegin }, signal);
      }
      return refused('There is no kept state that Grace came up well with.');
    },
  };
}

const hourMs = 60 * 60_000;
