/** Facts promise what syntax alone can tell of a change: parse errors, the emitted JavaScript, the lines that run, cheats. */
import type { ChangeSet } from '../../../../../protocol/index.ts';
import type { ChangeFacts } from '../../../analysis.ts';
import { findCheats } from '../../../cheats/index.ts';
import { addProbes } from '../../../probes/index.ts';
import { isDeclarationPath, isSourcePath } from '../../paths.ts';
import type { Job } from '../../pulse.ts';
import { changedExecutableLines } from './executable-lines.ts';
import { newParseProblems } from './parse-problems.ts';
import { emitsTheSame } from './same-emit.ts';

export async function factsOf(change: ChangeSet, job: Job): Promise<ChangeFacts> {
  const parseProblems = [];
  const executableLines: Record<string, readonly number[]> = {};
  let sameEmit = true;
  for (const file of change.files) {
    parseProblems.push(...newParseProblems(file));
    await job.breathe();
    sameEmit &&= emitsTheSame(file);
    await job.breathe();
    if (file.after !== null && isSourcePath(file.path) && !isDeclarationPath(file.path))
      executableLines[file.path] = changedExecutableLines(file.path, file.before ?? '', file.after);
    await job.breathe();
  }
  const probes = change.files.flatMap((file) => addProbes(file, executableLines[file.path] ?? []) ?? []);
  return { parseProblems, sameEmit, cheats: findCheats(change), executableLines, probes };
}
