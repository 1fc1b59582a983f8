import { limits } from '../limits.ts';
import { failedWith, ok, warned, type Check } from './check.ts';

/** Whether there is memory for the server and one analysis process. */
export const memory: Check = {
  name: 'memory',
  look({ resources }) {
    const { availableBytes, totalBytes } = resources.memory();
    const free = `${inMegabytes(availableBytes)} of ${inMegabytes(totalBytes)} MB are available`;
    if (availableBytes < limits.memoryBytesMin)
      return Promise.resolve(failedWith(`Only ${free}: close something.`));
    return Promise.resolve(
      availableBytes < limits.memoryBytesWarn
        ? warned(`Only ${free}: a large project may not be analysed.`)
        : ok(`${free}.`),
    );
  },
};

const bytesPerMebibyte = 1024 * 1024;

function inMegabytes(bytes: number): number {
  return Math.round(bytes / bytesPerMebibyte);
}
