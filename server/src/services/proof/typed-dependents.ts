import { isRefusal } from '../../base/index.ts';
import type { ChangeSet } from '../../protocol/index.ts';
import type { Analysis, DependentTests } from '../analysis/index.ts';
import type { WorkspaceFacts } from '../workspace/index.ts';
import type { Sandbox } from './sandbox/index.ts';

/** Files that are linted besides the changed ones; a declaration with more importers is linted at the first of them. */
const dependentsMax = 30;

/** Whether ESLint runs rules that look at types here, so that a changed declaration shows in files that import it. */
export async function lintsWithTypes(facts: WorkspaceFacts, sandbox: Sandbox): Promise<boolean> {
  const configs = new Set(
    facts.packages.flatMap((member) =>
      member.lint.flatMap((tool) => (tool.state === 'ready' && tool.kind === 'eslint' ? [tool.config] : [])),
    ),
  );
  for (const config of configs) {
    if (typedRules.test((await sandbox.read(config)) ?? '')) return true;
  }
  return false;
}

/** What only a configuration with types says; options of the parser alone are those of plain JavaScript as well. */
const typedRules =
  /projectService|tsconfigRootDir|[tT]ype-?[cC]hecked|requiring-type-checking|\bproject["']?\s*:/;

/** The importers of a change whose declarations differ; none when what it declares is the same. */
export async function typedDependents(
  change: ChangeSet,
  reach: DependentTests,
  analysis: Pick<Analysis, 'screen'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const importers = reach.importers ?? [];
  if (importers.length === 0) return [];
  const screening = await analysis.screen(change, signal);
  // Where the bundled checker cannot say, the importers are linted to be sure.
  if (!isRefusal(screening) && screening.declarationsChanged.length === 0) return [];
  return importers.slice(0, dependentsMax);
}
