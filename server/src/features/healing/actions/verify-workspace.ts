import { z } from 'zod';
import { isRefusal, refused } from '../../../base/index.ts';
import { gateNames } from '../../../protocol/index.ts';
import { defineAction } from './action.ts';
import { nothing } from './inputs.ts';

const gate = () => z.enum(gateNames);

/** Asks the workspace's own tools, in a private copy, whether it is in order. */
export const verifyWorkspace = defineAction({
  id: 'verify_workspace',
  title: 'Ask the tools of the workspace whether it is in order',
  input: () =>
    z.strictObject({
      gates: z.array(gate()).min(1).max(gateNames.length).describe('They have to run, and to pass.'),
    }),
  before: nothing,
  output: () => z.strictObject({ passed: z.array(z.string()) }),
  undo: { says: 'It works in a private copy: there is nothing to take back.' },
  look: ({ gates }) => Promise.resolve({ would: `${gates.join(', ')} run in a private copy.`, before: {} }),
  async run({ input: { gates } }, { tools }, signal) {
    const found = await tools.verify(signal);
    if (isRefusal(found)) return found;
    for (const wanted of gates) {
      const status = found.find((each) => each.gate === wanted)?.status ?? 'skipped';
      // A gate that did not run never counts as passed.
      if (status !== 'pass')
        return refused(status === 'fail' ? `\`${wanted}\` fails.` : `\`${wanted}\` did not run.`);
    }
    return { passed: [...gates] };
  },
});
