import { join, posix } from 'node:path';
import type { TypesTool } from './facts.ts';
import {
  declares,
  foldersToRoot,
  installedTool,
  notInstalled,
  type InstalledTool,
  type PackagePlace,
} from './installed.ts';
import { scriptCommands, toolName } from './script.ts';
import { readTsConfig, type TsConfig } from './tsconfig.ts';

/** The type checker of one package. `memberFolders` are the other packages of the workspace. */
export async function findTypesTool(
  place: PackagePlace,
  memberFolders: readonly string[],
): Promise<TypesTool> {
  const projects = await findProjects(place, memberFolders);
  const foreign = foreignChecker(place);
  if (foreign && (projects.length > 0 || foreign.fromScript)) {
    return {
      state: 'unusable',
      name: foreign.name,
      reason:
        `The types of this package are checked by ${foreign.name}, which reads files that are not plain TypeScript. ` +
        'Grace runs `tsc` only, so it cannot vouch for types here.',
    };
  }
  if (projects.length === 0) return { state: 'absent' };
  const compiler = place.manager.variant === 'pnp' ? undefined : await findCompiler(place);
  if (!compiler) {
    const wanted = declares(place, 'typescript') || (await checksItself(place, projects));
    if (!wanted) return { state: 'absent' };
    return { state: 'unusable', name: 'typescript', reason: notInstalled(place, 'TypeScript') };
  }
  return { state: 'ready', kind: 'tsc', ...compiler, projects };
}

/** A tsconfig for sources in TypeScript wants a checker even where no manifest names one; a jsconfig is for editors. */
function checksItself(place: PackagePlace, projects: readonly string[]): Promise<boolean> {
  const [main = ''] = projects;
  return readTsConfig(place.root, main, place.disk).then(
    (config) => posix.basename(main) !== 'jsconfig.json' || config?.checksJavaScript === true,
  );
}

/** `tsgo` is TypeScript 7 before it took the name. */
const previewPackage = '@typescript/native-preview';

async function findCompiler(place: PackagePlace): Promise<InstalledTool | undefined> {
  const plain = await installedTool(place, 'typescript', 'tsc');
  if (plain) return plain;
  const declared = Object.entries({ ...place.rootManifest.dependencies, ...place.manifest.dependencies });
  for (const [name, range] of declared) {
    if (!/^npm:typescript(?:@|$)/.test(range)) continue;
    const aliased = await installedTool(place, name, 'tsc');
    if (aliased) return aliased;
  }
  return installedTool(place, previewPackage, 'tsgo');
}

/** Command word → name; each checks files that `tsc` cannot read. */
const foreignCheckers: Readonly<Record<string, string>> = {
  'vue-tsc': 'vue-tsc',
  'svelte-check': 'svelte-check',
  astro: 'astro check',
  glint: 'glint',
  ngc: 'ngc',
};
const foreignPackages: Readonly<Record<string, string>> = {
  'vue-tsc': 'vue-tsc',
  'svelte-check': 'svelte-check',
  '@astrojs/check': 'astro check',
  '@glint/core': 'glint',
};

function foreignChecker(
  place: PackagePlace,
): { readonly name: string; readonly fromScript: boolean } | undefined {
  for (const source of Object.values(place.manifest.scripts)) {
    for (const { words } of scriptCommands(source)) {
      const tool = toolName(words[0] ?? '');
      const name = Object.hasOwn(foreignCheckers, tool) ? foreignCheckers[tool] : undefined;
      if (name !== undefined && (tool !== 'astro' || words[1] === 'check')) return { name, fromScript: true };
    }
  }
  const named = Object.keys(foreignPackages).find((candidate) => candidate in place.manifest.dependencies);
  return named === undefined ? undefined : { name: foreignPackages[named] ?? named, fromScript: false };
}

