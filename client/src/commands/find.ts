import {
  ProgressLocation,
  commands,
  Uri,
  l10n,
  window,
  workspace,
  type QuickPickItem,
  type WorkspaceFolder,
} from 'vscode';
import { metricsInWords, type FindAnswer, type ProposeAnswer } from '../../../server/src/protocol/index.ts';
import { askBeforeTools } from '../askBeforeTools.ts';
import { sayRefusal } from '../sayRefusal.ts';
import { withProof } from '../withProof.ts';
import type { Command, Reach } from './command.ts';

type Opportunity = FindAnswer['opportunities'][number];

/** Looks through a folder for refactors, lets the person choose, and proves the chosen ones as one group. */
export const find: Command = {
  id: 'grace.find',
  async run(reach, argument) {
    const place = placeOf(argument) ?? (await chosenFolder());
    if (!place) return;
    const answer = await search(reach, place);
    if (answer.refused !== undefined) {
      sayRefusal(answer.refused);
      return;
    }
    if (answer.opportunities.length === 0) {
      sayRefusal(l10n.t('Grace found nothing to improve here.'));
      return;
    }
    const chosen = await choose(answer.opportunities);
    if (chosen.length > 0) await proveAll(reach, place.folder, chosen);
  },
};

interface Place {
  readonly folder: WorkspaceFolder;
  /** A file or folder in it; all of it without one. */
  readonly uri?: Uri;
}

/** The file or folder whose menu was used. */
function placeOf(argument: unknown): Place | undefined {
  const uri = argument instanceof Uri ? argument : undefined;
  const folder = uri && workspace.getWorkspaceFolder(uri);
  return folder && { folder, uri };
}

async function chosenFolder(): Promise<Place | undefined> {
  const { workspaceFolders = [] } = workspace;
  const folder = workspaceFolders.length > 1 ? await window.showWorkspaceFolderPick() : workspaceFolders[0];
  return folder && { folder };
}

async function search({ wire, proposals }: Reach, { folder, uri }: Place): Promise<FindAnswer> {
  const title = l10n.t('Looking for refactors');
  const location = ProgressLocation.Notification;
  return window.withProgress({ location, title, cancellable: true }, async (progress, cancellation) => {
    const token = `find-${Date.now()}`;
    const listening = proposals.onStep((step) => {
      if (step.token === token) progress.report({ message: step.message });
    });
    try {
      const uris = [(uri ?? folder.uri).toString()];
      return await wire.find({ folder: folder.uri.toString(), uris, token }, cancellation);
    } finally {
      listening.dispose();
    }
  });
}

async function choose(opportunities: readonly Opportunity[]): Promise<readonly Opportunity[]> {
  const items = opportunities.map((opportunity): QuickPickItem & { readonly opportunity: Opportunity } => ({
    label: opportunity.title,
    description: opportunity.path,
    detail: metricsInWords(opportunity.metrics).join(' · '),
    picked: opportunities.length === 1,
    opportunity,
  }));
  const chosen = await window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    placeHolder: l10n.t('Choose what to prove; nothing is written before you accept it'),
  });
  return chosen?.map((item) => item.opportunity) ?? [];
}

async function proveAll(
  reach: Reach,
  folder: WorkspaceFolder,
  targets: readonly Opportunity[],
): Promise<void> {
  if ((await askBeforeTools(reach.wire, folder.uri)) === 'cancelled') return;
  const { answers } = await withProof(
    reach,
    l10n.t('Proving {0} refactors', targets.length),
    (token, cancellation) =>
      reach.wire.proposeAll({ folder: folder.uri.toString(), targets, token }, cancellation),
  );
  await reach.proposals.refresh();
  await commands.executeCommand('grace.proposals.focus');
  const left = answers.filter((answer) => answer.kind === 'refused');
  if (left.length > 0) sayLeftOut(reach, answers.length, left);
}

function sayLeftOut(
  { log }: Reach,
  total: number,
  left: readonly (ProposeAnswer & { kind: 'refused' })[],
): void {
  for (const { message } of left) log.info(message);
  const first = left[0]?.message ?? '';
  const message =
    left.length === 1
      ? first
      : l10n.t('{0} of {1} were left out. The first: {2} The log has the others.', left.length, total, first);
  sayRefusal(message);
}
