import { z } from 'zod';
import { isRefusal, refused } from '../../../base/index.ts';
import { defineAction } from './action.ts';
import { kernelName, stateName } from './inputs.ts';

/** Takes a part down, with what stands on it, and starts it anew. */
export const restartKernel = defineAction({
  id: 'restart_kernel',
  title: 'Start a part of Grace anew',
  input: () => z.strictObject({ kernel: kernelName() }),
  before: () => z.strictObject({ state: stateName() }),
  output: () => z.strictObject({ state: stateName() }),
  undo: { says: 'A restart needs no undo: the part runs as it ran before.' },
  look({ kernel }, { kernels }) {
    const { name } = kernels.state(kernel);
    if (name === 'planned')
      return Promise.resolve(refused(`${kernel} is planned: this Grace does not have it yet.`));
    return Promise.resolve({ would: `${kernel} is started anew.`, before: { state: name } });
  },
  async run({ input: { kernel } }, { kernels }, signal) {
    const state = await kernels.restart(kernel, signal);
    if (isRefusal(state)) return state;
    if (state.name !== 'ready' && state.name !== 'degraded')
      return refused(`${kernel} did not come back: it is ${state.name} after its restart.`);
    return { state: state.name };
  },
});
