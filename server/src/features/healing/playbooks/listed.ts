import type { ListedPlaybook } from '../../../protocol/index.ts';
import type { Playbook } from './playbook.ts';

/** A playbook as a list shows it. */
export function listedOf(playbook: Playbook): ListedPlaybook {
  const { id, title, trigger, risk, origin, file, steps, attempts, group, waitsFor } = playbook;
  return {
    ...{ id, title, trigger, risk, origin, file, attempts },
    actions: [...new Set(steps.map(({ action }) => action))],
    ...(group === undefined ? {} : { group }),
    state: waitsFor.length === 0 ? 'ready' : 'waiting',
    waitsFor: [...waitsFor],
  };
}