const compilerNames = new Set(['tsc', 'tsgo', 'tspc']);
/** Scripts whose `tsc` is there to check, not to build. */
const checkingScript =
  /^(?!(?:build|emit|gen|generate|dev|watch|start|docs?)\b).*(?:type|tsc|check|lint)|^test$|^ci$/i;
const projectsMax = 40;

/** Config files that together cover the package's sources; what its own checking scripts name comes first. */
async function findProjects(
  place: PackagePlace,
  memberFolders: readonly string[],
): Promise<readonly string[]> {
  const named = scriptProjects(place, (script) => checkingScript.test(script));
  const own = inFolder(place.folder, 'tsconfig.json');
  let starts = [...named, own];
  if (!(await exists(place, own)) && named.length === 0) {
    starts = [...scriptProjects(place, () => true), inFolder(place.folder, 'jsconfig.json')];
  }
  const found = await descend(place, starts, memberFolders);
  if (found.length > 0) return found;
  return ancestorProject(place);
}

function scriptProjects(place: PackagePlace, accepts: (script: string) => boolean): readonly string[] {
  return Object.entries(place.manifest.scripts)
    .filter(([name]) => accepts(name))
    .flatMap(([, source]) => scriptCommands(source))
    .filter(({ words }) => compilerNames.has(toolName(words[0] ?? '')))
    .flatMap(({ words }) => projectWords(words))
    .map((word) => posix.normalize(inFolder(place.folder, word)))
    .map((path) => (path.endsWith('.json') ? path : posix.join(path, 'tsconfig.json')))
    .filter((path) => !path.startsWith('..'));
}

function projectWords(words: readonly string[]): readonly string[] {
  const index = words.findIndex((word) => word === '-p' || word === '--project');
  if (index >= 0) return [words[index + 1] ?? ''].filter((word) => word !== '' && !word.startsWith('-'));
  const inline = words.find((word) => word.startsWith('--project='));
  if (inline !== undefined) return [inline.slice('--project='.length)];
  const build = words.findIndex((word) => word === '-b' || word === '--build');
  return build < 0
    ? []
    : words.slice(build + 1).filter((word) => !word.startsWith('-') && !/^(true|false)$/.test(word));
}

/** Solutions are replaced by what they refer to, as far as it is not another package's. */
async function descend(
  place: PackagePlace,
  starts: readonly string[],
  memberFolders: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  const queue = [...starts];
  const seen = new Set<string>();
  while (queue.length > 0 && seen.size < projectsMax) {
    const path = queue.shift() ?? '';
    if (seen.has(path)) continue;
    seen.add(path);
    const config = await readTsConfig(place.root, path, place.disk);
    if (!config || isForEditorsOnly(config)) continue;
    if (!config.isSolution) found.push(path);
    queue.push(...config.references.filter((reference) => belongsHere(place, reference, memberFolders)));
  }
  return found;
}

function isForEditorsOnly(config: TsConfig): boolean {
  return posix.basename(config.path) === 'jsconfig.json' && !config.checksJavaScript;
}

function belongsHere(place: PackagePlace, path: string, memberFolders: readonly string[]): boolean {
  if (!isBelow(place.folder, path)) return false;
  return !memberFolders.some(
    (member) => member !== place.folder && isBelow(place.folder, member) && isBelow(member, path),
  );
}

function isBelow(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** A package without a config of its own is covered by the nearest one above that includes its sources. */
async function ancestorProject(place: PackagePlace): Promise<readonly string[]> {
  for (const folder of foldersToRoot(place.folder).slice(1)) {
    const config = await readTsConfig(place.root, inFolder(folder, 'tsconfig.json'), place.disk);
    if (!config || config.isSolution) continue;
    const samples = ['src/index.ts', 'index.ts', 'lib/index.ts'].map((name) => inFolder(place.folder, name));
    return samples.some((sample) => config.mayCover(sample)) ? [config.path] : [];
  }
  return [];
}

async function exists(place: PackagePlace, path: string): Promise<boolean> {
  return (await place.disk.stat(join(place.root, path)))?.kind === 'file';
}

function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
