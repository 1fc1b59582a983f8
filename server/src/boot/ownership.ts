import { randomBytes } from 'node:crypto';
import { systemSockets } from '../adapters/index.ts';
import type { Refusal } from '../base/index.ts';
import { joinOwner, shareState, type AnswerQuestion, type Owner, type Shared } from '../core/owner/index.ts';
import type { Around } from './around.ts';
import { newId } from './new-id.ts';

/** The two ends of the line between the process that owns the state and the commands beside it. */
export function ownership({ state, disk, clock, machine }: Around): {
  share(answer: AnswerQuestion, signal: AbortSignal): Promise<Shared | Refusal>;
  owner(signal: AbortSignal): Promise<Owner | undefined>;
} {
  const common = { folder: state.folder, disk, clock, sockets: systemSockets };
  return {
    share: (answer, signal) =>
      shareState(
        {
          ...{ ...common, randomBytes, answer, ids: newId, pid: machine.pid },
          claim: (claiming) => state.claim('owner', claiming),
        },
        signal,
      ),
    owner: (signal) => joinOwner(common, signal),
  };
}
