import { ThemeColor, ThemeIcon, l10n } from 'vscode';
import type { GateName, GateResult, Gates, ProposalView } from '../../server/src/protocol/index.ts';

/** The verdict as a person reads it; an applied or stale proposal says so instead. */
export function verdictLabel({ verdict, applied, stale }: ProposalView): string {
  if (applied) return verdict === 'proven' ? l10n.t('applied, proven') : l10n.t('applied, only checked');
  if (stale) return l10n.t('file changed since');
  switch (verdict) {
    case 'proven':
      return l10n.t('proven');
    case 'checked':
      return l10n.t('only checked');
    case 'proving':
      return l10n.t('proving…');
    case 'failed':
      return l10n.t('failed');
    case 'refused':
      return l10n.t('refused');
  }
}

export function verdictIcon({ verdict, applied, stale }: ProposalView): ThemeIcon {
  if (applied) return new ThemeIcon('check-all', new ThemeColor('testing.iconPassed'));
  if (stale) return new ThemeIcon('history', new ThemeColor('list.warningForeground'));
  switch (verdict) {
    case 'proven':
      return new ThemeIcon('verified-filled', new ThemeColor('testing.iconPassed'));
    case 'checked':
      return new ThemeIcon('pass', new ThemeColor('list.warningForeground'));
    case 'proving':
      return new ThemeIcon('loading~spin');
    case 'failed':
    case 'refused':
      return new ThemeIcon('error', new ThemeColor('testing.iconFailed'));
  }
}

/** The gates in the order they ran; the ones a workspace lacks last. */
export function gatesInOrder(gates: Partial<Gates>): readonly (readonly [GateName, GateResult])[] {
  const order: readonly GateName[] = ['parse', 'types', 'lint', 'tests'];
  return order.flatMap((name) => (gates[name] ? [[name, gates[name]] as const] : []));
}

export function gateLabel(gate: GateName): string {
  const labels = {
    parse: l10n.t('Syntax'),
    types: l10n.t('Types'),
    lint: l10n.t('Lint'),
    tests: l10n.t('Tests'),
  };
  return labels[gate];
}

export function gateIcon(result: GateResult): ThemeIcon {
  if (result.status === 'pass') return new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
  if (result.status === 'fail') return new ThemeIcon('error', new ThemeColor('testing.iconFailed'));
  return new ThemeIcon('circle-slash', new ThemeColor('testing.iconSkipped'));
}

const secondMs = 1_000;

/** `840 ms`, `3.2 s`. */
export function duration(ms: number): string {
  if (ms < secondMs) return l10n.t('{0} ms', Math.round(ms));
  return l10n.t('{0} s', (ms / secondMs).toFixed(1));
}
