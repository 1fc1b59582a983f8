import { join } from 'node:path';
import type { SandboxPlace } from './place.ts';
import { isInjected, storeNames } from './store.ts';
import { installFolder } from './survey.ts';

/**
 * Other places of the copy that hold the same file: pnpm copies ("injects") a workspace package into its store for
 * dependents with peers of their own, and an edit must be visible there too. Relative to the root.
 */
export async function mirrorsOf(place: SandboxPlace, path: string): Promise<readonly string[]> {
  const home = place.packageFolders
    .filter((folder) => folder !== '' && path.startsWith(`${folder}/`))
    .sort((left, right) => right.length - left.length)[0];
  if (home === undefined) return [];
  const inside = path.slice(home.length + 1);
  const mirrors: string[] = [];
  for (const folder of await injectedCopies(place, home)) mirrors.push(`${folder}/${inside}`);
  return mirrors;
}

/** Folders in the store that are copies of the package in `home`. */
async function injectedCopies(place: SandboxPlace, home: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const storeName of storeNames) {
    const store = `${installFolder}/${storeName}`;
    if ((await place.disk.stat(join(place.pair.copy, store)))?.kind !== 'folder') continue;
    for (const { name: id } of await place.disk.list(join(place.pair.copy, store))) {
      // pnpm writes the folder into the name with `+` for `/`.
      if (!isInjected(id) || !id.includes(`file+${home.replaceAll('/', '+')}`)) continue;
      const rest = id.slice(
        id.indexOf(`file+${home.replaceAll('/', '+')}`) + `file+${home.replaceAll('/', '+')}`.length,
      );
      if (rest !== '' && !/^[(_]/.test(rest)) continue;
      const name = id.slice(0, id.lastIndexOf('@file')).replaceAll('+', '/');
      found.push(`${store}/${id}/${installFolder}/${name}`);
    }
  }
  return found;
}
