import { z } from 'zod';
import { isRefusal, refused, sha256 } from '../../../base/index.ts';
import { defineAction } from './action.ts';
import { entryName } from './inputs.ts';
import type { NamedTool } from './ports.ts';

const outputShownMax = 400;

/** Runs a command that the configuration names and a person approved word for word, without a shell. */
export const runTool = defineAction({
  id: 'run_tool',
  title: 'Run a command of the workspace that was approved',
  input: () => z.strictObject({ tool: entryName().describe('A name of `tools:` in `.grace/config.yaml`.') }),
  before: () => z.strictObject({ argv: z.string() }),
  output: () => z.strictObject({ exitCode: z.int(), output: z.string() }),
  undo: { says: 'What a command did is not known: it is not taken back.' },
  async look({ tool }, { tools }) {
    const named = tools.named(tool);
    if (!named)
      return refused(`There is no tool \`${tool}\`: name it under \`tools:\` of .grace/config.yaml.`);
    const why = await tools.whyNot(named);
    return why ?? { would: `\`${named.argv.join(' ')}\` runs.`, before: { argv: wordsOf(named) } };
  },
  async run({ input, before }, { tools }, signal) {
    const named = tools.named(input.tool);
    if (!named || wordsOf(named) !== before.argv)
      return refused(`\`${input.tool}\` is another command now than a moment ago: nothing was run.`);
    const why = await tools.whyNot(named);
    if (why) return why;
    const ran = await tools.run(named, signal);
    if (isRefusal(ran)) return ran;
    if (ran.exitCode !== 0)
      return refused(`\`${input.tool}\` ended with ${ran.exitCode ?? 'a signal'}. ${endOf(ran.output)}`);
    return { exitCode: ran.exitCode, output: endOf(ran.output) };
  },
});

/** Names these very words. */
function wordsOf({ argv, cwd }: NamedTool): string {
  return sha256(JSON.stringify([argv, cwd]));
}

function endOf(output: string): string {
  return output.trimEnd().slice(-outputShownMax);
}
