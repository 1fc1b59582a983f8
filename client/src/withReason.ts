import { CodeAction, type Command } from 'vscode';

/** The menu "Refactor…" shows a refused entry greyed out, and of its reason nothing: so that the title says it. */
export function withReason(entry: Command | CodeAction): Command | CodeAction {
  if (!(entry instanceof CodeAction) || !entry.disabled) return entry;
  entry.title = `${entry.title}: ${entry.disabled.reason}`;
  return entry;
}
