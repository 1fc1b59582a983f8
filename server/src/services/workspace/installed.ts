import { join } from 'node:path';
import type { DiskPort } from '../../core/ports/index.ts';
import type { PackageManager } from './facts.ts';
import { installCommand } from './manager.ts';
import { readManifest, type Manifest } from './manifest.ts';

/** One package with what is around it: all that a search for its tools needs. */
export interface PackagePlace {
  /** Absolute path of the workspaces root. */
  readonly root: string;
  readonly manager: PackageManager;
  /** Relative to the root, `''` for the root itself. */
  readonly folder: string;
  readonly manifest: Manifest;
  readonly rootManifest: Manifest;
  readonly disk: DiskPort;
}

export interface InstalledTool {
  readonly version: string;
  readonly major: number;
  /** Absolute path of its entry in the user's tree. */
  readonly entry: string;
}

/** The folders from the package up to the root, relative to the root: where Node looks for what it imports. */
export function foldersToRoot(folder: string): readonly string[] {
  const folders = [folder];
  for (let current = folder; current !== '';) {
    current = current.includes('/') ? current.slice(0, current.lastIndexOf('/')) : '';
    folders.push(current);
  }
  return folders;
}

/** The tool as Node would find it from the package: the nearest `node_modules` that has it, up to the root. */
export async function installedTool(
  place: PackagePlace,
  name: string,
  bin: string,
): Promise<InstalledTool | undefined> {
  for (const folder of foldersToRoot(place.folder)) {
    const home = join(place.root, folder, 'node_modules', name);
    const manifest = await readManifest(home, place.disk);
    if (!manifest) continue;
    const script = manifest.bins[bin] ?? Object.values(manifest.bins)[0];
    if (script === undefined) continue;
    const version = manifest.version ?? '0.0.0';
    return { version, major: Number.parseInt(version, 10), entry: join(home, script) };
  }
  return undefined;
}

/** Whether the package or the root depends on it by name. */
export function declares(place: PackagePlace, name: string): boolean {
  return name in place.manifest.dependencies || name in place.rootManifest.dependencies;
}

/** Why a tool that the workspace declares cannot be run, and what to do. */
export function notInstalled(place: PackagePlace, tool: string): string {
  if (place.manager.variant === 'pnp') {
    return (
      `${tool} is installed with Yarn Plug'n'Play, which keeps no files to run. ` +
      'Set `nodeLinker: node-modules` in .yarnrc.yml and run `yarn install` to have changes proven.'
    );
  }
  return `${tool} is not installed here. Run \`${installCommand(place.manager)}\` in the workspace root first.`;
}
