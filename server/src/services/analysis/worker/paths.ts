/** Paths of one workspace: absolute ones as the compiler writes them (`/` everywhere), relative ones as the wire says them. */
export interface Paths {
  /** With `/`, without one at the end. */
  readonly root: string;
  absolute(path: string): string;
  /** `undefined` when it is not inside the root. */
  relative(path: string): string | undefined;
}

export function createPaths(rootFolder: string): Paths {
  const root = rootFolder.replaceAll('\\', '/').replace(/\/+$/, '');
  return {
    root,
    absolute: (path) => (path === '' ? root : `${root}/${path}`),
    relative: (path) => {
      if (path === root) return '';
      return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
    },
  };
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins a relative path onto a folder and folds `.` and `..` away; a result that starts with `..` has left the root. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

const sourcePattern = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const declarationPattern = /\.d\.(?:[cm]?ts|[^/]+\.ts)$/;

/** TypeScript and JavaScript files, declaration files included. */
export function isSourcePath(path: string): boolean {
  return sourcePattern.test(path);
}

export function isDeclarationPath(path: string): boolean {
  return declarationPattern.test(path);
}

export function isJavaScriptPath(path: string): boolean {
  return /\.(?:[cm]?js|jsx)$/.test(path);
}
