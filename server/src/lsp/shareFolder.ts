import { isCancelled, isRefusal, messageOf, systemClock } from '../base/index.ts';
import { methods, type ProposalView } from '../protocol/index.ts';
import type { Folder, FolderServices } from './folders.ts';
import type { Session } from './session.ts';

/** How often a server that is not the owner asks to be. */
const askAgainMs = 5_000;

/** What a command beside the editor may ask for: what is there, and to take it or take it back. */
const shared: ReadonlySet<string> = new Set([
  methods.proposals,
  methods.proposalFile,
  methods.accept,
  methods.discard,
  methods.undo,
]);

/** Lets `grace` commands see what this editor holds for a folder, and act on it through this process. */
export async function shareFolder(session: Session, folder: Folder, services: FolderServices): Promise<void> {
  const { dispatch, connection } = session;
  const answer = async (method: string, params: unknown, signal: AbortSignal) => {
    if (!shared.has(method)) throw new Error(`${method} is not answered to a command.`);
    const answered = await dispatch.call(method, params, signal);
    return method === methods.proposals ? ofFolder(answered as AllProposals, folder) : answered;
  };
  const ending = AbortSignal.any([dispatch.ending, folder.closing]);
  let said = '';
  try {
    for (;;) {
      const owned = await services.share(answer, ending);
      if (!isRefusal(owned)) {
        folder.own(owned);
        return;
      }
      if (owned.message !== said) connection.console.info(owned.message);
      said = owned.message;
      // Another server has it, and may end before this one does.
      await systemClock.sleep(askAgainMs, ending);
    }
  } catch (thrown) {
    if (isCancelled(thrown)) return;
    connection.console.warn(`\`grace\` commands cannot see the proposals here: ${messageOf(thrown)}.`);
  }
}

interface AllProposals {
  readonly proposals: readonly ProposalView[];
}

function ofFolder({ proposals }: AllProposals, { uri }: Folder): AllProposals {
  return { proposals: proposals.filter(({ folder }) => folder === uri) };
}
