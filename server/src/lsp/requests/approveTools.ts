import { isRefusal } from '../../base/index.ts';
import { methods, type ApproveToolsParams } from '../../protocol/index.ts';
import { openedFor, type Session } from '../session.ts';

/** Remembers the person's answer to the exact commands of a folder. */
export function answerApproveTools(session: Session): void {
  session.dispatch.request<ApproveToolsParams, null>(
    methods.approveTools,
    async ({ folder, commands, approved }, signal) => {
      const opened = await openedFor(session, folder, signal);
      if (!isRefusal(opened) && session.settings().trusted) {
        await opened.services.refactor.approve(commands, approved ? 'approved' : 'denied');
      }
      return null;
    },
  );
}
