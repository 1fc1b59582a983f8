import { l10n, ProgressLocation, window, workspace, type QuickPickItem } from 'vscode';
import type { KeptState, RollbackAnswer } from '../../../server/src/protocol/index.ts';
import { sayRefusal } from '../sayRefusal.ts';
import type { Command, Reach } from './command.ts';

/** Puts a kept state of Grace itself back as a whole, for which its server makes room. */
export const putBackState: Command = {
  id: 'grace.putBackState',
  async run(reach) {
    const folder = await chosenFolder();
    if (folder === undefined) return;
    const answer = await reach.commandLine.ask<{ readonly states: readonly KeptState[] }>(folder, [
      'restore',
      'states',
    ]);
    if ('refused' in answer) {
      sayRefusal(answer.refused);
      return;
    }
    const states = answer.states.filter(({ condition }) => condition === 'good');
    if (states.length === 0) {
      await window.showInformationMessage(
        l10n.t(
          'No state of Grace is kept here yet: one is kept each time it has come up well, and every hour.',
        ),
      );
      return;
    }
    const placeHolder = l10n.t('Choose the state of Grace to put back');
    const chosen = await window.showQuickPick(states.map(itemOf), { placeHolder, matchOnDetail: true });
    if (chosen && (await isSure(chosen.label))) await putBack(reach, folder, chosen);
  },
};

async function chosenFolder(): Promise<string | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (folders.length > 1) return (await window.showWorkspaceFolderPick())?.uri.fsPath;
  if (folders.length === 0)
    await window.showInformationMessage(l10n.t('Open a folder first: Grace keeps its states for each.'));
  return folders[0]?.uri.fsPath;
}

interface StateItem extends QuickPickItem {
  readonly id: string;
}

function itemOf({ id, time, reason, seq }: KeptState): StateItem {
  const reasons: Readonly<Record<NonNullable<KeptState['reason']>, string>> = {
    boot: l10n.t('Grace had come up well'),
    hourly: l10n.t('an hour had passed'),
    rollback: l10n.t('right before another state was put back'),
  };
  return {
    ...{ id, label: time === undefined ? id : new Date(time).toLocaleString() },
    ...(reason === undefined ? {} : { description: reasons[reason] }),
    detail: seq === undefined ? id : l10n.t('{0}, as of record {1} of the log', id, seq),
  };
}

async function isSure(label: string): Promise<boolean> {
  const yes = l10n.t('Put Back');
  const detail = l10n.t(
    'Grace stops for a moment, and proposals that are not applied are dropped. Your files, git and the log stay as they are. What is there now is kept, so that this can be taken back.',
  );
  const question = l10n.t('Put back the state of Grace of {0}?', label);
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

async function putBack(reach: Reach, folder: string, { id, label }: StateItem): Promise<void> {
  const argv = ['restore', 'rollback', id];
  const title = l10n.t('Putting back the state of {0}', label);
  const answer = await window.withProgress({ location: ProgressLocation.Notification, title }, () =>
    reach.wire.whileStopped(() => reach.commandLine.ask<RollbackAnswer>(folder, argv)),
  );
  await Promise.all([reach.proposals.refresh(), reach.health.refresh()]);
  if (answer.refused !== undefined) {
    sayRefusal(answer.refused);
    return;
  }
  reach.log.info(`The state ${id} was put back.`);
  const keptAs = 'keptAs' in answer ? answer.keptAs : undefined;
  const takeBack = l10n.t('Take It Back');
  const said = l10n.t('The state of Grace of {0} was put back.', label);
  const answered = await window.showInformationMessage(said, ...(keptAs === undefined ? [] : [takeBack]));
  if (answered !== takeBack || keptAs === undefined) return;
  await putBack(reach, folder, { id: keptAs, label: l10n.t('right before that') });
}
