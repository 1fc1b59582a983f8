import { changingCommand } from './learned.ts';

/** `grace learned merge ID INTO`. */
export const learnedMerge = changingCommand({
  words: ['learned', 'merge'],
  usage: 'grace learned merge ID INTO',
  summary:
    'Say that two failures are the same one: from now on whatever is learned of one holds for the other.',
  operands: [2, 2],
  change: (knowledge, [id = '', into = '']) => knowledge.merge(id, into),
});
