import { isRefusal } from '../../base/index.ts';
import { methods } from '../../protocol/index.ts';
import type { Session } from '../session.ts';

/** Versions, processes and commands, as text for a bug report. No file content, no environment. */
export function answerDebugInfo(session: Session): void {
  session.dispatch.request<unknown, { readonly text: string }>(methods.debugInfo, async () => {
    const { trusted, refactor } = session.settings();
    const lines = [
      `Grace ${session.version}, server process ${process.pid}, Node ${process.version}, ${process.platform} ${process.arch}`,
      `Trusted: ${trusted ? 'yes' : 'no'}; proof: ${refactor.proof}`,
    ];
    for (const folder of session.folders()) {
      lines.push('', `Folder ${folder.path}`);
      if (folder.refusal) lines.push(`  not served: ${folder.refusal.message}`);
      if (!folder.ready) continue;
      for (const { name, state } of folder.ready.secrets.statuses()) lines.push(`  secret ${name}: ${state}`);
      for (const { file, state } of folder.ready.settings.files()) lines.push(`  ${file}: ${state}`);
      const approval = await folder.ready.refactor.approval();
      if (isRefusal(approval)) lines.push(`  tools: ${approval.message}`);
      else {
        lines.push(`  commands approved: ${approval.approved ?? 'not asked yet'}`);
        for (const { gate, argv, cwd } of approval.commands) {
          lines.push(`  ${gate} (in ${cwd || '.'}): ${argv.join(' ')}`);
        }
      }
      lines.push(folder.ready.analysis.debugInfo());
    }
    return { text: lines.join('\n') };
  });
}
