import { l10n, window, workspace, type Uri } from 'vscode';
import type { ToolApproval } from '../../server/src/protocol/index.ts';
import type { Wire } from './wire.ts';

export type ToolAnswer = 'approved' | 'denied' | 'cancelled';

/**
 * Asks once, with the exact commands, before anything of the workspace runs: tests may touch real services. The server
 * remembers the answer by the hash of the commands, outside the repository.
 */
export async function askBeforeTools(wire: Wire, folder: Uri): Promise<ToolAnswer> {
  if (!workspace.isTrusted) return 'denied';
  const approval = await wire.toolCommands(folder.toString());
  if (approval.approved !== undefined) return approval.approved ? 'approved' : 'denied';
  if (approval.commands.length === 0) return 'denied';
  return ask(wire, folder, approval);
}

/** Asks whatever was answered before. */
export async function ask(wire: Wire, folder: Uri, approval: ToolApproval): Promise<ToolAnswer> {
  const allow = l10n.t('Allow');
  const checkOnly = l10n.t('Only Check');
  const answer = await window.showInformationMessage(
    l10n.t('May Grace run the tools of this workspace to prove refactors?'),
    { modal: true, detail: detailOf(approval, folder) },
    allow,
    checkOnly,
  );
  if (answer === undefined) return 'cancelled';
  const { commands } = approval;
  await wire.approveTools({ folder: folder.toString(), commands, approved: answer === allow });
  return answer === allow ? 'approved' : 'denied';
}

/** More commands than this do not fit a dialog; the rest is counted. */
const commandsMax = 12;

function detailOf({ commands }: ToolApproval, folder: Uri): string {
  const lines = commands.map(({ gate, argv, cwd }) => {
    const line = argv.map((word) => quoted(belowFolder(word, folder))).join(' ');
    return cwd === '' || cwd === '.' ? `${gate}: ${line}` : `${gate} (${cwd}): ${line}`;
  });
  const shown = lines.slice(0, commandsMax);
  const more = lines.length - shown.length;
  return [
    l10n.t(
      'They run in a private copy of the workspace, never in your files. Tests may reach real services.',
    ),
    ...shown,
    ...(more > 0 ? [l10n.t('… and {0} more', more)] : []),
    l10n.t('You are asked again when a command changes.'),
  ].join('\n\n');
}

/** Paths of the workspace are shown relative to it, as they would be typed there. */
function belowFolder(word: string, folder: Uri): string {
  return word.replaceAll(`${folder.fsPath}/`, '');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
