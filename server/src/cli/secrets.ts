import { isRefusal } from '../base/index.ts';
import type { SecretStatus } from '../protocol/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';

/** `grace secrets`: what this workspace needs of secrets, and whether it is there. */
export const secrets: Command = {
  words: ['secrets'],
  usage: 'grace secrets',
  summary:
    'Show the secrets that this workspace needs, whether they are there and whether they are new; never a value. Exit code 1 when one is missing.',
  options: {},
  optionHelp: {},
  schema: 'secrets',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      await workspace.secrets.attest(context.signal);
      const found = workspace.secrets.statuses();
      if (context.json) printJson(context, { secrets: found });
      else if (found.length === 0) context.terminal.note('No secrets are needed here.');
      else context.terminal.print(found.map(lineOf).join(''));
      return found.every(({ state }) => state === 'present') ? 0 : 1;
    } finally {
      await workspace.dispose();
    }
  },
};

const changeWords = { appeared: 'new', rotated: 'has another value than before', missing: '', too_short: '' };

function lineOf({ name, state, fingerprint, change, advice }: SecretStatus): string {
  const what = state === 'too_short' ? 'too short' : state;
  const details = [fingerprint, change && changeWords[change]].filter(Boolean).join(', ');
  return `${name}: ${what}${details === '' ? '' : ` (${details})`}${advice === undefined ? '' : `. ${advice}`}\n`;
}
