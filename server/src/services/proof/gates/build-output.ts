import type { PackageFacts } from '../../workspace/index.ts';
import { affectedPackages, packageOf, type GateRequest } from './gate.ts';
import { testToolsOf } from './test-jobs.ts';
import { builtProjects, runBuild } from './types.ts';

/** Siblings that load a changed package through its build output see a change only after a build. */
export interface BuildOutput {
  /** Builds what the sandbox holds now; a sentence when that did not work. Nothing to do where nothing is loaded so. */
  refresh(request: GateRequest): Promise<string | undefined>;
  /** Why tests of siblings cannot see the change, each a sentence. */
  readonly blind: readonly string[];
}

/**
 * Finds changed packages whose manifest points at built files and that packages with tests depend on. Where the
 * compiler builds them (`tsc -b`), they are built again for every state of the sandbox; where another tool does, the
 * tests of those siblings say nothing of the change.
 */
export async function findBuildOutput(request: GateRequest): Promise<BuildOutput> {
  const { facts, paths, sandbox } = request;
  const holders = new Set(paths.flatMap((path) => packageOf(facts, path) ?? []));
  const loaders = affectedPackages(facts, paths).filter(
    (member) => !holders.has(member) && testToolsOf(facts, member).tools.length > 0,
  );
  const built: PackageFacts[] = [];
  const blind: string[] = [];
  for (const holder of loaders.length > 0 ? holders : []) {
    const manifest = await sandbox.read(
      holder.folder === '' ? 'package.json' : `${holder.folder}/package.json`,
    );
    if (!pointsAtBuild.test(manifest ?? '')) continue;
    const projects = await builtProjects(facts, [holder], sandbox);
    if (projects.length > 0) built.push(holder);
    else {
      blind.push(
        `${loaders.map((member) => member.folder).join(', ')} load the built files of ${holder.name ?? holder.folder}, which Grace cannot build, so their tests do not see the change.`,
      );
    }
  }
  return {
    blind,
    async refresh(asked) {
      if (built.length === 0) return undefined;
      const projects = await builtProjects(facts, built, sandbox);
      asked.onProgress('tests: building what siblings load');
      return runBuild(projects, asked);
    },
  };
}

/** An entry point in a folder that builds write to. */
export const pointsAtBuild =
  /"(?:main|module|exports|import|require|default|node|\.[^"]*)"\s*:\s*"(?:\.\/)?(?:dist|build|lib|out|esm|cjs|es)\//;
