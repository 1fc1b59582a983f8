/** Appends numbers from `first` on, some at a time, and says each as soon as it is acknowledged: `SEQ NUMBER`. */
import { accepted } from '../../support/sentence-of.ts';
import { openRealLog } from './real-log.ts';
import { numbered } from './log-world.ts';

const atATime = 7;
const [root = '', stateHome = '', first = '0', count = '1'] = process.argv.slice(2);
const log = await openRealLog(root, stateHome);
const end = Number(first) + Number(count);
for (let n = Number(first); n < end; n += atATime) {
  const numbers = Array.from({ length: Math.min(atATime, end - n) }, (_, index) => n + index);
  await Promise.all(
    numbers.map(async (number) => {
      const { seq } = accepted(
        await log.append('tools.approved', numbered(number, 'x'.repeat(number % 200))),
      );
      process.stdout.write(`${seq} ${number}\n`);
    }),
  );
}
await log.close();
