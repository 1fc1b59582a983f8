import { isSourcePath } from '../paths.ts';
import { ts, unredirected, type ProgramHost } from '../../typescript.ts';

/** The texts of some files that win over the ones of a program; `null` for a file that is not to be there. */
export type Layer = ReadonlyMap<string, string | null>;

/**
 * The program as it would be with a layer of other texts. Everything that the layer does not touch is taken from `base`
 * as it is, parsed and bound, so this costs a parse of the changed files and, when it is asked for types, a checker.
 */
export function layeredProgram(base: ts.Program, layer: Layer, disk: ProgramHost): ts.Program {
  const folders = foldersOf(layer);
  const host: ProgramHost = {
    ...disk,
    getSourceFile(fileName, versionOrOptions) {
      const text = layer.get(fileName);
      if (text === null) return undefined;
      if (text === undefined) {
        const known = base.getSourceFile(fileName);
        return known ? unredirected(known) : disk.getSourceFile(fileName, versionOrOptions);
      }
      return ts.createSourceFile(fileName, text, versionOrOptions);
    },
    fileExists: (path) => (layer.has(path) ? layer.get(path) !== null : disk.fileExists(path)),
    readFile: (path) => (layer.has(path) ? (layer.get(path) ?? undefined) : disk.readFile(path)),
    directoryExists: (path) => folders.has(path) || (disk.directoryExists?.(path) ?? true),
    // A file that comes or goes may be what an import anywhere means.
    hasInvalidatedResolutions: () => comesOrGoes(base, layer),
    hasChangedAutomaticTypeDirectiveNames: () => false,
  };
  const rootNames = base.getRootFileNames().filter((path) => layer.get(path) !== null);
  const added = [...layer].filter(
    ([path, text]) => text !== null && isSourcePath(path) && !base.getSourceFile(path),
  );
  const projectReferences = base.getProjectReferences();
  return ts.createProgram({
    rootNames: [...rootNames, ...added.map(([path]) => path)],
    options: base.getCompilerOptions(),
    ...(projectReferences ? { projectReferences } : {}),
    host,
    oldProgram: base,
  });
}

function comesOrGoes(base: ts.Program, layer: Layer): boolean {
  return [...layer].some(([path, text]) => (text === null) === (base.getSourceFile(path) !== undefined));
}

/** Folders that the laid files lie in, up to the top. */
function foldersOf(layer: Layer): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const [path, text] of layer) {
    if (text === null) continue;
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      folders.add(path.slice(0, at));
  }
  return folders;
}
