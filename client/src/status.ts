import {
  LanguageStatusSeverity,
  MarkdownString,
  StatusBarAlignment,
  ThemeColor,
  l10n,
  languages,
  window,
  type ExtensionContext,
} from 'vscode';
import type { StatusParams } from '../../server/src/protocol/index.ts';
import type { ServerState } from './wire.ts';

export interface StatusItems {
  update(status: StatusParams): void;
  serverState(state: ServerState): void;
}

const served = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];

/** One status bar item and one language status item, both fed by `grace/status`; hidden beside other languages. */
export function registerStatus(context: ExtensionContext): StatusItems {
  const bar = window.createStatusBarItem('grace.status', StatusBarAlignment.Right, 100);
  bar.name = 'Grace';
  bar.command = 'grace.proposals.focus';
  const item = languages.createLanguageStatusItem(
    'grace.server',
    served.map((language) => ({ language })),
  );
  item.name = 'Grace';
  let status: StatusParams = { health: 'ok', quiescent: true };
  let server: ServerState = 'starting';
  context.subscriptions.push(bar, item, window.onDidChangeActiveTextEditor(show));
  show();

  function show(): void {
    const { text, detail, severity, busy } = describe(status, server);
    bar.text = `$(${busy ? 'loading~spin' : iconOf(severity)}) Grace`;
    bar.tooltip = tooltip(detail);
    bar.accessibilityInformation = { label: `Grace: ${text}` };
    bar.backgroundColor =
      severity === LanguageStatusSeverity.Information ? undefined : new ThemeColor(backgroundOf(severity));
    item.text = text;
    item.detail = detail;
    item.severity = severity;
    item.busy = busy;
    item.command = { title: l10n.t('Restart'), command: 'grace.restartServer' };
    const language = window.activeTextEditor?.document.languageId;
    if (language !== undefined && served.includes(language)) bar.show();
    else bar.hide();
  }

  return {
    update(next) {
      status = next;
      show();
    },
    serverState(next) {
      server = next;
      status = { health: 'ok', quiescent: true };
      show();
    },
  };
}

interface Description {
  readonly text: string;
  readonly detail: string;
  readonly severity: LanguageStatusSeverity;
  readonly busy: boolean;
}

function describe(status: StatusParams, server: ServerState): Description {
  const { Information, Warning, Error } = LanguageStatusSeverity;
  if (server === 'starting') {
    return {
      text: l10n.t('Starting'),
      detail: l10n.t('Grace is starting.'),
      severity: Information,
      busy: true,
    };
  }
  if (server === 'stopped') {
    const detail = l10n.t('The server of Grace has stopped. Restart it, or look at its log.');
    return { text: l10n.t('Stopped'), detail, severity: Error, busy: false };
  }
  const busy = !status.quiescent;
  if (status.health === 'ok') {
    const text = busy ? l10n.t('Working') : l10n.t('Ready');
    const detail = busy ? l10n.t('Grace is working.') : l10n.t('Refactors are offered and proven.');
    return { text, detail, severity: Information, busy };
  }
  const detail = status.message ?? l10n.t('See the log of Grace.');
  return { text: l10n.t('Attention'), detail, severity: status.health === 'warning' ? Warning : Error, busy };
}

function iconOf(severity: LanguageStatusSeverity): string {
  if (severity === LanguageStatusSeverity.Error) return 'error';
  return severity === LanguageStatusSeverity.Warning ? 'warning' : 'verified';
}

function backgroundOf(severity: LanguageStatusSeverity): string {
  return severity === LanguageStatusSeverity.Error
    ? 'statusBarItem.errorBackground'
    : 'statusBarItem.warningBackground';
}

const tooltipCommands = ['grace.proposals.focus', 'grace.restartServer', 'grace.showLogs'];

function tooltip(detail: string): MarkdownString {
  const markdown = new MarkdownString(undefined, true);
  markdown.isTrusted = { enabledCommands: tooltipCommands };
  markdown.appendText(detail);
  markdown.appendMarkdown(
    `\n\n[${l10n.t('Proposals')}](command:grace.proposals.focus) · ` +
      `[${l10n.t('Restart server')}](command:grace.restartServer) · ` +
      `[${l10n.t('Show log')}](command:grace.showLogs)`,
  );
  return markdown;
}
