import {
  commands,
  EventEmitter,
  l10n,
  MarkdownString,
  Range,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
  type ExtensionContext,
  type TreeDataProvider,
} from 'vscode';
import type { FolderEntry } from '../../../server/src/protocol/index.ts';
import type { Knowledge } from '../knowledge.ts';
import { markdownText } from '../markdownText.ts';
import { agoWords } from '../problems/knownWords.ts';
import {
  attemptWords,
  childrenOf,
  failureSentences,
  failureWords,
  firstLine,
  parentOf,
  remedyRecord,
  remedyTitle,
  rowsKey,
  titleOf,
  type KnowledgeNode,
} from './knowledgeRows.ts';

/** How often an open view says anew how long ago things are. */
const lookAgainMs = 60_000;

export interface KnowledgeView {
  /** Opens the view at a failure; false where it is not known any more. */
  reveal(place: FailurePlace): Promise<boolean>;
}

/** What a link to a failure says. */
export interface FailurePlace {
  readonly folder: string;
  readonly id: string;
}

/** The Knowledge view: a row for each failure, the latest first; below it what was tried, how it was put and where. */
export function registerKnowledgeView(context: ExtensionContext, knowledge: Knowledge): KnowledgeView {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<KnowledgeNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => itemOf(node),
    getChildren: (node) => [...(node ? childrenOf(node) : knowledge.entries().map(failureNode))],
    getParent: parentOf,
  };
  const view = window.createTreeView('grace.knowledge', { treeDataProvider: provider });
  let shown = '';
  const draw = () => {
    const next = rowsKey(knowledge.entries(), Date.now());
    // Rows that are drawn anew lose a click that is under way.
    if (next !== shown) changed.fire(undefined);
    shown = next;
    describe();
  };
  const describe = () => {
    const query = knowledge.query();
    view.description = query === '' ? '' : l10n.t('“{0}”', query);
    view.message = messageOf(knowledge);
    void commands.executeCommand('setContext', 'grace.knowledge.filtered', query !== '');
  };
  const timer = setInterval(() => {
    if (view.visible) draw();
  }, lookAgainMs);
  context.subscriptions.push(
    changed,
    view,
    { dispose: () => clearInterval(timer) },
    view.onDidChangeVisibility(({ visible }) => knowledge.show(visible)),
    knowledge.onDidChange(draw),
  );
  knowledge.show(view.visible);

  return {
    async reveal({ folder, id }) {
      await commands.executeCommand('grace.knowledge.focus');
      if (knowledge.query() !== '' || !find(knowledge, folder, id)) await knowledge.search('');
      const of = find(knowledge, folder, id);
      if (of) await view.reveal(failureNode(of), { select: true, focus: true, expand: true });
      return of !== undefined;
    },
  };
}

/** Above the rows, where not all of them are there. */
function messageOf(knowledge: Knowledge): string {
  const query = knowledge.query();
  if (query !== '' && knowledge.entries().length === 0)
    return l10n.t('No failure that is known here has “{0}” in it.', query);
  const more = knowledge.leftOff();
  return more === 0
    ? ''
    : l10n.t('{0} more are known: search for words that are in what you look for.', more);
}

function failureNode(of: FolderEntry): KnowledgeNode {
  return { kind: 'failure', of };
}

function find(knowledge: Knowledge, folder: string, id: string): FolderEntry | undefined {
  return knowledge
    .entries()
    .find((of) => of.folder === folder && (of.entry.id === id || of.entry.signatures.includes(id)));
}

function itemOf(node: KnowledgeNode): TreeItem {
  const item = bareItem(node);
  item.id = rowId(node);
  return item;
}

/** One row whatever it says, so that what a person opened stays open. */
function rowId(node: KnowledgeNode): string {
  const { folder, entry } = node.of;
  const failure = `${folder} ${entry.id}`;
  switch (node.kind) {
    case 'failure':
      return failure;
    case 'example':
      return `${failure} example ${node.example.signature}`;
    case 'signature':
      return `${failure} signature ${node.signature}`;
    case 'remedy':
      return `${failure} remedy ${node.remedy.kind}:${node.remedy.id}`;
    case 'attempt':
      return `${failure} attempt ${node.attempt.attempt}`;
  }
}

function bareItem(node: KnowledgeNode): TreeItem {
  switch (node.kind) {
    case 'failure':
      return failureItem(node);
    case 'example':
      return exampleItem(node);
    case 'signature':
      return signatureItem(node);
    case 'remedy':
      return remedyItem(node);
    case 'attempt':
      return attemptItem(node);
  }
}

