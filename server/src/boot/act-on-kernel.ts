import { isRefusal, refused, type Refusal } from '../base/index.ts';
import type { ControlPlane, KernelStatus } from '../core/kernel/index.ts';
import type { KernelAction, KernelId } from '../protocol/index.ts';

/** Does with a kernel what a person asked for; resolves to how it is then, once it has settled. */
export async function actOnKernel(
  action: KernelAction,
  id: KernelId,
  plane: ControlPlane,
  signal: AbortSignal,
): Promise<KernelStatus | Refusal> {
  const done = await act(action, id, plane);
  if (isRefusal(done) || action === 'stop') return done;
  const [status] = await plane.start([id], signal);
  return status ?? refused(`There is no kernel ${id}.`);
}

function act(
  action: KernelAction,
  id: KernelId,
  plane: ControlPlane,
): Promise<KernelStatus | Refusal> | KernelStatus | Refusal {
  if (action === 'restart') return plane.restartKernel(id);
  return action === 'stop' ? plane.stopKernel(id) : plane.startKernel(id);
}
