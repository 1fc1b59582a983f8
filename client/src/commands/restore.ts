import { Uri, l10n, window, workspace, type QuickPickItem } from 'vscode';
import type { FolderRestorePoint } from '../../../server/src/protocol/index.ts';
import { undoRestorePoint } from '../undoRestorePoint.ts';
import type { Command } from './command.ts';

/** Lists what Grace applied, also before a restart, and takes the chosen one back. */
export const restore: Command = {
  id: 'grace.restore',
  async run(reach) {
    const points = (await reach.wire.restorePoints()).filter((point) => point.state === 'applied');
    if (points.length === 0) {
      await window.showInformationMessage(l10n.t('Grace has applied nothing here that could be taken back.'));
      return;
    }
    const placeHolder = l10n.t('Choose what to take back');
    const chosen = await window.showQuickPick(points.map(itemOf), { placeHolder, matchOnDetail: true });
    if (chosen) await undoRestorePoint(reach, chosen.point);
  },
};

function itemOf(point: FolderRestorePoint): QuickPickItem & { readonly point: FolderRestorePoint } {
  return {
    label: point.title,
    description: new Date(point.time).toLocaleString(),
    detail: point.uris.map((uri) => workspace.asRelativePath(Uri.parse(uri))).join(', '),
    point,
  };
}
