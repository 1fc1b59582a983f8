import { getLibFiles, ts } from '../../typescript.ts';

/** Where the compiler's own declaration files seem to lie: they are inside of the bundle, not on the disk. */
const folder = '/grace-typescript-library';

let texts: ReadonlyMap<string, string> | undefined;

/** Text of a declaration file of the compiler, `undefined` for every other path. */
export function libraryText(path: string): string | undefined {
  if (!path.startsWith(`${folder}/`)) return undefined;
  texts ??= new Map(getLibFiles().map((file) => [`${folder}/${file.fileName}`, file.text]));
  return texts.get(path);
}

export function isLibraryPath(path: string): boolean {
  return path.startsWith(`${folder}/`);
}

export function isLibraryFolder(path: string): boolean {
  return path === folder;
}

export function defaultLibraryPath(options: ts.CompilerOptions): string {
  return `${folder}/${ts.getDefaultLibFileName(options)}`;
}
