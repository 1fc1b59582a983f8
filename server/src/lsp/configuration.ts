import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import type { GraceSettings } from '../protocol/index.ts';
import type { Session } from './session.ts';

/** What holds until the editor has told its settings: the careful choice each. */
export const carefulSettings: GraceSettings = { refactor: { proof: 'before' }, trusted: false };

/** Takes over settings, and trust once it is granted; anything that is not ours is ignored. */
export function followConfiguration(session: Session): void {
  session.dispatch.notification(DidChangeConfigurationNotification.type, (params) => {
    const settings: unknown = params.settings;
    if (isGraceSettings(settings)) session.changeSettings(settings);
  });
}

export function isGraceSettings(value: unknown): value is GraceSettings {
  if (typeof value !== 'object' || value === null) return false;
  if (!('trusted' in value) || typeof value.trusted !== 'boolean' || !('refactor' in value)) return false;
  const { refactor } = value;
  if (typeof refactor !== 'object' || refactor === null || !('proof' in refactor)) return false;
  return refactor.proof === 'before' || refactor.proof === 'after' || refactor.proof === 'off';
}
