import {
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  l10n,
  window,
  type ExtensionContext,
  type TreeDataProvider,
} from 'vscode';
import {
  tierNames,
  type BootRollback,
  type CheckResult,
  type KernelHealth,
  type PhaseResult,
} from '../../../server/src/protocol/index.ts';
import type { Health } from '../health.ts';
import {
  childrenOf,
  countsOf,
  kernelWords,
  moodOf,
  rootsOf,
  rowsKey,
  sentenceOf,
  type HealthNode,
  type Mood,
} from './healthRows.ts';

/** How often an open view looks again, so that the last sign of life it shows is true. */
const lookAgainMs = 5_000;
/** What changes together, such as a part and those that stand on it, is drawn once. */
const drawMs = 150;

/** The Health view: one line while all is well, tiers, kernels and the boot below it. */
export function registerHealthView(context: ExtensionContext, health: Health): void {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<HealthNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    getChildren: (node) => [...(node ? childrenOf(node) : rootsOf(health.folders()))],
  };
  const view = window.createTreeView('grace.health', { treeDataProvider: provider });
  let shown = '';
  let drawing: NodeJS.Timeout | undefined;
  const draw = () => {
    drawing = undefined;
    const next = rowsKey(health.folders(), Date.now());
    // Rows that are drawn anew lose a click that is under way.
    if (next !== shown) changed.fire(undefined);
    shown = next;
  };
  const timer = setInterval(() => {
    if (view.visible) void health.refresh();
  }, lookAgainMs);
  context.subscriptions.push(
    changed,
    view,
    {
      dispose() {
        clearInterval(timer);
        clearTimeout(drawing);
      },
    },
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) void health.refresh();
    }),
    health.onDidChange(() => (drawing ??= setTimeout(draw, drawMs))),
  );
}

function itemOf(node: HealthNode): TreeItem {
  switch (node.kind) {
    case 'folder':
      return folderItem(node);
    case 'tier':
      return tierItem(node);
    case 'kernel':
      return kernelItem(node.folder, node.kernel);
    case 'boot':
      return bootItem(node);
    case 'rollback':
      return rollbackItem(node.rollback);
    case 'phase':
      return phaseItem(node.phase);
    case 'check':
      return checkItem(node.check);
  }
}

const moodIcons: Readonly<Record<Mood, ThemeIcon>> = {
  well: new ThemeIcon('pass', new ThemeColor('testing.iconPassed')),
  starting: new ThemeIcon('loading~spin'),
  less: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
  bad: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
};

function folderItem({ folder, isOnly }: HealthNode & { kind: 'folder' }): TreeItem {
  const mood = moodOf(folder);
  const sentence = sentenceOf(folder);
  const name = decodeURIComponent(folder.folder.slice(folder.folder.lastIndexOf('/') + 1));
  const label = isOnly ? sentence : `${name}: ${sentence}`;
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  // One row whatever its mood, so that what a person opened stays open.
  item.id = folder.folder;
  item.contextValue = 'health.folder';
  item.iconPath = moodIcons[mood];
  item.tooltip = sentence;
  if (folder.report) item.description = countsOf(folder.report);
  return item;
}

function tierItem({ folder, tier, kernels }: HealthNode & { kind: 'tier' }): TreeItem {
  const labels: Readonly<Record<(typeof tierNames)[number], string>> = {
    foundation: l10n.t('Foundation'),
    guardians: l10n.t('Guardians'),
    workers: l10n.t('Workers'),
    observers: l10n.t('Observers'),
  };
  const name = tierNames[tier];
  const item = new TreeItem(name === undefined ? '' : labels[name], TreeItemCollapsibleState.Collapsed);
  item.id = `${folder} tier ${tier}`;
  const ready = kernels.filter(({ state }) => state === 'ready').length;
  const planned = kernels.filter(({ state }) => state === 'planned').length;
  const counts = [l10n.t('{0} ready', ready), ...(planned > 0 ? [l10n.t('{0} planned', planned)] : [])];
  item.description = counts.join(' · ');
  return item;
}

const kernelIcons: Readonly<Record<KernelHealth['state'], ThemeIcon>> = {
  ready: moodIcons.well,
  degraded: moodIcons.less,
  stopped: new ThemeIcon('debug-stop'),
  planned: new ThemeIcon('circle-outline', new ThemeColor('disabledForeground')),
};

function kernelItem(folder: string, kernel: KernelHealth): TreeItem {
  const item = new TreeItem(kernel.name);
  item.id = `${folder} ${kernel.name}`;
  item.description = kernelWords(kernel, Date.now());
  item.iconPath = kernelIcons[kernel.state];
  item.tooltip = kernel.detail ?? item.description;
  item.contextValue = `kernel.${kernel.state}`;
  item.accessibilityInformation = { label: `${kernel.name}, ${item.description}` };
  return item;
}

function bootItem({ folder, report }: HealthNode & { kind: 'boot' }): TreeItem {
  const item = new TreeItem(l10n.t('Last boot'), TreeItemCollapsibleState.Collapsed);
  item.id = `${folder} boot`;
  const notOk = report.checks.filter(({ state }) => state !== 'ok').length;
  item.description =
    notOk === 0
      ? l10n.t('{0} checks are good', report.checks.length)
      : l10n.t('{0} of {1} checks are not', notOk, report.checks.length);
  item.iconPath = new ThemeIcon('rocket');
  return item;
}

function rollbackItem({ outcome, detail }: BootRollback): TreeItem {
  const item = new TreeItem(l10n.t('Kept state'));
  item.description = detail;
  item.iconPath = outcome === 'refused' ? moodIcons.less : new ThemeIcon('history');
  item.tooltip = detail;
  return item;
}

function phaseItem({ name, ms, fromMs, state, detail }: PhaseResult): TreeItem {
  const item = new TreeItem(name);
  const times = l10n.t('{0} ms, from {1} ms on', Math.round(ms), Math.round(fromMs));
  item.description = state === 'done' ? times : `${state} · ${times}`;
  item.iconPath = new ThemeIcon(state === 'failed' ? 'error' : state === 'degraded' ? 'warning' : 'watch');
  item.tooltip = detail ?? item.description;
  return item;
}

function checkItem({ name, state, detail }: CheckResult): TreeItem {
  const item = new TreeItem(name);
  item.description = detail;
  item.iconPath = { ok: moodIcons.well, warn: moodIcons.less, fail: moodIcons.bad }[state];
  item.tooltip = detail;
  return item;
}
