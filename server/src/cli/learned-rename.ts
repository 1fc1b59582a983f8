import { changingCommand } from './learned.ts';

/** `grace learned rename ID [NAME]`. */
export const learnedRename = changingCommand({
  words: ['learned', 'rename'],
  usage: 'grace learned rename ID [NAME]',
  summary:
    'Call a failure by a name of your own, from now on; without NAME it is called by what it says again.',
  operands: [1, 2],
  change: (knowledge, [id = '', name]) => knowledge.rename(id, name),
});
