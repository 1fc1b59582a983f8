import { endWithComments, startWithComments } from './comments.ts';
import { firstOf, lastOf, type Range } from './range.ts';

/** What is taken, for a title where nothing is selected that would show it: `line 7`, `lines 9–15`. */
export function linesInWords(range: Range): string {
  const source = firstOf(range).getSourceFile();
  const lineOf = (offset: number) => source.getLineAndCharacterOfPosition(offset).line + 1;
  const [first, last] = [lineOf(startWithComments(firstOf(range))), lineOf(endWithComments(lastOf(range)))];
  return first === last ? `line ${first}` : `lines ${first}–${last}`;
}