function failureItem({ of }: KnowledgeNode & { kind: 'failure' }): TreeItem {
  const { entry, folder } = of;
  const title = titleOf(entry);
  const nowMs = Date.now();
  const item = new TreeItem(title, TreeItemCollapsibleState.Collapsed);
  const folders = workspace.workspaceFolders ?? [];
  const where = folders.length > 1 ? [folders.find(({ uri }) => uri.toString() === folder)?.name] : [];
  item.description = [failureWords(entry, nowMs), ...where].filter(Boolean).join(' · ');
  const helped = entry.remedies.some(({ verified, reverted }) => verified > reverted);
  item.iconPath = helped
    ? new ThemeIcon('pass', new ThemeColor('testing.iconPassed'))
    : new ThemeIcon(entry.tool === undefined ? 'question' : 'bug');
  item.contextValue = 'failure';
  const sentences = failureSentences(entry, nowMs);
  item.tooltip = tooltip([title, ...(entry.name === undefined ? [] : [entry.template]), ...sentences]);
  item.accessibilityInformation = { label: [title, ...sentences].join(', ') };
  return item;
}

function exampleItem({ example, uri }: KnowledgeNode & { kind: 'example' }): TreeItem {
  const { message, file, line, time } = example;
  const item = new TreeItem(file === undefined ? firstLine(message) : placeWords(file, line));
  const ago = agoWords(time, Date.now());
  item.description = file === undefined ? ago : `${ago} · ${firstLine(message)}`;
  item.iconPath = new ThemeIcon(file === undefined ? 'output' : 'file-code');
  item.contextValue = 'example';
  item.tooltip = tooltip([message]);
  // Lines count from 0 in the editor.
  const start = Math.max(0, (line ?? 1) - 1);
  const options = { selection: new Range(start, 0, start, 0) };
  if (uri !== null)
    item.command = { title: l10n.t('Open'), command: 'vscode.open', arguments: [Uri.parse(uri), options] };
  return item;
}

function placeWords(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** A person who takes it out has to see what it says. */
function signatureItem({ of, signature }: KnowledgeNode & { kind: 'signature' }): TreeItem {
  const { entry } = of;
  const example = entry.examples.find((each) => each.signature === signature);
  const item = new TreeItem(example ? firstLine(example.message) : signature);
  item.description =
    signature === entry.id ? l10n.t('stands for all of them') : l10n.t('is the same failure');
  item.iconPath = new ThemeIcon('link');
  item.contextValue = 'signature';
  item.tooltip = tooltip([...(example ? [example.message] : []), signature]);
  return item;
}

function remedyItem({ remedy }: KnowledgeNode & { kind: 'remedy' }): TreeItem {
  const { quarantined, verified, reverted, attempts } = remedy;
  const state = attempts.length === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed;
  const title = remedyTitle(remedy);
  const item = new TreeItem(title, state);
  item.description = remedyRecord(remedy);
  const tools = new ThemeIcon('tools');
  const good = new ThemeIcon('tools', new ThemeColor('testing.iconPassed'));
  const shut = new ThemeIcon('circle-slash', new ThemeColor('list.warningForeground'));
  item.iconPath = quarantined ? shut : verified > reverted ? good : tools;
  item.contextValue = quarantined ? 'remedy.quarantined' : 'remedy';
  item.tooltip = tooltip([
    `${remedy.kind}:${remedy.id}`,
    remedyRecord(remedy),
    ...(quarantined ? [l10n.t('It failed twice in a row, so it is tried only by who asks for it.')] : []),
  ]);
  item.accessibilityInformation = { label: l10n.t('Remedy {0}, {1}', title, remedyRecord(remedy)) };
  return item;
}

function attemptItem({ attempt }: KnowledgeNode & { kind: 'attempt' }): TreeItem {
  const { outcome, time, incident, restorePoint } = attempt;
  const item = new TreeItem(attemptWords(attempt));
  const links = [
    ...(incident === undefined ? [] : [l10n.t('incident {0}', incident)]),
    ...(restorePoint === undefined ? [] : [l10n.t('restore point {0}', restorePoint)]),
  ];
  item.description = [agoWords(time, Date.now()), ...links].join(' · ');
  item.iconPath = new ThemeIcon(
    outcome === undefined ? 'question' : { verified: 'check', failed: 'close', reverted: 'discard' }[outcome],
  );
  item.contextValue = 'attempt';
  return item;
}

/** Shown as text, whatever is in it: messages are what tools print. */
function tooltip(lines: readonly string[]): MarkdownString {
  return new MarkdownString(lines.map(markdownText).join('\n\n'));
}
