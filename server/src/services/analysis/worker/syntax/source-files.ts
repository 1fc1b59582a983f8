import type { AnalysisLimits } from '../../limits.ts';
import { ts } from '../../typescript.ts';
import { isDeclarationPath, isSourcePath, joinPath, type Paths } from '../paths.ts';
import type { Job } from '../pulse.ts';
import { walkSources } from '../walk.ts';

/**
 * Source files below folders, or the files named themselves, in order and once each. A file named by the person is
 * taken wherever it lies; folders are walked without ignored files, build output and declaration files.
 */
export async function sourceFilesBelow(
  paths: Paths,
  asked: readonly string[],
  limits: AnalysisLimits,
  job: Job,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const each of asked) {
    const path = joinPath('', each);
    if (path === '..' || path.startsWith('../')) continue;
    const absolute = paths.absolute(path);
    if (ts.sys.fileExists(absolute)) {
      if (isSourcePath(path)) found.add(path);
      continue;
    }
    if (!ts.sys.directoryExists(absolute)) continue;
    for (const step of walkSources(paths, path)) {
      for (const file of step.files) if (!isDeclarationPath(file)) found.add(file);
      if (found.size >= limits.workspaceFilesMax) return [...found].sort();
      await job.breathe();
    }
  }
  return [...found].sort();
}
