import { l10n, window } from 'vscode';
import type { KernelAction } from '../../../server/src/protocol/index.ts';
import type { HealthNode } from '../views/healthRows.ts';
import type { Command, Reach } from './command.ts';

/** What a row of the Health view lets a person do to a part of Grace. */
export const kernelCommands: readonly Command[] = [
  ...(['restart', 'stop', 'start'] as const).map((action): Command => ({
    id: `grace.kernel.${action}`,
    run: (reach, argument) => act(reach, action, argument),
  })),
  { id: 'grace.kernel.why', run: explain },
];

async function act({ wire, health }: Reach, action: KernelAction, argument: unknown): Promise<void> {
  if (!isKernelRow(argument)) {
    sayGone();
    return;
  }
  const { folder, kernel } = argument;
  const answer = await wire.kernel({ folder, kernel: kernel.name, action });
  if (answer.kind === 'refused') {
    void window.showWarningMessage(l10n.t('Grace left {0} as it is: {1}', kernel.name, answer.message));
  }
  await health.refresh();
}

/** What Grace decided about a part, and what that goes back to. */
async function explain({ wire, explanations }: Reach, argument: unknown): Promise<void> {
  if (!isKernelRow(argument)) {
    sayGone();
    return;
  }
  const { folder, kernel } = argument;
  const answer = await wire.why({ folder, kernel: kernel.name });
  if (answer.kind === 'refused') void window.showInformationMessage(answer.message);
  else await explanations.show(l10n.t('Why {0} is as it is', kernel.name), answer.text);
}

/** Rows that are just being drawn anew stand for nothing. */
function sayGone(): void {
  void window.showInformationMessage(l10n.t('The list of parts has just changed: choose again.'));
}

function isKernelRow(argument: unknown): argument is HealthNode & { kind: 'kernel' } {
  return (
    typeof argument === 'object' && argument !== null && 'kind' in argument && argument.kind === 'kernel'
  );
}
