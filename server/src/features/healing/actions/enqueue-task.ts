import { z } from 'zod';
import { codeRefactorSchema } from '../../../protocol/index.ts';
import { defineAction } from './action.ts';
import { line, nothing } from './inputs.ts';

const targetsMax = 20;

/** Asks for a refactor that is carried to its end by itself. It is proposed and never applied. */
export const enqueueTask = defineAction({
  id: 'enqueue_task',
  title: 'Ask for a refactor',
  input: () =>
    z.strictObject({
      intent: codeRefactorSchema.shape.intent.describe('The id of a refactor, such as `improve_logging`.'),
      targets: z
        .array(line())
        .min(1)
        .max(targetsMax)
        .describe('`PATH[:LINE[:COL]]`, relative to the workspace.'),
      description: line().optional().describe('Why, for whoever reads it later.'),
    }),
  before: nothing,
  output: () => z.strictObject({ task: z.string() }),
  undo: { says: 'It only proposes: what was proposed can be discarded.' },
  look: ({ intent, targets }) =>
    Promise.resolve({ would: `\`${intent}\` is asked for in ${targets.join(', ')}.`, before: {} }),
  async run({ input: { intent, targets, description = '' }, key }, { enqueue }, signal) {
    // Under the key of the deed it is one task, however often it is asked for.
    const task = { id: key, intent, targets, description, acceptance: {}, priority: 5, autoMerge: false };
    return (await enqueue(task, signal)) ?? { task: key };
  },
});
