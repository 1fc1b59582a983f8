import { join, posix } from 'node:path';
import type { LintTool } from './facts.ts';
import { declares, foldersToRoot, installedTool, notInstalled, type PackagePlace } from './installed.ts';
import { readManifest } from './manifest.ts';
import { scriptCommands, toolName } from './script.ts';

/** The linters of one package, each with the config that is nearest to it. */
export async function findLintTools(place: PackagePlace): Promise<readonly LintTool[]> {
  const found = await Promise.all([findEslint(place), findBiome(place), findOxlint(place)]);
  return found.filter((tool) => tool !== undefined);
}

const flatNames = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `eslint.config.${extension}`);
const legacyNames = ['.js', '.cjs', '.yaml', '.yml', '.json', ''].map((extension) => `.eslintrc${extension}`);
/** ESLint reads legacy configs by itself up to 8, on request in 9, and not at all later. */
const legacyMajorMax = 9;

async function findEslint(place: PackagePlace): Promise<LintTool | undefined> {
  const flat = await nearest(place, flatNames);
  const legacy = (await nearest(place, legacyNames)) ?? (await manifestWithConfig(place, 'eslintConfig'));
  const named = configInScripts(place, 'eslint', ['-c', '--config']);
  if (flat === undefined && legacy === undefined && named === undefined) return undefined;
  const tool = place.manager.variant === 'pnp' ? undefined : await installedTool(place, 'eslint', 'eslint');
  if (!tool) {
    if (!declares(place, 'eslint')) return undefined;
    return { state: 'unusable', name: 'eslint', reason: notInstalled(place, 'ESLint') };
  }
  const style = eslintStyle(tool.version, flat, legacy, named);
  const config = named ?? (style === 'flat' ? flat : legacy) ?? flat ?? legacy ?? '';
  if (style === 'legacy' && tool.major > legacyMajorMax) {
    return {
      state: 'unusable',
      name: 'eslint',
      reason:
        `ESLint ${tool.version} no longer reads ${posix.basename(config)}. ` +
        'Move the rules to eslint.config.js to have changes linted.',
    };
  }
  return { state: 'ready', kind: 'eslint', version: tool.version, entry: tool.entry, style, config };
}

/** ESLint 8.57 and later prefer a flat config that is there; before, only the legacy one counts. */
function eslintStyle(
  version: string,
  flat: string | undefined,
  legacy: string | undefined,
  named: string | undefined,
): 'flat' | 'legacy' {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (named !== undefined) return posix.basename(named).startsWith('.eslintrc') ? 'legacy' : flatByDefault();
  if (flat === undefined) return 'legacy';
  if (legacy === undefined) return 'flat';
  return flatByDefault();

  function flatByDefault(): 'flat' | 'legacy' {
    return major > 8 || (major === 8 && minor >= 57) ? 'flat' : 'legacy';
  }
}

async function findBiome(place: PackagePlace): Promise<LintTool | undefined> {
  const config = await nearest(place, ['biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc']);
  if (config === undefined && !runsInScripts(place, 'biome')) return undefined;
  const named = configInScripts(place, 'biome', ['--config-path']);
  const found = config === undefined ? [] : [config, posix.dirname(config)];
  if (named !== undefined && !found.includes(named)) {
    // Rules other than the ones the workspace is held to would vouch for nothing.
    const reason = `A script runs Biome with \`--config-path\` ${named}, which Grace does not follow. Move the configuration to a biome.json where Biome finds it.`;
    return { state: 'unusable', name: 'biome', reason };
  }
  return simpleTool(place, {
    kind: 'biome',
    package: '@biomejs/biome',
    title: 'Biome',
    config: config ?? '',
  });
}

async function findOxlint(place: PackagePlace): Promise<LintTool | undefined> {
  const config = await nearest(place, ['.oxlintrc.json', '.oxlintrc.jsonc', 'oxlint.config.ts']);
  if (config === undefined && !runsInScripts(place, 'oxlint')) return undefined;
  const named = configInScripts(place, 'oxlint', ['-c', '--config']);
  return simpleTool(place, {
    kind: 'oxlint',
    package: 'oxlint',
    title: 'oxlint',
    config: named ?? config ?? '',
  });
}

interface SimpleLinter {
  readonly kind: 'biome' | 'oxlint';
  readonly package: string;
  readonly title: string;
  readonly config: string;
}

async function simpleTool(place: PackagePlace, linter: SimpleLinter): Promise<LintTool | undefined> {
  const { kind, config } = linter;
  const tool = place.manager.variant === 'pnp' ? undefined : await installedTool(place, linter.package, kind);
  if (tool) return { state: 'ready', kind, version: tool.version, entry: tool.entry, config };
  if (!declares(place, linter.package)) return undefined;
  return { state: 'unusable', name: kind, reason: notInstalled(place, linter.title) };
}

/** The first of `names` that lies nearest to the package, relative to the root. */
async function nearest(place: PackagePlace, names: readonly string[]): Promise<string | undefined> {
  for (const folder of foldersToRoot(place.folder)) {
    const stats = await Promise.all(names.map((name) => place.disk.stat(join(place.root, folder, name))));
    const index = stats.findIndex((stat) => stat?.kind === 'file' || stat?.kind === 'link');
    if (index >= 0) return posix.join(folder, names[index] ?? '');
  }
  return undefined;
}

async function manifestWithConfig(place: PackagePlace, member: string): Promise<string | undefined> {
  for (const folder of foldersToRoot(place.folder)) {
    const manifest = await readManifest(join(place.root, folder), place.disk);
    if (manifest && member in manifest.all) return posix.join(folder, 'package.json');
  }
  return undefined;
}

/** Scripts of the package and, for what they run over everything, of the root; with the folder they run in. */
function lintCommands(
  place: PackagePlace,
  tool: string,
): readonly { readonly folder: string; readonly words: readonly string[] }[] {
  const homes = [
    { folder: place.folder, manifest: place.manifest },
    { folder: '', manifest: place.rootManifest },
  ];
  return homes.flatMap(({ folder, manifest }) =>
    Object.values(manifest.scripts)
      .flatMap((source) => scriptCommands(source))
      .filter(({ words }) => toolName(words[0] ?? '') === tool)
      .map(({ words }) => ({ folder, words })),
  );
}

function runsInScripts(place: PackagePlace, tool: string): boolean {
  return lintCommands(place, tool).length > 0;
}

function configInScripts(place: PackagePlace, tool: string, flags: readonly string[]): string | undefined {
  for (const { folder, words } of lintCommands(place, tool)) {
    for (const [index, word] of words.entries()) {
      const [flag = '', inline] = word.split('=', 2);
      if (!flags.includes(flag)) continue;
      const value = inline ?? words[index + 1];
      if (value !== undefined && !value.startsWith('-')) return posix.join(folder, value);
    }
  }
  return undefined;
}
