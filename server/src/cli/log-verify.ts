import { isRefusal } from '../base/index.ts';
import type { LogVerifyJson } from '../protocol/index.ts';
import { answerRefusal, printJson, type Command } from './command.ts';

/** `grace log verify`: whether every record is what it was when it was acknowledged. */
export const logVerify: Command = {
  words: ['log', 'verify'],
  usage: 'grace log verify',
  summary: 'Check every byte of the log. Exit code 1 when a record is damaged: it names the first one.',
  options: {},
  optionHelp: {},
  schema: 'log-verify',
  async run(context) {
    const workspace = await context.open();
    if (isRefusal(workspace)) return answerRefusal(context, workspace);
    try {
      const verified = await workspace.log.verify(context.signal);
      if (isRefusal(verified)) return answerRefusal(context, verified);
      const state = verified.damage ? 'damaged' : 'whole';
      const answer: LogVerifyJson = { state, ...verified, notes: [...verified.notes] };
      if (context.json) printJson(context, answer);
      else context.terminal.print(sentences(answer));
      return verified.damage ? 1 : 0;
    } finally {
      await workspace.dispose();
    }
  },
};

function sentences({ damage, firstSeq, lastSeq, erased, notes, ms }: LogVerifyJson): string {
  const lines = damage ? [damage.message, `It lies in ${damage.file}.`] : [];
  if (!damage && (firstSeq === undefined || lastSeq === undefined)) lines.push('The log is empty.');
  else if (!damage && firstSeq !== undefined && lastSeq !== undefined) {
    const gone = erased === 0 ? '' : `, ${erased} of them with an erased payload`;
    lines.push(
      `The log is whole: records ${firstSeq} to ${lastSeq}${gone}, checked in ${Math.round(ms)} ms.`,
    );
  }
  return [...lines, ...notes.map((note) => `Note: ${note}`), ''].join('\n');
}
