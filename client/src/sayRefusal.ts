import { window } from 'vscode';

/** A refusal is expected and explained: a sentence, not an error. */
export function sayRefusal(message: string): void {
  void window.showInformationMessage(message);
}
