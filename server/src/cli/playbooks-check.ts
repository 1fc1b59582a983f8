import { isRefusal } from '../base/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';

/** `grace playbooks check`: whether playbooks are right, and where they are not. */
export const playbooksCheck: Command = {
  words: ['playbooks', 'check'],
  usage: 'grace playbooks check [FILE…]',
  summary:
    'Check files of playbooks; without a name those that ship and, where the workspace is trusted (`--trust`), those in .grace/playbooks. Nothing of them runs. Exit code 1 when one is wrong.',
  options: {},
  optionHelp: {},
  schema: 'playbooks-check',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const answer = await workspace.playbooks.check(context.positionals);
      if (context.json) printJson(context, answer);
      else
        for (const { file, state, playbooks, problems } of answer.files) {
          context.terminal.print(`${file}: ${state === 'good' ? playbooks.join(', ') : 'not used'}\n`);
          for (const { line, column, what, why, advice } of problems)
            context.terminal.print(`  ${file}:${line}:${column}: ${what} ${why} ${advice}\n`);
        }
      return answer.files.some(({ problems }) => problems.length > 0) ? 1 : 0;
    } finally {
      await workspace.dispose();
    }
  },
};
