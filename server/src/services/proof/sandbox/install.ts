import { join } from 'node:path';
import { bug, refused, type Refusal } from '../../../base/index.ts';
import type { ToolOutcome } from '../../../core/ports/index.ts';
import type { PackageManager } from '../../workspace/index.ts';
import { copyRecord, copyTree } from './link-install.ts';
import { isWithin } from './ownership.ts';
import type { SandboxPlace } from './place.ts';
import type { InstallRequest } from './sandbox.ts';
import { forgetState } from './state.ts';
import { storeNames } from './store.ts';

/**
 * Turns every linked `node_modules` into a real copy, then runs the package manager. Until the next whole `sync` links
 * them again, nothing it removes or overwrites can be the user's.
 */
export async function installInCopy(
  place: SandboxPlace,
  manager: PackageManager,
  request: InstallRequest,
  signal: AbortSignal,
): Promise<ToolOutcome | Refusal> {
  if (manager.kind === 'none')
    return refused('The workspace has no package.json, so there is nothing to install.');
  if (manager.variant === 'pnp') {
    return refused(
      "The workspace uses Yarn Plug'n'Play, which Grace cannot install in a copy. " +
        'Set `nodeLinker: node-modules` in .yarnrc.yml to have it done.',
    );
  }
  await copyNodeModules(place, signal);
  await assertNoWayBack(place);
  const args = request.args ?? frozenInstall(manager);
  const ran = await place.processes.run(
    {
      argv: [request.executable ?? manager.kind, ...args],
      cwd: place.pair.copy,
      env: installEnvironment,
      deadlineMs: request.deadlineMs,
    },
    signal,
  );
  if (!ran.ok) return refused(`${manager.kind} could not be run in the copy: ${ran.fault.message}`);
  return ran.value;
}

/** Managers share files between installs by hard links where they may; the user's install must not be one of them. */
const installEnvironment: Readonly<Record<string, string>> = {
  npm_config_package_import_method: 'copy',
  pnpm_config_package_import_method: 'copy',
  npm_config_manage_package_manager_versions: 'false',
  pnpm_config_manage_package_manager_versions: 'false',
  YARN_NM_MODE: 'classic',
  CI: 'true',
};

/** What is to be installed is pinned, so a copy that was fetched before is as good as one from the network. */
function frozenInstall(manager: PackageManager): readonly string[] {
  switch (manager.kind) {
    case 'pnpm':
      return [
        ...['install', '--frozen-lockfile', '--ignore-scripts', '--prefer-offline'],
        '--package-import-method=copy',
      ];
    case 'yarn':
      return manager.variant === 'berry'
        ? ['install', '--immutable', '--mode=skip-build']
        : ['install', '--frozen-lockfile', '--ignore-scripts', '--prefer-offline', '--non-interactive'];
    case 'bun':
      return ['install', '--frozen-lockfile', '--ignore-scripts', '--backend=copyfile'];
    case 'npm':
    case 'none':
      return [
        manager.lockfile === undefined ? 'install' : 'ci',
        '--ignore-scripts',
        '--prefer-offline',
        '--no-audit',
        '--no-fund',
      ];
  }
}

async function copyNodeModules(place: SandboxPlace, signal: AbortSignal): Promise<void> {
  const { disk, pair, state } = place;
  // From here on the copy is not what a sandbox starts with: whoever opens it next builds it anew.
  await forgetState(place.slot, disk);
  for (const install of [...state.installs.keys()]) {
    state.installs.delete(install);
    await place.owned.removeTree(join(pair.copy, install));
    const source = await disk.realPath(join(pair.root, install));
    if (source === undefined) continue;
    await copyTree(pair, source, join(pair.copy, install), disk, signal);
    for (const entry of await disk.list(source)) {
      if (entry.kind !== 'file') continue;
      await copyRecord(pair, join(source, entry.name), join(pair.copy, install, entry.name), disk);
    }
  }
}

/** A second look before a tool that empties folders is let loose: no entry of an install may lead into the user's tree. */
async function assertNoWayBack(place: SandboxPlace): Promise<void> {
  const { disk, pair } = place;
  for (const folder of ['', ...place.packageFolders]) await look(join(pair.copy, folder, 'node_modules'));

  async function look(modules: string): Promise<void> {
    if ((await disk.stat(modules))?.kind !== 'folder') return;
    for (const entry of await disk.list(modules)) {
      const path = join(modules, entry.name);
      const real = await disk.realPath(path);
      if (real !== undefined && isWithin(real, pair.root)) bug(`${path} leads back into the user's tree`);
      const isHome = entry.name.startsWith('@') || storeNames.has(entry.name);
      if (entry.kind === 'folder' && isHome) await look(path);
    }
  }
}
