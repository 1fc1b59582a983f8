import {
  EventEmitter,
  MarkdownString,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  l10n,
  window,
  type ExtensionContext,
  type TreeDataProvider,
} from 'vscode';
import type {
  GateName,
  GateResult,
  ProposalFileView,
  ProposalView,
} from '../../../server/src/protocol/index.ts';
import type { Proposals } from '../proposals.ts';
import { duration, gateIcon, gateLabel, gatesInOrder, verdictIcon, verdictLabel } from '../verdict.ts';

/** A row of the Proposals view. Commands of the view are given such a row. */
export type ProposalNode =
  | { readonly kind: 'proposal'; readonly proposal: ProposalView }
  | { readonly kind: 'step'; readonly proposal: ProposalView; readonly message: string }
  | {
      readonly kind: 'gate';
      readonly proposal: ProposalView;
      readonly gate: GateName;
      readonly result: GateResult;
    }
  | { readonly kind: 'verdict'; readonly proposal: ProposalView }
  | { readonly kind: 'note'; readonly proposal: ProposalView; readonly note: string }
  | { readonly kind: 'file'; readonly proposal: ProposalView; readonly file: ProposalFileView };

/** The Proposals view: one row per proposal with its verdict and time, below it its gates, notes and files. */
export function registerProposalsView(context: ExtensionContext, proposals: Proposals): void {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<ProposalNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    getChildren: (node) => (node ? childrenOf(node, proposals) : rootsOf(proposals)),
    getParent: (node) =>
      node.kind === 'proposal' ? undefined : { kind: 'proposal', proposal: node.proposal },
  };
  const view = window.createTreeView('grace.proposals', { treeDataProvider: provider });
  context.subscriptions.push(
    changed,
    view,
    proposals.onDidChange(() => {
      const open = proposals.all().filter((proposal) => !proposal.applied).length;
      view.badge = open === 0 ? undefined : { value: open, tooltip: l10n.t('{0} proposals to review', open) };
      changed.fire(undefined);
    }),
  );
}

function rootsOf(proposals: Proposals): ProposalNode[] {
  return proposals.all().map((proposal) => ({ kind: 'proposal', proposal }));
}

function childrenOf(node: ProposalNode, proposals: Proposals): ProposalNode[] {
  if (node.kind !== 'proposal') return [];
  const { proposal } = node;
  const step = proposal.verdict === 'proving' ? proposals.stepOf(proposal.id) : undefined;
  const gates = gatesInOrder(proposal.gates ?? step?.gates ?? {});
  return [
    ...(proposal.verdict === 'proving' ? [] : [{ kind: 'verdict' as const, proposal }]),
    ...(step ? [{ kind: 'step' as const, proposal, message: step.message }] : []),
    ...gates.map(([gate, result]) => ({ kind: 'gate' as const, proposal, gate, result })),
    ...proposal.files.map((file) => ({ kind: 'file' as const, proposal, file })),
    ...proposal.notes.map((note) => ({ kind: 'note' as const, proposal, note })),
  ];
}

function itemOf(node: ProposalNode): TreeItem {
  switch (node.kind) {
    case 'proposal':
      return proposalItem(node.proposal);
    case 'step':
      return stepItem(node.message);
    case 'gate':
      return gateItem(node.gate, node.result);
    case 'verdict':
      return verdictItem(node.proposal);
    case 'note':
      return noteItem(node.note);
    case 'file':
      return fileItem(node);
  }
}

function proposalItem(proposal: ProposalView): TreeItem {
  const expanded = proposal.applied ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded;
  const item = new TreeItem(proposal.title, expanded);
  item.id = proposal.id;
  item.description = filesLabel(proposal);
  item.iconPath = verdictIcon(proposal);
  item.contextValue = contextOf(proposal);
  item.tooltip = proposalTooltip(proposal);
  item.command = {
    title: l10n.t('Open Diff'),
    command: 'grace.proposal.openDiff',
    arguments: [{ kind: 'proposal', proposal }],
  };
  item.accessibilityInformation = {
    label: `${proposal.title}, ${verdictLabel(proposal)}, ${filesLabel(proposal)}`,
  };
  return item;
}

