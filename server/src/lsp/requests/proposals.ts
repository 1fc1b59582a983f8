import { methods, type ProposalView } from '../../protocol/index.ts';
import { currentText } from '../currentText.ts';
import { readyFolders, type Session } from '../session.ts';
import { viewOf } from '../view.ts';

/** Every kept proposal of every folder, the newest first. */
export function answerProposals(session: Session): void {
  session.dispatch.request<unknown, { readonly proposals: readonly ProposalView[] }>(
    methods.proposals,
    async () => {
      const views = readyFolders(session).flatMap((opened) =>
        opened.services.refactor
          .list()
          .map((proposal) =>
            viewOf(proposal, opened.folder, opened.services, (path) => currentText(session, opened, path)),
          ),
      );
      const proposals = await Promise.all(views);
      return { proposals: proposals.sort((a, b) => b.createdAt.localeCompare(a.createdAt)) };
    },
  );
}
