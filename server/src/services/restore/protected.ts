/** Folders whose content steers git, the editor, hooks or CI, or belongs to a package manager: never written. */
const protectedFolders = new Set([
  '.git',
  'git~1',
  '.hg',
  '.svn',
  '.vscode',
  '.husky',
  '.githooks',
  '.circleci',
  '.buildkite',
  'node_modules',
]);

const protectedPaths = ['.github/workflows/', '.github/actions/'];

const protectedFiles = new Set([
  '.gitlab-ci.yml',
  '.gitlab-ci.yaml',
  '.travis.yml',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  'appveyor.yml',
  'jenkinsfile',
  '.gitmodules',
  '.gitconfig',
]);

/**
 * Why Grace does not write `path` (relative, with `/`), or `undefined` when it may. Compared as the most forgiving file
 * system would: without case, and without the trailing dots and spaces that Windows drops.
 */
export function whyProtected(path: string): string | undefined {
  const parts = path
    .normalize('NFC')
    .toLowerCase()
    .split('/')
    .map((part) => part.replace(/[. ]+$/, ''));
  const folder = parts.find((part) => protectedFolders.has(part));
  if (folder === 'node_modules') return `${path} belongs to the package manager: change the package itself`;
  if (folder !== undefined)
    return `${path} steers git, the editor, hooks or CI, which Grace never writes: change it by hand`;
  const name = parts.at(-1) ?? '';
  const whole = `${parts.join('/')}/`;
  const protects =
    protectedFiles.has(name) ||
    name.endsWith('.code-workspace') ||
    protectedPaths.some((start) => whole.startsWith(start) || whole.includes(`/${start}`));
  return protects
    ? `${path} steers git, the editor, hooks or CI, which Grace never writes: change it by hand`
    : undefined;
}
