import { z } from 'zod';
import { isRefusal, refused } from '../../../base/index.ts';
import { defineAction } from './action.ts';
import { line } from './inputs.ts';

const epochName = () =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u, 'It takes the id of a kept state, or `last-good`.')
    .describe('The id of a kept state, or `last-good`.');

/** Puts a kept state of Grace back as a whole. No file of the workspace is touched. */
export const rollbackState = defineAction({
  id: 'rollback_state',
  title: 'Put the last good state of Grace back',
  input: () => z.strictObject({ state: epochName(), reason: line() }),
  before: () => z.strictObject({ state: epochName(), files: z.int().min(0) }),
  output: () => z.strictObject({ state: epochName(), before: epochName() }),
  undo: { says: 'The state from before was kept: `grace restore rollback` puts it back.' },
  async look({ state }, { states }) {
    const plan = await states.plan(state);
    if (isRefusal(plan)) return plan;
    const files = plan.files.filter(({ change }) => change !== 'same').length;
    const would = `The state ${plan.state} is put back: ${files} files of Grace's own change.`;
    return { would, before: { state: plan.state, files } };
  },
  async run({ input, before }, { states }, signal) {
    // Named by what the dry run chose: another one may be the last good state by now.
    const rolled = await states.rollBack(before.state, input.reason, signal);
    if (isRefusal(rolled)) return rolled;
    if (rolled.outcome !== 'put_back')
      return refused(`The state ${rolled.epoch} could not be put back, and the one from before holds.`);
    return { state: rolled.epoch, before: rolled.before };
  },
});
