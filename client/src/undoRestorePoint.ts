import { l10n, window, workspace } from 'vscode';
import type { Reach } from './commands/command.ts';
import { sayRefusal } from './sayRefusal.ts';

const messageMs = 6_000;

export interface UndoTarget {
  readonly id: string;
  readonly title: string;
  readonly uris: readonly string[];
}

/**
 * Restores what an apply replaced. The server works on the disk and merges later edits, so that unsaved ones have to be
 * saved first: the person is asked, never overruled.
 */
export async function undoRestorePoint(reach: Reach, target: UndoTarget): Promise<void> {
  const dirty = workspace.textDocuments.filter(
    (document) => document.isDirty && target.uris.includes(document.uri.toString()),
  );
  if (dirty.length > 0) {
    const names = dirty.map((document) => workspace.asRelativePath(document.uri)).join(', ');
    const saveAndUndo = l10n.t('Save and Undo');
    const answer = await window.showWarningMessage(
      l10n.t('Undo "{0}"?', target.title),
      {
        modal: true,
        detail: l10n.t('Unsaved changes in {0} are saved first, and kept where they do not overlap.', names),
      },
      saveAndUndo,
    );
    if (answer !== saveAndUndo) return;
    for (const document of dirty) {
      if (await document.save()) continue;
      const name = workspace.asRelativePath(document.uri);
      sayRefusal(l10n.t('{0} could not be saved, so nothing was undone. Save it yourself, then undo.', name));
      return;
    }
  }
  const answer = await reach.wire.undo(target.id);
  await reach.proposals.refresh();
  if (answer.refused !== undefined) {
    sayRefusal(answer.refused);
    return;
  }
  const merged = answer.merged.length;
  const message =
    merged === 0
      ? l10n.t('Undone: {0}', target.title)
      : l10n.t('Undone, later edits kept: {0}', target.title);
  window.setStatusBarMessage(`$(discard) ${message}`, messageMs);
}
