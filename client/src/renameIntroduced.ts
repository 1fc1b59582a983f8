import { Position, Uri, commands, window, workspace, type TextDocument } from 'vscode';
import type { ProposalView } from '../../server/src/protocol/index.ts';

/** The editor takes up what was written to disk on its own time. */
const newsMsMax = 3_000;

/** Puts the new name of an applied proposal under the caret and opens the editor's own rename there. */
export async function renameIntroduced({ introduces }: ProposalView): Promise<void> {
  if (!introduces) return;
  const uri = Uri.parse(introduces.uri);
  const position = new Position(introduces.position.line, introduces.position.character);
  const document = await workspace.openTextDocument(uri);
  if (!(await isThere(document, position, introduces.name))) return;
  await window.showTextDocument(document);
  await commands.executeCommand('editor.action.rename', [uri, position]);
}

/** Waits until the document holds the name at the position; `false` when something else was typed there meanwhile. */
function isThere(document: TextDocument, position: Position, name: string): Promise<boolean> {
  const holds = () => {
    const range = document.getWordRangeAtPosition(position);
    return range !== undefined && document.getText(range) === name;
  };
  if (holds()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (answer: boolean) => {
      listening.dispose();
      clearTimeout(timer);
      resolve(answer);
    };
    const listening = workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && holds()) end(true);
    });
    const timer = setTimeout(() => end(holds()), newsMsMax);
  });
}
