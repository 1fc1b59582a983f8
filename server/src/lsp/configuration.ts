import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import type { GraceSettings } from '../protocol/index.ts';
import { attestSecrets } from './requests/secrets.ts';
import { serveTasks } from './serveTasks.ts';
import type { Session } from './session.ts';

/** What holds until the editor has told its settings: the careful choice each. */
export const carefulSettings: GraceSettings = { refactor: { proof: 'before' }, trusted: false };

/** Takes over settings, and trust once it is granted; anything that is not ours is ignored. */
export function followConfiguration(session: Session): void {
  session.dispatch.notification(DidChangeConfigurationNotification.type, async (params) => {
    const settings: unknown = params.settings;
    if (!isGraceSettings(settings)) return;
    const wasTrusted = session.settings().trusted;
    session.changeSettings(settings);
    // What a workspace names is not asked for before it is trusted.
    if (!settings.trusted || wasTrusted) return;
    await attestSecrets(session, session.dispatch.ending);
    await serveTasks(session);
  });
}

export function isGraceSettings(value: unknown): value is GraceSettings {
  if (typeof value !== 'object' || value === null) return false;
  if (!('trusted' in value) || typeof value.trusted !== 'boolean' || !('refactor' in value)) return false;
  const { refactor } = value;
  if (typeof refactor !== 'object' || refactor === null || !('proof' in refactor)) return false;
  return refactor.proof === 'before' || refactor.proof === 'after' || refactor.proof === 'off';
}
