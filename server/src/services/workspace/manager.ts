import { join } from 'node:path';
import type { DiskPort } from '../../core/ports/index.ts';
import type { PackageManager } from './facts.ts';
import type { Manifest } from './manifest.ts';

/** The package manager of a workspaces root: by `packageManager` where it is written, else by its lockfile. */
export async function findManager(
  root: string,
  manifest: Manifest | undefined,
  disk: DiskPort,
): Promise<PackageManager> {
  const present = await presentLockfiles(root, disk);
  const declared = /^(npm|pnpm|yarn|bun)@(\d+)?/.exec(manifest?.packageManager ?? '');
  const kind = declared
    ? (declared[1] as Kind)
    : (present[0]?.kind ?? (await withoutLockfile(root, manifest, disk)));
  const lockfile = present.find((candidate) => candidate.kind === kind)?.name;
  const variant = kind === 'yarn' ? await yarnVariant(root, lockfile, declared?.[2], disk) : undefined;
  return { kind, ...(variant ? { variant } : {}), ...(lockfile === undefined ? {} : { lockfile }) };
}

/** What a person types to install exactly what the lockfile says. */
export function installCommand(manager: PackageManager): string {
  switch (manager.kind) {
    case 'pnpm':
      return 'pnpm install';
    case 'yarn':
      return 'yarn install';
    case 'bun':
      return 'bun install';
    case 'npm':
    case 'none':
      return manager.lockfile === undefined ? 'npm install' : 'npm ci';
  }
}

type Kind = Exclude<PackageManager['kind'], 'none'>;

/** In the order in which they win when several lie there. */
const lockfiles: readonly { readonly name: string; readonly kind: Kind }[] = [
  { name: 'pnpm-lock.yaml', kind: 'pnpm' },
  { name: 'yarn.lock', kind: 'yarn' },
  { name: 'bun.lock', kind: 'bun' },
  { name: 'bun.lockb', kind: 'bun' },
  { name: 'npm-shrinkwrap.json', kind: 'npm' },
  { name: 'package-lock.json', kind: 'npm' },
];

async function presentLockfiles(root: string, disk: DiskPort): Promise<typeof lockfiles> {
  const stats = await Promise.all(lockfiles.map(({ name }) => disk.stat(join(root, name))));
  return lockfiles.filter((_lockfile, index) => stats[index]?.kind === 'file');
}

async function withoutLockfile(
  root: string,
  manifest: Manifest | undefined,
  disk: DiskPort,
): Promise<PackageManager['kind']> {
  if (!manifest) return 'none';
  return (await disk.stat(join(root, 'pnpm-workspace.yaml'))) ? 'pnpm' : 'npm';
}

async function yarnVariant(
  root: string,
  lockfile: string | undefined,
  declaredMajor: string | undefined,
  disk: DiskPort,
): Promise<NonNullable<PackageManager['variant']>> {
  for (const name of ['.pnp.cjs', '.pnp.js']) {
    if (await disk.stat(join(root, name))) return 'pnp';
  }
  if (declaredMajor !== undefined) return declaredMajor === '1' ? 'classic' : 'berry';
  const content = lockfile === undefined ? undefined : await disk.read(join(root, lockfile));
  return content?.toString('utf8').includes('__metadata:') === true ? 'berry' : 'classic';
}
