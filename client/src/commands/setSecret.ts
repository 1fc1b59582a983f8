import { l10n, window, type QuickPickItem } from 'vscode';
import type { SecretStatus } from '../../../server/src/protocol/index.ts';
import { keepSecret, removeSecret } from '../secretStore.ts';
import type { Command } from './command.ts';

/** Gives a secret that a workspace needs to the editor's own store, or takes it back. No setting or file ever holds it. */
export const setSecret: Command = {
  id: 'grace.setSecret',
  async run({ wire, secretStore }) {
    const known = await wire.secrets();
    if (known.length === 0) {
      void window.showInformationMessage(
        l10n.t('No opened folder needs a secret: `secrets.required` in .grace/config.yaml names them.'),
      );
      return;
    }
    const picked = await window.showQuickPick(known.map(itemOf), { title: l10n.t('Which secret?') });
    if (!picked) return;
    const name = picked.label;
    const value = await window.showInputBox({
      title: name,
      prompt: l10n.t('Kept in the store of the editor. Leave it empty to remove what is kept.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (value === undefined) return;
    if (value === '') await removeSecret(secretStore, name);
    else await keepSecret(secretStore, name, value);
  },
};

function itemOf({ name, state }: SecretStatus): QuickPickItem {
  const words = {
    present: l10n.t('is there'),
    missing: l10n.t('is missing'),
    too_short: l10n.t('is too short'),
  };
  return { label: name, description: words[state] };
}
