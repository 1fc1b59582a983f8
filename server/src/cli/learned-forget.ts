import { changingCommand } from './learned.ts';

/** `grace learned forget ID`. */
export const learnedForget = changingCommand({
  words: ['learned', 'forget'],
  usage: 'grace learned forget ID',
  summary: 'Forget what is known of a failure, its name and what it was merged with; prints what that was.',
  operands: [1, 1],
  change: (knowledge, [id = '']) => knowledge.forget(id),
});
