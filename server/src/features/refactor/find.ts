import { throwIfCancelled } from '../../base/index.ts';
import type { Opportunity } from '../../protocol/index.ts';
import type { Analysis } from '../../services/analysis/index.ts';
import type { FoundInFile } from './refactor-service.ts';

/** Looks through files for everything that is on offer; ranked at the end, told file by file. */
export async function findIn(
  analysis: Pick<Analysis, 'find' | 'sourceFiles'>,
  { intent, paths }: { readonly intent?: string; readonly paths: readonly string[] },
  onFile: (answer: FoundInFile) => void,
  signal: AbortSignal,
): Promise<readonly Opportunity[]> {
  const files = await analysis.sourceFiles(paths, signal);
  const found: Opportunity[] = [];
  for (const [index, file] of files.entries()) {
    throwIfCancelled(signal);
    const answer = await analysis.find({ path: file, ...(intent ? { intent } : {}) }, signal);
    onFile({ file, index, total: files.length, ...answer });
    found.push(...answer.opportunities);
  }
  return rankByGain(found);
}

/** Most gain first; within a gain, in file order, so that two runs agree. */
function rankByGain(opportunities: readonly Opportunity[]): readonly Opportunity[] {
  const gain = ({ metrics }: Opportunity) => Object.values(metrics).reduce((sum, value) => sum + value, 0);
  return opportunities
    .map((opportunity, index) => ({ opportunity, index, gain: gain(opportunity) }))
    .sort((a, b) => b.gain - a.gain || a.index - b.index)
    .map(({ opportunity }) => opportunity);
}
