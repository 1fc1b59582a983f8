import { isRefusal } from '../../base/index.ts';
import { methods, type ToolApproval } from '../../protocol/index.ts';
import { openedFor, type Session } from '../session.ts';

/** The exact commands Grace would run in a folder, and whether the person said yes to them. Nothing runs. */
export function answerToolCommands(session: Session): void {
  session.dispatch.request<{ readonly folder: string }, ToolApproval>(
    methods.toolCommands,
    async ({ folder }, signal) => {
      const opened = await openedFor(session, folder, signal);
      if (isRefusal(opened)) return { commands: [], approved: undefined };
      const approval = await opened.services.refactor.approval();
      return isRefusal(approval) ? { commands: [], approved: undefined } : approval;
    },
  );
}
