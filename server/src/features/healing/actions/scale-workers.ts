import { z } from 'zod';
import { isRefusal, refused } from '../../../base/index.ts';
import { defineAction } from './action.ts';
import { kernelName } from './inputs.ts';

const workersMax = 16;
const size = () => z.int().min(1).max(workersMax);

/** Gives a part more or fewer workers. */
export const scaleWorkers = defineAction({
  id: 'scale_workers',
  title: 'Give a part of Grace more or fewer workers',
  input: () => z.strictObject({ kernel: kernelName(), size: size() }),
  before: () => z.strictObject({ size: size() }),
  output: () => z.strictObject({ size: size() }),
  undo: {
    says: 'It gets as many workers as it had.',
    async run({ input, before }, { kernels }, signal) {
      const scaled = await kernels.scale(input.kernel, before.size, signal);
      return isRefusal(scaled) ? scaled : undefined;
    },
  },
  look({ kernel, size: to }, { kernels }) {
    const from = kernels.workers(kernel);
    if (from === undefined) return Promise.resolve(refused(`${kernel} has no workers to scale now.`));
    return Promise.resolve({
      would: `${kernel} gets ${to} instead of ${from} workers.`,
      before: { size: from },
    });
  },
  async run({ input }, { kernels }, signal) {
    const scaled = await kernels.scale(input.kernel, input.size, signal);
    return isRefusal(scaled) ? scaled : { size: scaled };
  },
});
