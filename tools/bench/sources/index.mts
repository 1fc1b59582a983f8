/** Sources promises real projects without problems on this machine, the same ones each time, none of them committed. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../../run.mts';
import { recipes, recipesVersion, type Recipe } from './recipes.mts';

export interface Source {
  readonly name: string;
  /** Absolute path of the copy; its `tsconfig.json` says which files belong to the project. */
  readonly root: string;
  /** How much of what is drawn comes from here, in parts of what all sources at hand have. */
  readonly share: number;
}

/** How many of `total` are drawn from one of the sources. */
export function countFor(source: Source, sources: readonly Source[], total: number): number {
  return Math.round((total * source.share) / sources.reduce((sum, { share }) => sum + share, 0));
}

/** The sources that can be had here; what is missing, or was changed to get there, is said. */
export async function openSources(log: (line: string) => void): Promise<readonly Source[]> {
  const wanted = process.env['GRACE_BENCH_ONLY']?.split(',');
  const sources: Source[] = [];
  for (const recipe of recipes) {
    if (wanted?.includes(recipe.name) === false) continue;
    const root = join(repository, '.cache', 'bench-sources', `${recipe.name}-${recipesVersion}`);
    const missing = existsSync(root) ? undefined : await prepare(recipe, root);
    if (missing !== undefined) {
      log(`${recipe.name} is left out: ${missing}`);
      continue;
    }
    log(`${recipe.name}: ${originOf(recipe)}`);
    sources.push({ name: recipe.name, root, share: recipe.share });
  }
  return sources;
}

function originOf({ from, exclude, mend }: Recipe): string {
  const origin = from.kind === 'package' ? from.specifier : `${from.repository} at ${from.commit}`;
  const mended = mend ? `; ${mend.why}` : '';
  return `${origin}, with a tsconfig.json of ours; without ${exclude.join(', ')}${mended}`;
}

/** Makes the copy; answers why it cannot be made here, where it cannot. */
async function prepare(recipe: Recipe, root: string): Promise<string | undefined> {
  const unfinished = `${root}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  try {
    const missing = await copySources(recipe, unfinished);
    if (missing !== undefined) return missing;
    await writeFile(join(unfinished, 'tsconfig.json'), `${JSON.stringify(configOf(recipe), null, 2)}\n`);
    if (recipe.packages.length > 0)
      await npm(unfinished, ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...recipe.packages]);
    if (recipe.mend) await mendTexts(unfinished, recipe.mend.text);
    await rename(unfinished, root);
    return undefined;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function copySources({ name, from }: Recipe, root: string): Promise<string | undefined> {
  if (from.kind === 'package') {
    const archive = (await npm(root, ['pack', '--silent', from.specifier])).trim().split('\n').at(-1) ?? '';
    await promisify(execFile)(
      'tar',
      ['-xzf', archive, '--strip-components=1', 'package/src', 'package/package.json'],
      {
        cwd: root,
      },
    );
    await rm(join(root, archive));
    return undefined;
  }
  const folder = process.env['GRACE_BENCH_SOURCES'];
  const checkout = `a checkout of ${from.repository} at ${from.commit}`;
  if (folder === undefined)
    return `no package has its sources; set GRACE_BENCH_SOURCES to a folder with ${checkout}.`;
  const source = join(folder, name, from.folder, 'src');
  if (!existsSync(source)) return `${source} does not exist; put ${checkout} into ${join(folder, name)}.`;
  await cp(source, join(root, 'src'), { recursive: true });
  await writeFile(
    join(root, 'package.json'),
    `${JSON.stringify({ name: `${name}-sources`, private: true })}\n`,
  );
  return undefined;
}

function configOf({ options, exclude }: Recipe): unknown {
  return {
    compilerOptions: {
      strict: true,
      skipLibCheck: true,
      declaration: true,
      rootDir: 'src',
      outDir: 'out',
      ...options,
    },
    include: ['src/**/*.ts'],
    exclude,
  };
}

async function mendTexts(root: string, mend: (path: string, text: string) => string): Promise<void> {
  const names = await readdir(join(root, 'src'), { recursive: true });
  for (const name of names.filter((each) => each.endsWith('.ts'))) {
    const path = join(root, 'src', name);
    const text = await readFile(path, 'utf8');
    const mended = mend(relative(root, path).replaceAll(sep, '/'), text);
    if (mended !== text) await writeFile(path, mended);
  }
}

async function npm(cwd: string, argv: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', argv, { cwd, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
