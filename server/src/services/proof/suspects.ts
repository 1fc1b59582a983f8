import { gateNames, type ProofReport } from '../../protocol/index.ts';

/** Files that `paths` import: first `paths` themselves, then what those import, and so on; each file once. */
export type ImportLevels = (paths: readonly string[]) => Promise<readonly (readonly string[])[]>;

export interface Suspicion {
  readonly suspects: readonly number[];
  /** Every problem lies in a file that one of the suspects changes. */
  readonly certain: boolean;
}

/** Files with problems that are followed to what they import; a failure that is all over the place is halved anyway. */
const followedMax = 20;

/**
 * Whom a failure names: the candidates that change a file with a new problem, else those that change what this file
 * imports, nearest first. A proof that was refused names the file it was refused for.
 */
export async function suspectsOf(
  report: ProofReport,
  candidates: readonly number[],
  pathsOf: (candidate: number) => readonly string[],
  importLevels: ImportLevels,
): Promise<Suspicion> {
  const touching = (files: readonly string[]) =>
    candidates.filter((candidate) => pathsOf(candidate).some((path) => files.includes(path)));
  if (report.verdict === 'refused') {
    const named = candidates.flatMap(pathsOf).filter((path) => report.summary.includes(path));
    return { suspects: touching(named), certain: false };
  }
  const problems = gateNames.flatMap((gate) => report.gates[gate].newProblems);
  const files = new Set(problems.flatMap(({ file }) => file ?? []));
  const suspects = new Set<number>();
  let certain = problems.length > 0 && problems.every(({ file }) => file !== undefined);
  let followed = 0;
  for (const file of files) {
    const own = touching([file]);
    for (const candidate of own) suspects.add(candidate);
    if (own.length > 0) continue;
    certain = false;
    if (followed >= followedMax) continue;
    followed += 1;
    const levels = await importLevels([file]);
    const near = levels.map(touching).find((level) => level.length > 0);
    for (const candidate of near ?? []) suspects.add(candidate);
  }
  return { suspects: [...suspects].sort((a, b) => a - b), certain };
}
