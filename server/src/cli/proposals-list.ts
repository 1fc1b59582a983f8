import { isRefusal } from '../base/index.ts';
import type { ProposalsListJson } from '../protocol/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';
import { proposalsIn } from './editor.ts';

/** `grace proposals list`: what the editor beside this command holds. */
export const proposalsList: Command = {
  words: ['proposals', 'list'],
  usage: 'grace proposals list',
  summary: 'List the proposals that the editor which has this workspace open holds, newest first.',
  options: {},
  optionHelp: {},
  schema: 'proposals-list',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    const editor = await workspace.owner(context.signal);
    try {
      const views = editor ? await proposalsIn(editor, context.signal) : [];
      if (isRefusal(views)) return answerRefusal(context, views);
      const answer: ProposalsListJson = {
        ...(editor ? { editor: editor.pid } : {}),
        proposals: views.map(({ id, intent, title, files, verdict, stale, applied, restorePoint }) => ({
          ...{ id, intent, title, files: files.map(({ path }) => path), verdict, stale, applied },
          ...(restorePoint === undefined ? {} : { restorePoint }),
        })),
      };
      if (context.json) printJson(context, answer);
      else if (!editor) context.terminal.note('No editor has this workspace open with Grace in it.');
      else if (views.length === 0) context.terminal.note('The editor holds no proposals.');
      for (const proposal of context.json ? [] : answer.proposals)
        context.terminal.print(`${lineOf(proposal)}\n`);
      return 0;
    } finally {
      editor?.dispose();
      await workspace.dispose();
    }
  },
};

function lineOf({
  id,
  verdict,
  stale,
  applied,
  title,
  files,
}: ProposalsListJson['proposals'][number]): string {
  const state = applied ? 'applied' : stale ? 'stale' : verdict;
  return `${id}  ${state.padEnd('checked'.length)}  ${title}  (${files.join(', ')})`;
}
