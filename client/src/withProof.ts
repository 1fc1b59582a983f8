import { ProgressLocation, l10n, window, type CancellationToken } from 'vscode';
import type { ProofStepParams } from '../../server/src/protocol/index.ts';
import type { Reach } from './commands/command.ts';

/** How long a proof may take before applying without it is offered. */
const patienceMs = 2_000;

let lastToken = 0;

/**
 * Runs a proof with a notification that can be cancelled. After a moment it offers to apply the change now, only
 * checked; a change of several files is never offered unproven.
 */
export async function withProof<Answer>(
  reach: Reach,
  title: string,
  run: (token: string, cancellation: CancellationToken) => Promise<Answer>,
): Promise<Answer> {
  lastToken += 1;
  const token = `proof-${lastToken}`;
  const location = ProgressLocation.Notification;
  return window.withProgress({ location, title, cancellable: true }, async (progress, cancellation) => {
    let step: ProofStepParams | undefined;
    let patient = true;
    progress.report({ message: l10n.t('Preparing the change') });
    const show = () => {
      if (step) progress.report({ message: patient ? step.message : withOffer(reach, step) });
    };
    const listening = reach.proposals.onStep((next) => {
      if (next.token !== token) return;
      step = next;
      show();
    });
    const timer = setTimeout(() => {
      patient = false;
      void reach.proposals.refresh().then(show);
    }, patienceMs);
    try {
      return await run(token, cancellation);
    } finally {
      clearTimeout(timer);
      listening.dispose();
    }
  });
}

function withOffer({ proposals }: Reach, { id, message }: ProofStepParams): string {
  const proposal = proposals.get(id);
  if (proposal?.files.length !== 1 || proposal.applied) return message;
  const argument = encodeURIComponent(JSON.stringify([id]));
  return `${message} · [${l10n.t('Apply now, only checked')}](command:grace.proposal.applyNow?${argument})`;
}
