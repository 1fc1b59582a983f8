import { l10n } from 'vscode';
import {
  tierNames,
  type BootReport,
  type BootRollback,
  type CheckResult,
  type FolderHealth,
  type KernelHealth,
  type PhaseResult,
} from '../../../server/src/protocol/index.ts';

/** A row of the Health view. Commands of the view are given such a row. */
export type HealthNode =
  | { readonly kind: 'folder'; readonly folder: FolderHealth; readonly isOnly: boolean }
  | {
      readonly kind: 'tier';
      readonly folder: string;
      readonly tier: number;
      readonly kernels: readonly KernelHealth[];
    }
  | { readonly kind: 'kernel'; readonly folder: string; readonly kernel: KernelHealth }
  | { readonly kind: 'boot'; readonly folder: string; readonly report: BootReport }
  | { readonly kind: 'rollback'; readonly rollback: BootRollback }
  | { readonly kind: 'phase'; readonly phase: PhaseResult }
  | { readonly kind: 'check'; readonly check: CheckResult };

export type Mood = 'well' | 'starting' | 'less' | 'bad';

export function rootsOf(folders: readonly FolderHealth[]): readonly HealthNode[] {
  return folders.map((folder) => ({ kind: 'folder', folder, isOnly: folders.length === 1 }));
}

export function childrenOf(node: HealthNode): readonly HealthNode[] {
  switch (node.kind) {
    case 'folder':
      return node.folder.report ? inside(node.folder.folder, node.folder.report) : [];
    case 'tier':
      return node.kernels.map((kernel) => ({ kind: 'kernel', folder: node.folder, kernel }));
    case 'boot':
      return [
        ...(node.report.rollback ? [{ kind: 'rollback' as const, rollback: node.report.rollback }] : []),
        ...node.report.phases.map((phase) => ({ kind: 'phase' as const, phase })),
        ...node.report.checks.map((check) => ({ kind: 'check' as const, check })),
      ];
    case 'kernel':
    case 'rollback':
    case 'phase':
    case 'check':
      return [];
  }
}

function inside(folder: string, report: BootReport): readonly HealthNode[] {
  const tiers = tierNames.map((_name, tier) => ({
    kind: 'tier' as const,
    folder,
    tier,
    kernels: report.kernels.filter((kernel) => kernel.tier === tier),
  }));
  return [...tiers, { kind: 'boot', folder, report }];
}

export function moodOf({ refused, report }: FolderHealth): Mood {
  if (refused !== undefined || report?.safeMode !== undefined) return 'bad';
  if (!report?.live) return 'starting';
  return troubled(report).length > 0 ? 'less' : 'well';
}

/** One line that says how all of it is. */
export function sentenceOf(folder: FolderHealth): string {
  const { refused, report } = folder;
  switch (moodOf(folder)) {
    case 'bad':
      return refused ?? report?.safeMode ?? '';
    case 'starting':
      return l10n.t('Starting');
    case 'well':
      return l10n.t('All is well');
    case 'less': {
      const [first, ...more] = report ? troubled(report) : [];
      const name = first?.name ?? '';
      return more.length === 0
        ? l10n.t('{0} is not as it should be', name)
        : l10n.t('{0} and {1} more are not as they should be', name, more.length);
    }
  }
}

/** How many kernels run, and how long it took to get there. */
export function countsOf({ kernels, live, ms }: BootReport): string {
  const built = kernels.filter(({ state }) => state !== 'planned');
  const ready = built.filter(({ state }) => state === 'ready');
  const counts = l10n.t('{0} of {1} ready', ready.length, built.length);
  return live ? `${counts} · ${l10n.t('live in {0} ms', Math.round(ms))}` : counts;
}

function troubled({ kernels }: BootReport): readonly KernelHealth[] {
  return kernels.filter(({ state }) => state === 'degraded' || state === 'stopped');
}

/** State, start time, restarts and the last sign of life, as far as they say something. */
export function kernelWords({ state, readyMs, restarts, lastBeat }: KernelHealth, nowMs: number): string {
  if (state === 'planned') return l10n.t('planned');
  return [
    state,
    ...(readyMs === undefined ? [] : [l10n.t('{0} ms to ready', Math.round(readyMs))]),
    ...(restarts === 0 ? [] : [restarts === 1 ? l10n.t('1 restart') : l10n.t('{0} restarts', restarts)]),
    ...(lastBeat === undefined || state !== 'ready' ? [] : [beatWords(lastBeat, nowMs)]),
  ].join(' · ');
}

const secondMs = 1_000;
/** A kernel beats once a second, and is given up after three missing beats. */
const freshMs = 4 * secondMs;

function beatWords(lastBeat: string, nowMs: number): string {
  const ms = nowMs - Date.parse(lastBeat);
  return ms <= freshMs ? l10n.t('beating') : l10n.t('last beat {0} s ago', Math.round(ms / secondMs));
}

/** Equal for folders whose rows say the same. */
export function rowsKey(folders: readonly FolderHealth[], nowMs: number): string {
  const shown = (key: string, value: unknown) =>
    key === 'lastBeat' && typeof value === 'string' ? beatWords(value, nowMs) : value;
  return JSON.stringify(folders, shown);
}
