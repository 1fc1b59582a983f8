import { refused } from '../base/index.ts';
import { remedyFrom } from '../protocol/index.ts';
import { changingCommand } from './learned.ts';

/** `grace learned release ID KIND:ID`. */
export const learnedRelease = changingCommand({
  words: ['learned', 'release'],
  usage: 'grace learned release ID KIND:ID',
  summary:
    'Let a remedy that failed twice in a row be tried again against a failure. Its record stays as it is; two more failures put it back.',
  operands: [2, 2],
  change(knowledge, [id = '', word = '']) {
    const remedy = remedyFrom(word);
    if (!remedy)
      return Promise.resolve(refused(`${word} names no remedy: \`grace learned show ${id}\` names them.`));
    return knowledge.releaseRemedy(id, remedy);
  },
});
