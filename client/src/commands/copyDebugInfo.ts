import { env, l10n, version, window } from 'vscode';
import type { Command } from './command.ts';

const messageMs = 6_000;

/** Copies versions, processes and commands for a bug report. */
export const copyDebugInfo: Command = {
  id: 'grace.copyDebugInfo',
  async run({ wire }) {
    await env.clipboard.writeText(`VS Code ${version}\n${await wire.debugInfo()}\n`);
    window.setStatusBarMessage(l10n.t('$(check) Debug information copied'), messageMs);
  },
};
