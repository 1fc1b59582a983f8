import { z } from 'zod';
import { isRefusal, refused } from '../../../base/index.ts';
import { defineAction } from './action.ts';
import { kernelName, stateName } from './inputs.ts';

/** Takes a part down, with what stands on it, and leaves it down. */
export const stopKernel = defineAction({
  id: 'stop_kernel',
  title: 'Stop a part of Grace',
  input: () => z.strictObject({ kernel: kernelName() }),
  before: () => z.strictObject({ wasRunning: z.boolean() }),
  output: () => z.strictObject({ state: stateName() }),
  undo: {
    says: 'The part is started again, if it ran.',
    async run({ input, before }, { kernels }, signal) {
      if (!before.wasRunning) return undefined;
      const state = await kernels.start(input.kernel, signal);
      return isRefusal(state) ? state : undefined;
    },
  },
  look({ kernel }, { kernels }) {
    const { name } = kernels.state(kernel);
    if (name === 'planned')
      return Promise.resolve(refused(`${kernel} is planned: this Grace does not have it yet.`));
    const wasRunning = name !== 'stopped';
    return Promise.resolve({
      would: `${kernel} is stopped, with what stands on it.`,
      before: { wasRunning },
    });
  },
  async run({ input: { kernel } }, { kernels }) {
    const state = await kernels.stop(kernel);
    return isRefusal(state) ? state : { state: state.name };
  },
});
