/** `npm run package`: builds for production and packs `grace.vsix`, within its limits of size and number of files. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { PackageManager, createVSIX, listFiles } from '@vscode/vsce';
import { repository, run } from './run.mts';

const bytesMax = 2.5 * 1024 * 1024;
const filesMax = 30;

/** What the archive adds of its own: the content types and the manifest. */
const archiveFiles = 2;

const shipped = [
  'media',
  'playbooks',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  '.vscodeignore',
];

/** Builds for production into `folder`, with everything that ships. Resolves to a sentence when that fails. */
export async function stageExtension(folder: string): Promise<string | undefined> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const built = await run(['node', 'tools/build.mts', '--production', '--out', join(folder, 'dist')]);
  if (built !== 0) return 'The production build failed: see the lines above.';
  for (const name of shipped) {
    const source = join(repository, name);
    if (existsSync(source)) cpSync(source, join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'package.json'), shippedManifest());
  return undefined;
}

/** Packs a staged extension. Resolves to a sentence when a limit is broken. */
export async function packExtension(folder: string, vsix: string): Promise<string | undefined> {
  const files = await listFiles({ cwd: folder, packageManager: PackageManager.None });
  const packed = new Set(files.map((file) => basename(file)));
  const left = readdirSync(join(folder, 'dist')).filter((name) => !packed.has(name));
  if (left.length > 0) return `${left.join(', ')} would be missing: name it in .vscodeignore.`;
  await createVSIX({
    cwd: folder,
    packagePath: vsix,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
    skipLicense: true,
  });
  return brokenLimit(statSync(vsix).size, files.length + archiveFiles);
}

/** The manifest without what only development needs. */
function shippedManifest(): string {
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const dropped = new Set(['devDependencies', 'scripts', 'private', 'bin', 'sideEffects']);
  const kept = Object.entries(manifest).filter(([key]) => !dropped.has(key));
  return `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`;
}

function brokenLimit(bytes: number, files: number): string | undefined {
  const megabytes = (count: number) => `${(count / 1024 / 1024).toFixed(2)} MB`;
  console.log(`grace.vsix: ${megabytes(bytes)}, ${files} files`);
  if (bytes > bytesMax) return `grace.vsix is ${megabytes(bytes)}, more than ${megabytes(bytesMax)}.`;
  if (files > filesMax) return `grace.vsix holds ${files} files, more than ${filesMax}.`;
  return undefined;
}

if (import.meta.main) {
  const staging = join(repository, '.cache', 'package');
  const broken =
    (await stageExtension(staging)) ?? (await packExtension(staging, join(repository, 'grace.vsix')));
  if (broken !== undefined) {
    console.error(broken);
    process.exitCode = 1;
  }
}
