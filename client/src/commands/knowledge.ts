import { env, l10n, window, workspace, type QuickPickItem } from 'vscode';
import type { FolderEntry, KnowledgeChangeParams } from '../../../server/src/protocol/index.ts';
import { failureWords, titleOf, type KnowledgeNode } from '../views/knowledgeRows.ts';
import type { FailurePlace } from '../views/knowledgeView.ts';
import { sayRefusal } from '../sayRefusal.ts';
import type { Command, Reach } from './command.ts';
import { lookUp } from './lookUp.ts';

const messageMs = 6_000;
const nameCharactersMax = 200;

/** What the Knowledge view lets a person say and see of failures. */
export const knowledgeCommands: readonly Command[] = [
  lookUp,
  { id: 'grace.knowledge.search', run: search },
  { id: 'grace.knowledge.clearSearch', run: ({ knowledge }) => knowledge.search('') },
  { id: 'grace.knowledge.reveal', run: reveal },
  { id: 'grace.knowledge.rename', run: onFailure(rename) },
  { id: 'grace.knowledge.merge', run: onFailure(merge) },
  { id: 'grace.knowledge.forget', run: onFailure(forget) },
  { id: 'grace.knowledge.copySignature', run: onRow(copySignature) },
  { id: 'grace.knowledge.split', run: onRow(split) },
  { id: 'grace.knowledge.release', run: onRow(release) },
  { id: 'grace.knowledge.export', run: exportAll },
];

async function search({ knowledge }: Reach): Promise<void> {
  const query = await window.showInputBox({
    title: l10n.t('Search Known Failures'),
    prompt: l10n.t('Words of the message, code, file, tool or name; all of them have to occur.'),
    value: knowledge.query(),
  });
  if (query !== undefined) await knowledge.search(query);
}

async function reveal({ knowledgeView }: Reach, argument: unknown): Promise<void> {
  if (!isPlace(argument)) return;
  if (!(await knowledgeView.reveal(argument)))
    void window.showInformationMessage(l10n.t('This failure is not known any more.'));
}

async function rename(reach: Reach, { folder, entry }: FolderEntry): Promise<void> {
  const name = await window.showInputBox({
    title: l10n.t('Rename Failure'),
    prompt: l10n.t('What you call it from now on. Leave it empty to call it by what it says.'),
    value: entry.name ?? '',
    placeHolder: titleOf(entry),
    validateInput: (text) =>
      text.length > nameCharactersMax
        ? l10n.t('A name has {0} characters at most.', nameCharactersMax)
        : undefined,
  });
  if (name === undefined) return;
  const called = name.trim() === '' ? {} : { name: name.trim() };
  await change(reach, { folder, change: 'rename', id: entry.id, ...called });
}

async function merge(reach: Reach, { folder, entry }: FolderEntry): Promise<void> {
  const others = reach.knowledge.entries().filter((of) => of.folder === folder && of.entry.id !== entry.id);
  if (others.length === 0) {
    void window.showInformationMessage(l10n.t('There is no other failure to merge it with.'));
    return;
  }
  const items = others.map(({ entry: other }): QuickPickItem & { readonly id: string } => ({
    ...{ label: titleOf(other), description: failureWords(other, Date.now()), id: other.id },
    ...(other.file === undefined ? {} : { detail: other.file }),
  }));
  const into = await window.showQuickPick(items, {
    title: l10n.t('Which failure is the same as “{0}”?', titleOf(entry)),
    placeHolder: l10n.t(
      'From now on, whatever is learned of one holds for the other. It can be split again.',
    ),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!into) return;
  await change(reach, { folder, change: 'merge', id: entry.id, into: into.id });
  await reach.knowledgeView.reveal({ folder, id: into.id });
}

async function forget(reach: Reach, { folder, entry }: FolderEntry): Promise<void> {
  const sure = l10n.t('Forget');
  const answer = await window.showWarningMessage(
    l10n.t('Forget what is known of “{0}”?', titleOf(entry)),
    {
      modal: true,
      detail: l10n.t('Its name, what it was merged with and what was tried against it are forgotten, too.'),
    },
    sure,
  );
  if (answer === sure) await change(reach, { folder, change: 'forget', id: entry.id });
}

async function copySignature(_reach: Reach, node: KnowledgeNode): Promise<void> {
  const signature =
    node.kind === 'signature'
      ? node.signature
      : node.kind === 'example'
        ? node.example.signature
        : node.of.entry.id;
  await env.clipboard.writeText(signature);
  window.setStatusBarMessage(l10n.t('$(check) Signature copied'), messageMs);
}

async function split(reach: Reach, node: KnowledgeNode): Promise<void> {
  if (node.kind !== 'signature') return;
  const { folder } = node.of;
  await change(reach, { folder, change: 'split', id: node.signature });
  await reach.knowledgeView.reveal({ folder, id: node.signature });
}

async function release(reach: Reach, node: KnowledgeNode): Promise<void> {
  if (node.kind !== 'remedy') return;
  const { kind, id } = node.remedy;
  const { folder, entry } = node.of;
  await change(reach, { folder, change: 'release', id: entry.id, remedy: { kind, id } });
}

/** Opens what others may read as a new document, to be read before it is saved anywhere. */
async function exportAll({ wire }: Reach): Promise<void> {
  const folder = await chosenFolder();
  if (folder === undefined) return;
  const answer = await wire.exportKnowledge(folder);
  if (answer.kind === 'refused') {
    sayRefusal(answer.message);
    return;
  }
  const document = await workspace.openTextDocument({ language: 'yaml', content: answer.text });
  await window.showTextDocument(document);
  if (answer.leftOff > 0)
    void window.showInformationMessage(
      l10n.t('{0} more failures were left off: a file holds no more.', answer.leftOff),
    );
}

async function chosenFolder(): Promise<string | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  const picked = folders.length > 1 ? await window.showWorkspaceFolderPick() : folders[0];
  return picked?.uri.toString();
}

async function change({ wire, knowledge }: Reach, params: KnowledgeChangeParams): Promise<void> {
  const answer = await wire.changeKnowledge(params);
  if (answer.kind === 'refused') sayRefusal(answer.message);
  await knowledge.refresh();
}

function onFailure(run: (reach: Reach, of: FolderEntry) => Promise<void>): Command['run'] {
  return onRow((reach, node) => run(reach, node.of));
}

function onRow(run: (reach: Reach, node: KnowledgeNode) => Promise<void>): Command['run'] {
  return async (reach, argument) => {
    if (isRow(argument)) await run(reach, argument);
    // Rows that are just being drawn anew stand for nothing.
    else void window.showInformationMessage(l10n.t('The list of failures has just changed: choose again.'));
  };
}

function isRow(argument: unknown): argument is KnowledgeNode {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && 'of' in argument;
}

function isPlace(argument: unknown): argument is FailurePlace {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'folder' in argument &&
    'id' in argument &&
    typeof argument.folder === 'string' &&
    typeof argument.id === 'string'
  );
}
