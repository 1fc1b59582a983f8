import { mkdir, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemProcesses } from '../../../../server/src/adapters/index.ts';
import { systemClock } from '../../../../server/src/base/index.ts';
import { createResidents, type Residents } from '../../../../server/src/services/proof/resident/index.ts';
import { builtResident } from '../../../support/analysis.ts';
import { installedWorkspace, type WorkspaceName } from '../../../support/workspaces.ts';

/** An edit on top of the ones before it: the text of a file, or `null` to take it away. */
export type Edit = Readonly<Record<string, string | null | ((text: string) => string)>>;

/** An installed workspace with residents in it, to be compared with new runs of the same tools. */
export interface ResidentWorld extends AsyncDisposable {
  readonly folder: string;
  readonly node: string;
  /** Absolute folder beside the workspace. */
  readonly scratch: string;
  readonly residents: Residents;
  /** Why residents gave no answer. */
  readonly logged: readonly string[];
  apply(edit: Edit): Promise<void>;
  versionOf(tool: string): Promise<string>;
  /** Runs a tool anew. */
  run(
    argv: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<{ stdout: string; exitCode: number | null }>;
}

const deadlineMs = 180_000;

export async function openResidentWorld(name: WorkspaceName): Promise<ResidentWorld> {
  const workspace = await installedWorkspace(name);
  const { folder } = workspace;
  const scratch = await mkdtemp(join(tmpdir(), 'grace-resident-'));
  const logged: string[] = [];
  const residents = createResidents({
    processes: systemProcesses,
    clock: systemClock,
    module: await builtResident(),
    log: (message) => void logged.push(message),
  });
  const node = (await systemProcesses.workspaceNode(folder)) ?? 'node';
  return {
    ...{ folder, node, scratch, residents, logged },
    async apply(edit) {
      for (const [path, wanted] of Object.entries(edit)) {
        const absolute = join(folder, path);
        if (wanted === null) await unlink(absolute);
        else
          await write(
            absolute,
            typeof wanted === 'string' ? wanted : wanted(await readFile(absolute, 'utf8')),
          );
      }
    },
    async versionOf(tool) {
      const manifest = await readFile(`${folder}/node_modules/${tool}/package.json`, 'utf8');
      return (JSON.parse(manifest) as { version: string }).version;
    },
    async run(argv, env = {}) {
      const ran = await systemProcesses.run(
        { argv: [node, ...argv], cwd: folder, env, deadlineMs },
        new AbortController().signal,
      );
      if (!ran.ok) throw new Error(ran.fault.message);
      return ran.value;
    },
    async [Symbol.asyncDispose]() {
      residents.dispose();
      await workspace.dispose();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
