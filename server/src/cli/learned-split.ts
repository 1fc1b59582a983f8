import { changingCommand } from './learned.ts';

/** `grace learned split SIGNATURE`. */
export const learnedSplit = changingCommand({
  words: ['learned', 'split'],
  usage: 'grace learned split SIGNATURE',
  summary: 'Say that one signature of a merged failure is a failure of its own; the others stay together.',
  operands: [1, 1],
  change: (knowledge, [signature = '']) => knowledge.split(signature),
});
