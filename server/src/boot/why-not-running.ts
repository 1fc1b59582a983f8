import type { ControlPlane } from '../core/kernel/index.ts';
import type { KernelId } from '../protocol/index.ts';

/** Why a kernel does not run now, as a sentence. */
export function whyNotRunning(plane: ControlPlane, id: KernelId): string {
  const state = plane.statuses().find((status) => status.id === id)?.state;
  if (!state) return 'There is no such kernel.';
  if ('reason' in state) return state.reason;
  return state.name === 'stopped' ? 'It was stopped.' : 'It is still on its way.';
}
