import { importsOf, resolvedImport, ts } from '../../typescript.ts';
import { isLibraryPath } from './library.ts';

export interface Importer {
  readonly file: string;
  /** It hands on what it imports (`export … from`), so its own importers see the change whatever its shape says. */
  readonly reexports: boolean;
}

const known = new WeakMap<ts.Program, ReadonlyMap<string, readonly Importer[]>>();

/** Who imports whom in a program, from target to importers; absolute paths. Dependencies are left out. */
export function importersIn(program: ts.Program): ReadonlyMap<string, readonly Importer[]> {
  const importers = known.get(program) ?? readImporters(program);
  known.set(program, importers);
  return importers;
}

function readImporters(program: ts.Program): ReadonlyMap<string, readonly Importer[]> {
  const importers = new Map<string, Importer[]>();
  for (const source of program.getSourceFiles()) {
    if (isOutside(source.fileName)) continue;
    for (const specifier of importsOf(source)) {
      const resolved = resolvedImport(program, specifier, source);
      const target = resolved === undefined ? undefined : program.getSourceFile(resolved)?.fileName;
      if (target === undefined || isOutside(target)) continue;
      const importer = { file: source.fileName, reexports: isReexport(specifier) };
      const list = importers.get(target);
      if (list) list.push(importer);
      else importers.set(target, [importer]);
    }
  }
  return importers;
}

/** Files of a program that are not the workspace's to be checked. */
export function isOutside(fileName: string): boolean {
  return isLibraryPath(fileName) || fileName.includes('/node_modules/');
}

function isReexport(specifier: ts.Node): boolean {
  const { parent } = specifier as { parent?: ts.Node };
  return parent !== undefined && ts.isExportDeclaration(parent);
}