/** The verdict in words, and below the mouse why it is not a better one. */
function verdictItem(proposal: ProposalView): TreeItem {
  const { report } = proposal;
  const label = verdictLabel(proposal);
  const item = new TreeItem(label.charAt(0).toUpperCase() + label.slice(1));
  item.iconPath = new ThemeIcon(proposal.applied ? 'check' : 'law');
  item.description = report ? duration(report.ms) : l10n.t('no tool of the workspace ran');
  if (report && report.verdict !== 'proven') item.description += ` · ${report.summary}`;
  item.tooltip = proposalTooltip(proposal);
  return item;
}

function filesLabel({ files }: ProposalView): string {
  const [first] = files;
  if (first && files.length === 1) return first.path.slice(first.path.lastIndexOf('/') + 1);
  return l10n.t('{0} files', files.length);
}

/** What the menus of the view look at: see `view/item/context` in package.json. */
function contextOf({ applied, verdict, stale }: ProposalView): string {
  if (applied) return 'proposal.applied';
  if (verdict === 'proving') return 'proposal.proving';
  return stale ? 'proposal.stale' : 'proposal.ready';
}

function proposalTooltip({ title, report, stale }: ProposalView): MarkdownString {
  const markdown = new MarkdownString();
  markdown.appendMarkdown('**').appendText(title).appendMarkdown('**\n\n');
  if (report) markdown.appendText(report.summary);
  else
    markdown.appendText(l10n.t('Only the bundled checker has looked at it; no tool of the workspace ran.'));
  if (stale) markdown.appendMarkdown('\n\n').appendText(l10n.t('A file changed since. Prove it again.'));
  const { changedLines } = report ?? {};
  if (changedLines) {
    const { executed, total } = changedLines;
    markdown
      .appendMarkdown('\n\n')
      .appendText(l10n.t('{0} of {1} changed lines were executed by a test.', executed, total));
  }
  return markdown;
}

function stepItem(message: string): TreeItem {
  const item = new TreeItem(message);
  item.iconPath = new ThemeIcon('loading~spin');
  return item;
}

function gateItem(gate: GateName, result: GateResult): TreeItem {
  const item = new TreeItem(gateLabel(gate));
  item.iconPath = gateIcon(result);
  const [problem] = result.newProblems;
  item.description =
    result.status === 'skipped' ? (result.reason ?? '') : (problem?.message ?? duration(result.ms));
  item.tooltip = [result.reason, ...result.newProblems.map(({ message }) => message)]
    .filter(Boolean)
    .join('\n');
  item.contextValue = 'gate';
  return item;
}

function noteItem(note: string): TreeItem {
  const item = new TreeItem(note);
  item.iconPath = new ThemeIcon('info');
  item.tooltip = note;
  return item;
}

function fileItem(node: ProposalNode & { kind: 'file' }): TreeItem {
  const { file } = node;
  const item = new TreeItem(Uri.parse(file.uri));
  item.iconPath = ThemeIcon.File;
  item.description = `${folderOf(file.path)}+${file.insertions} −${file.deletions}`;
  item.tooltip = `${file.path}: ${changeLabel(file.change)}`;
  item.contextValue = 'file';
  item.command = { title: l10n.t('Open Diff'), command: 'grace.proposal.openFileDiff', arguments: [node] };
  return item;
}

function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end === -1 ? '' : `${path.slice(0, end)} · `;
}

function changeLabel(change: ProposalFileView['change']): string {
  const labels = {
    created: l10n.t('created'),
    changed: l10n.t('changed'),
    deleted: l10n.t('deleted'),
  };
  return labels[change];
}
