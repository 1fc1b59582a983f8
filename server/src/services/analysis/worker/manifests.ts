import { ts } from '../typescript.ts';
import { folderOf, type Paths } from './paths.ts';

export type Manifest = Readonly<Record<string, unknown>>;

/** The `package.json` files of the workspace, parsed once and again when they change. */
export interface Manifests {
  /** Parsed, `undefined` when the folder (relative) has none; `{}` when it cannot be parsed. */
  at(folder: string): Manifest | undefined;
  /** Nearest folder at or above the file's that has a manifest, with it. */
  nearest(path: string): { readonly folder: string; readonly manifest: Manifest };
}

export function createManifests(paths: Paths): Manifests {
  const known = new Map<string, { readonly modified: number; readonly manifest: Manifest }>();
  function at(folder: string): Manifest | undefined {
    const file = `${paths.absolute(folder)}/package.json`;
    const modified = ts.sys.getModifiedTime?.(file)?.getTime() ?? 0;
    if (modified === 0) {
      known.delete(folder);
      return undefined;
    }
    const cached = known.get(folder);
    if (cached?.modified === modified) return cached.manifest;
    const manifest = parseManifest(ts.sys.readFile(file) ?? '');
    known.set(folder, { modified, manifest });
    return manifest;
  }
  return {
    at,
    nearest(path) {
      let folder = folderOf(path);
      for (;;) {
        const manifest = at(folder);
        if (manifest) return { folder, manifest };
        if (folder === '') return { folder: '', manifest: {} };
        folder = folderOf(folder);
      }
    },
  };
}

/** Names of every dependency a manifest declares, of whatever kind. */
export function dependencyNames(manifest: Manifest): readonly string[] {
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  return kinds.flatMap((kind) => Object.keys(recordOf(manifest[kind])));
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function parseManifest(text: string): Manifest {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return recordOf(value);
  } catch {
    // A manifest that is being edited tells nothing for the moment; its package is still a package.
    return {};
  }
}
