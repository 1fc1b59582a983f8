import { throwIfCancelled } from '../../base/index.ts';
import type { Opportunity } from '../../protocol/index.ts';
import type { Analysis } from '../../services/analysis/index.ts';
import type { FoundInFile } from './refactor-service.ts';

/** Files asked about before the first of them is answered, so that the process never waits for the next question. */
const aheadMax = 8;

/** Looks through files for everything that is on offer; told file by file, in order, and ranked at the end. */
export async function findIn(
  analysis: Pick<Analysis, 'find' | 'sourceFiles'>,
  { intent, paths }: { readonly intent?: string; readonly paths: readonly string[] },
  onFile: (answer: FoundInFile) => void | Promise<void>,
  signal: AbortSignal,
): Promise<readonly Opportunity[]> {
  const files = await analysis.sourceFiles(paths, signal);
  const asked: ReturnType<Analysis['find']>[] = [];
  const askUpTo = (count: number) => {
    for (const file of files.slice(asked.length, count)) {
      const answer = analysis.find({ path: file, ...(intent ? { intent } : {}) }, signal);
      // Whoever awaits it hears of a failure; those asked ahead of it must not end the process.
      answer.catch(() => undefined);
      asked.push(answer);
    }
  };
  const found: Opportunity[] = [];
  for (const [index, file] of files.entries()) {
    throwIfCancelled(signal);
    askUpTo(index + aheadMax);
    const answer = await asked[index];
    if (!answer) continue;
    await onFile({ file, index, total: files.length, ...answer });
    found.push(...answer.opportunities);
  }
  return rankByGain(found);
}

/** Most gain first; within a gain, in file order, so that two runs agree. */
export function rankByGain(opportunities: readonly Opportunity[]): readonly Opportunity[] {
  return opportunities.toSorted((a, b) => b.gain - a.gain);
}
