import { isRefusal } from '../../base/index.ts';
import { kernelIds, methods, type KernelAnswer, type KernelParams } from '../../protocol/index.ts';
import { openedFor, type Session } from '../session.ts';

const actions: readonly string[] = ['restart', 'stop', 'start'] satisfies KernelParams['action'][];

/** Restarts, stops or starts a part; answers once it is up again, or with why it is not. */
export function answerKernel(session: Session): void {
  session.dispatch.request<KernelParams, KernelAnswer>(methods.kernel, (params, signal) =>
    act(session, params, signal),
  );
}

async function act(
  session: Session,
  { folder, kernel, action }: KernelParams,
  signal: AbortSignal,
): Promise<KernelAnswer> {
  if (!kernelIds.includes(kernel)) return { kind: 'refused', message: `There is no kernel '${kernel}'.` };
  if (!actions.includes(action)) return { kind: 'refused', message: `A kernel cannot '${action}'.` };
  const opened = await openedFor(session, folder, signal);
  if (isRefusal(opened)) return { kind: 'refused', message: opened.message };
  const answer = await opened.services.health.act(action, kernel);
  if (isRefusal(answer)) return { kind: 'refused', message: answer.message };
  return { kind: 'done', kernel: answer };
}
