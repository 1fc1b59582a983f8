import { join, posix } from 'node:path';
import { refused, throwIfCancelled, type Refusal } from '../../base/index.ts';
import type { DiskPort, ProcessPort } from '../../core/ports/index.ts';
import type { PackageFacts, PackageManager, WorkspaceFacts } from './facts.ts';
import { gitState } from './git-state.ts';
import type { PackagePlace } from './installed.ts';
import { findLintTools } from './lint-tool.ts';
import { findManager } from './manager.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { memberFolders, workspacePatterns } from './members.ts';
import { findRoot } from './root.ts';
import { findTestTools, type NodeTool } from './test-tool.ts';
import { findTypesTool } from './types-tool.ts';

export interface WorkspacePorts {
  readonly disk: DiskPort;
  readonly processes: Pick<ProcessPort, 'workspaceNode'>;
}

/** A workspace with more packages is refused rather than looked at in part. */
const packagesMax = 1_000;

/**
 * Learns the facts of the workspace around a folder from its files. Nothing is executed, and no tree is walked beyond
 * what workspace patterns name.
 */
export async function describeWorkspace(
  folder: string,
  ports: WorkspacePorts,
  signal: AbortSignal,
): Promise<WorkspaceFacts | Refusal> {
  const { disk } = ports;
  throwIfCancelled(signal);
  const opened = await disk.realPath(folder);
  if (opened === undefined) return refused(`The folder ${folder} does not exist. Open one that does.`);
  if ((await disk.stat(opened))?.kind !== 'folder') {
    return refused(`${folder} is a file, not a folder. Open the folder it lies in.`);
  }
  const root = await findRoot(opened, disk, signal);
  const rootManifest = await readManifest(root, disk);
  const manager = await findManager(root, rootManifest, disk);
  const patterns = (await workspacePatterns(root, rootManifest, disk)) ?? [];
  const members = await memberFolders(root, patterns, disk, signal);
  if (members.length > packagesMax) {
    return refused(
      `This workspace has ${members.length} packages, more than the ${packagesMax} Grace looks at. Open one of its parts.`,
    );
  }
  const manifests = await Promise.all(members.map((member) => readManifest(join(root, member), disk)));
  const homes: readonly Home[] = [
    { folder: '', manifest: rootManifest ?? emptyManifest },
    ...members.map((member, index) => ({ folder: member, manifest: manifests[index] ?? emptyManifest })),
  ];
  const node = await findNode(root, ports);
  const packages: PackageFacts[] = [];
  for (const home of homes) {
    throwIfCancelled(signal);
    packages.push(await packageFacts(home, homes, { root, manager, disk, node }));
  }
  return { root, manager, packages, ...(await gitState(root, disk)) };
}

interface Home {
  readonly folder: string;
  readonly manifest: Manifest;
}

interface Around {
  readonly root: string;
  readonly manager: PackageManager;
  readonly disk: DiskPort;
  readonly node: NodeTool | undefined;
}

const emptyManifest: Manifest = {
  name: undefined,
  version: undefined,
  type: undefined,
  packageManager: undefined,
  scripts: {},
  dependencies: {},
  bins: {},
  workspaces: undefined,
  all: {},
};

async function packageFacts(home: Home, homes: readonly Home[], around: Around): Promise<PackageFacts> {
  const { folder, manifest } = home;
  const rootManifest = homes[0]?.manifest ?? emptyManifest;
  const place: PackagePlace = { ...around, folder, manifest, rootManifest };
  const names = new Set(homes.map((other) => other.manifest.name).filter((name) => name !== undefined));
  const [types, lint, tests] = await Promise.all([
    findTypesTool(
      place,
      homes.map((other) => other.folder).filter((other) => other !== ''),
    ),
    findLintTools(place),
    findTestTools(place, around.node),
  ]);
  return {
    folder,
    name: manifest.name,
    moduleKind: manifest.type === 'module' ? 'module' : 'commonjs',
    scripts: manifest.scripts,
    dependencies: manifest.dependencies,
    bins: [...new Set(Object.values(manifest.bins).map((bin) => posix.join(folder, bin)))],
    siblings: Object.keys(manifest.dependencies)
      .filter((name) => names.has(name) && name !== manifest.name)
      .sort(),
    types,
    lint,
    tests,
  };
}

/** Node tells its version when it runs; the npm package `node` also has it in its manifest. */
async function findNode(root: string, ports: WorkspacePorts): Promise<NodeTool | undefined> {
  const entry = await ports.processes.workspaceNode(root);
  if (entry === undefined) return undefined;
  const own = await readManifest(join(root, 'node_modules', 'node'), ports.disk);
  return { entry, version: entry.startsWith(join(root, 'node_modules')) ? (own?.version ?? '') : '' };
}
