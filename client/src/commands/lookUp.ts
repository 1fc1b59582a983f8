import { env, l10n, ProgressLocation, window, workspace, type QuickPickItem } from 'vscode';
import { editorKnowledgeLimits, type RecognizeAnswer } from '../../../server/src/protocol/index.ts';
import { seenWords } from '../problems/knownWords.ts';
import { sayRefusal } from '../sayRefusal.ts';
import { titleOf } from '../views/knowledgeRows.ts';
import type { Command, Reach } from './command.ts';

/** Looks for failures in what is selected, or else in what was copied, such as the output of a terminal. */
export const lookUp: Command = {
  id: 'grace.knowledge.lookUp',
  async run(reach) {
    const folder = workspace.workspaceFolders?.[0]?.uri.toString();
    const text = await textToRead();
    if (folder === undefined || text.trim() === '') {
      void window.showInformationMessage(
        l10n.t('Select or copy what a tool printed, then look it up again.'),
      );
      return;
    }
    const answer = await window.withProgress(
      { location: ProgressLocation.Window, title: l10n.t('Looking for failures') },
      (_progress, token) => reach.wire.recognize({ folder, text }, token),
    );
    if (answer.kind === 'refused') sayRefusal(answer.message);
    else await choose(reach, answer, { folder, text });
  },
};

async function textToRead(): Promise<string> {
  const editor = window.activeTextEditor;
  const selected = editor && !editor.selection.isEmpty ? editor.document.getText(editor.selection) : '';
  return (selected || (await env.clipboard.readText())).slice(0, editorKnowledgeLimits.textCharactersMax);
}

interface Asked {
  readonly folder: string;
  readonly text: string;
}

type Failures = RecognizeAnswer & { kind: 'failures' };

async function choose(reach: Reach, { failures }: Failures, asked: Asked): Promise<void> {
  if (failures.length === 0) {
    void window.showInformationMessage(l10n.t('There is no failure in it that Grace knows how to read.'));
    return;
  }
  const items = failures.map(({ error, known }): QuickPickItem & { readonly id: string | undefined } => ({
    label: known ? titleOf(known) : (error.message ?? error.template),
    description: [error.tool, error.code].filter(Boolean).join(' '),
    detail: known
      ? seenWords(known, Date.now())
      : l10n.t('Not seen here: choose it to remember all of these'),
    id: known?.id,
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Failures that Were Found'),
    matchOnDetail: true,
  });
  if (!picked) return;
  const id = picked.id ?? (await remember(reach, asked, items.indexOf(picked)));
  if (id !== undefined) await reach.knowledgeView.reveal({ folder: asked.folder, id });
}

async function remember({ wire }: Reach, asked: Asked, index: number): Promise<string | undefined> {
  const answer = await window.withProgress(
    { location: ProgressLocation.Window, title: l10n.t('Remembering failures') },
    (_progress, token) => wire.recognize({ ...asked, record: true }, token),
  );
  if (answer.kind === 'failures') return answer.failures[index]?.known?.id;
  sayRefusal(answer.message);
  return undefined;
}
