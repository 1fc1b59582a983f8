import { pathOf } from './parsers/javascript-stack.ts';

/** Folders that programs begin with: where the workspace is not known, a path is told from here on. */
const beginnings: ReadonlySet<string> = new Set([
  ...['src', 'lib', 'libs', 'test', 'tests', '__tests__', 'spec', 'packages', 'apps', 'app', 'server'],
  ...['client', 'dist', 'build', 'bin', 'scripts', 'tools', 'examples', 'features', 'services', 'modules'],
]);

/**
 * A path that is the same on another machine: relative to the workspace where it lies inside; of a dependency what is
 * below `node_modules`; else from the first folder on that programs begin with, or the name of the file. A folder of
 * which nothing is known may be called anything.
 */
export function portablePath(printed: string, root?: string): string {
  const path = normal(pathOf(printed));
  const inside = root === undefined ? undefined : insideOf(path, normal(root));
  if (inside !== undefined) return inside;
  if (!isAbsolute(path)) return path;
  if (root !== undefined && path === normal(root)) return unknownFolder;
  const segments = path.split('/').filter((segment) => segment !== '');
  const dependency = Math.max(segments.lastIndexOf('node_modules'), segments.lastIndexOf('site-packages'));
  if (dependency >= 0) return segments.slice(dependency).join('/');
  const beginning = segments.findIndex((segment, index) => index > 0 && beginnings.has(segment));
  if (beginning >= 0 && beginning < segments.length - 1) return segments.slice(beginning).join('/');
  const last = segments.at(-1) ?? '';
  return last.includes('.') ? last : unknownFolder;
}

const unknownFolder = '<folder>';

/** A path relative to the workspace where it lies inside, else as it was printed, with `/`. */
export function workspacePath(printed: string, root?: string): string {
  const path = normal(pathOf(printed));
  return (root === undefined ? undefined : insideOf(path, normal(root))) ?? path;
}

function insideOf(path: string, root: string): string | undefined {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//u.test(path);
}

function normal(path: string): string {
  const segments: string[] = [];
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    if (segment === '..' && segments.length > 0 && segments.at(-1) !== '..' && segments.at(-1) !== '')
      segments.pop();
    else if (segment !== '.' && (segment !== '' || segments.length === 0)) segments.push(segment);
  }
  return segments.join('/');
}
