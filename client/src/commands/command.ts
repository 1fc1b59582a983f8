import {
  CancellationError,
  commands,
  l10n,
  window,
  type Disposable,
  type LogOutputChannel,
  type SecretStorage,
} from 'vscode';
import type { CommandLine } from '../commandLine.ts';
import type { Explanations } from '../explanations.ts';
import type { Health } from '../health.ts';
import type { Knowledge } from '../knowledge.ts';
import type { Proposals } from '../proposals.ts';
import type { Review } from '../review.ts';
import type { KnowledgeView } from '../views/knowledgeView.ts';
import type { Wire } from '../wire.ts';

/** What a command may reach. */
export interface Reach {
  readonly wire: Wire;
  readonly log: LogOutputChannel;
  readonly proposals: Proposals;
  readonly health: Health;
  readonly knowledge: Knowledge;
  readonly knowledgeView: KnowledgeView;
  readonly review: Review;
  readonly explanations: Explanations;
  readonly secretStore: SecretStorage;
  readonly commandLine: CommandLine;
}

export interface Command {
  readonly id: string;
  /** `argument` is whatever the menu, link or code action hands over. */
  readonly run: (reach: Reach, argument: unknown) => Promise<void> | void;
}

/** Registers a command that never fails silently: what it throws is said, with a way to the log. */
export function registerCommand({ id, run }: Command, reach: Reach): Disposable {
  return commands.registerCommand(id, async (argument: unknown) => {
    try {
      await run(reach, argument);
    } catch (thrown) {
      if (!wasCancelled(thrown)) await sayFailure(thrown, reach);
    }
  });
}

/** `RequestCancelled` and `ServerCancelled` of LSP. */
const cancelledCodes: readonly unknown[] = [-32_800, -32_802];

function wasCancelled(thrown: unknown): boolean {
  if (thrown instanceof CancellationError) return true;
  return thrown instanceof Error && 'code' in thrown && cancelledCodes.includes(thrown.code);
}

async function sayFailure(thrown: unknown, { log }: Reach): Promise<void> {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  log.error(thrown instanceof Error ? (thrown.stack ?? message) : message);
  const showLog = l10n.t('Show Log');
  const answer = await window.showErrorMessage(l10n.t('Grace could not do that: {0}', message), showLog);
  if (answer === showLog) log.show();
}
