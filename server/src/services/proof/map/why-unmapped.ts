import type { PackageFacts, WorkspaceFacts } from '../../workspace/index.ts';
import { pointsAtBuild } from '../gates/build-output.ts';
import type { TestJob } from '../gates/test-jobs.ts';
import type { Sandbox } from '../sandbox/index.ts';

interface Asked {
  readonly facts: WorkspaceFacts;
  /** All that may run for the change. */
  readonly jobs: readonly TestJob[];
  readonly sandbox: Pick<Sandbox, 'read'>;
  /** Sources of the workspace, relative to the root. */
  readonly sources: readonly string[];
}

/**
 * Why the outcome of a test file may rest on more than what the processes of its run are seen to execute; `undefined` where
 * nothing says so. Asked of manifests, scripts and configurations alone.
 */
export async function whyUnmapped({ facts, jobs, sandbox, sources }: Asked): Promise<string | undefined> {
  if (!jobs.some(({ runner }) => runner.watched)) return 'No runner of these tests is watched.';
  for (const { runner, tool } of jobs) {
    const words = [...tool.args, ...Object.values(tool.env)];
    const word = words.find((each) => elsewhereWords.test(each));
    if (word !== undefined) return `${runner.title} is started with ${word}.`;
  }
  for (const { folder, dependencies, name } of facts.packages) {
    const found = Object.keys(dependencies).find((dependency) => elsewherePackages.test(dependency));
    if (found !== undefined) return `${name ?? folder} uses ${found}.`;
  }
  for (const member of facts.packages) {
    if (!isSibling(member, facts)) continue;
    const manifest = await sandbox.read(`${member.folder}/package.json`.replace(/^\//, ''));
    if (pointsAtBuild.test(manifest ?? ''))
      return `Tests may load built files of ${member.name ?? member.folder}.`;
  }
  for (const path of sources) {
    if (!runnerConfigs.test(path)) continue;
    const word = elsewhereSettings.exec((await sandbox.read(path)) ?? '')?.[0];
    if (word !== undefined) return `${path} names ${word}.`;
  }
  return undefined;
}

/** Tests that a compiler judges by the types of everything they name, or that run in a browser or an engine of its own. */
const elsewherePackages =
  /^(?:ts-jest|ts-patch|ttypescript|@vitest\/browser(?:-.*)?|vitest-browser-.*|@cloudflare\/vitest-pool-workers|jest-runner-.*|@stryker-mutator\/.*-runner)$/;
const elsewhereWords = /^--(?:typecheck|browser)\b|\bts-node(?!\/(?:\w+\/)?transpile)|\btsimp\b/;
const elsewhereSettings = /\btypecheck\b|\bbrowser\b|\brunner\b|\bpool\s*:\s*['"][^'"]*[^a-zA-Z'"][^'"]*['"]/;
const runnerConfigs = /(?:^|\/)(?:vitest|vite|jest)[\w.-]*\.[cm]?[jt]s$/;

function isSibling({ name, folder }: PackageFacts, { packages }: WorkspaceFacts): boolean {
  return packages.some(
    (other) => other.folder !== folder && name !== undefined && other.siblings.includes(name),
  );
}
