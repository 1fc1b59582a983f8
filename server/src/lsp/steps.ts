import type { Watch } from '../features/refactor/index.ts';
import { methods, type ProofStepParams } from '../protocol/index.ts';
import type { Session } from './session.ts';

/** Hands the live state of a proof on to the editor; `token` is what the editor knows the request by. */
export function watchSteps(session: Session, token: string | undefined): Watch {
  const tell = (step: Omit<ProofStepParams, 'token'>) => {
    const params: ProofStepParams = { ...step, ...(token === undefined ? {} : { token }) };
    void session.connection.sendNotification(methods.proofStep, params);
  };
  return {
    onStep: ({ id, message, gates }) => tell({ id, message, gates }),
    onProgress: (message) => tell({ id: '', message, gates: {} }),
  };
}
