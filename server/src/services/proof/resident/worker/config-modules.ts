import type { ResidentDisk } from './observed-files.ts';

/** Which files a configuration is made of, besides installed packages: a process that loaded them keeps them. */
export interface ConfigModules {
  holds(path: string): boolean;
}

/** Modules followed from one configuration; one that has more is taken to hold every script. */
const modulesMax = 200;
const endings = [
  '',
  '.js',
  '.cjs',
  '.mjs',
  '.ts',
  '.json',
  '/index.js',
  '/index.cjs',
  '/index.mjs',
  '/index.ts',
];
const imported = /(?:\bfrom|\bimport|\brequire(?:\.resolve)?)\s*\(?\s*(['"])(?<specifier>[^'"\n]+)\1/g;
/** A module named by something that has to be computed first, or loaded by a plugin from a folder. */
const computed = /\b(?:require|import)\s*\(\s*(?!['"])|createRequire|rules-?[dD]ir|local-rules/;

/**
 * Follows the imports of a configuration through the copy: relative ones file by file, packages of the workspace as a
 * whole. Where a name has to be computed, every script of JavaScript may be one of them.
 */
export function configModules(config: string, root: string, disk: ResidentDisk): ConfigModules {
  const modules = new Set<string>();
  const folders: string[] = [];
  let isOpaque = false;
  const queue = config === '' ? [] : [config];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (modules.has(path)) continue;
    modules.add(path);
    const text = disk.text(path) ?? '';
    isOpaque ||= computed.test(text) || modules.size > modulesMax;
    if (isOpaque) break;
    for (const { groups } of text.matchAll(imported)) {
      const specifier = groups?.['specifier'] ?? '';
      const found = specifier.startsWith('.')
        ? resolved(`${path.slice(0, path.lastIndexOf('/'))}/${specifier}`, disk)
        : undefined;
      if (found !== undefined) queue.push(found);
      const home = specifier.startsWith('.') ? undefined : workspacePackage(specifier, root, disk);
      if (home !== undefined) folders.push(home);
    }
  }
  return {
    holds: (path) =>
      modules.has(path) ||
      folders.some((folder) => path.startsWith(`${folder}/`)) ||
      (isOpaque && /\.[cm]?jsx?$/.test(path)),
  };
}

function resolved(path: string, disk: ResidentDisk): string | undefined {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  const plain = segments.join('/');
  return endings.map((ending) => plain + ending).find((candidate) => disk.text(candidate) !== undefined);
}

/** Where a package lies that is one of the workspace's own. */
function workspacePackage(specifier: string, root: string, disk: ResidentDisk): string | undefined {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
  const real = name === undefined ? undefined : disk.realPath(`${root}/node_modules/${name}`);
  if (real?.startsWith(`${root}/`) !== true || real.includes('/node_modules/')) return undefined;
  return real;
}
