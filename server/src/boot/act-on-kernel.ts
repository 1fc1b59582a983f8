import { isRefusal, refused, type Refusal } from '../base/index.ts';
import type { Clarity } from '../core/clarity/index.ts';
import type { ControlPlane, KernelStatus } from '../core/kernel/index.ts';
import type { Decision, KernelAction, KernelId } from '../protocol/index.ts';

/** Does with a kernel what a person asked for; resolves to how it is then, once it has settled. */
export async function actOnKernel(
  action: KernelAction,
  id: KernelId,
  ports: { readonly plane: ControlPlane; readonly decide: Clarity['decide']; readonly signal: AbortSignal },
): Promise<KernelStatus | Refusal> {
  const { plane, decide, signal } = ports;
  // While it runs: the kernel may be the one that records it.
  if (action !== 'start') await decide(asked(action, id));
  const done = await act(action, id, plane);
  if (isRefusal(done) || action === 'stop') return done;
  const [status] = await plane.start([id], signal);
  if (action === 'start') await decide(asked(action, id));
  return status ?? refused(`There is no kernel ${id}.`);
}

const words: Readonly<Record<KernelAction, string>> = {
  restart: 'is to be restarted',
  start: 'is to be started',
  stop: 'is to be stopped, with what stands on it',
};

function asked(action: KernelAction, id: KernelId): Decision {
  return {
    ...{ kind: action, subject: `kernel ${id}`, decided: `${id} ${words[action]}.` },
    ...{ evidence: [{ what: 'A person asked for it in the Health view.' }], turnedDown: [], causes: [] },
    certainty: { level: 'certain', why: 'It was asked for.' },
  };
}

function act(
  action: KernelAction,
  id: KernelId,
  plane: ControlPlane,
): Promise<KernelStatus | Refusal> | KernelStatus | Refusal {
  if (action === 'restart') return plane.restartKernel(id);
  return action === 'stop' ? plane.stopKernel(id) : plane.startKernel(id);
}
