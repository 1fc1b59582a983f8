import { commandFiles, fileRole } from '../../workspace/index.ts';
import type { AnalysisLimits } from '../limits.ts';
import type { Surroundings } from '../views.ts';
import { createManifests, dependencyNames, recordOf, type Manifest, type Manifests } from './manifests.ts';
import { joinPath, type Paths } from './paths.ts';
import type { Texts } from './texts.ts';
import { walkSources } from './walk.ts';

/** Knows what lies around each file; what it learned by walking is kept until files come or go. */
export interface SurroundingsSource {
  of(path: string): Surroundings;
  readonly manifests: Manifests;
  /** These files changed on disk. */
  forget(): void;
}

export function createSurroundings(paths: Paths, texts: Texts, limits: AnalysisLimits): SurroundingsSource {
  const manifests = createManifests(paths);
  const filesOf = new Map<string, readonly string[]>();

  function packageFiles(folder: string): readonly string[] {
    const known = filesOf.get(folder);
    if (known) return known;
    const files: string[] = [];
    for (const step of walkSources(paths, folder)) {
      files.push(...step.files);
      if (files.length >= limits.packageFilesMax) break;
    }
    const answer = files.slice(0, limits.packageFilesMax);
    filesOf.set(folder, answer);
    return answer;
  }

  return {
    manifests,
    forget: () => filesOf.clear(),
    of(path) {
      const { folder, manifest } = manifests.nearest(path);
      const rootManifest = manifests.at('') ?? {};
      return {
        dependencies: new Set([...dependencyNames(manifest), ...dependencyNames(rootManifest)]),
        moduleKind: moduleKindOf(path, manifest),
        packageFolder: folder,
        manifest,
        role: (other, text) => {
          const nearest = manifests.nearest(other);
          return fileRole(other, text, commandsOf(nearest.folder, nearest.manifest));
        },
        files: () => packageFiles(folder),
        read: (other) => texts.read(paths.absolute(other)),
      };
    },
  };
}

/** Files that a manifest names as commands, relative to the root, and what they are built from. */
function commandsOf(folder: string, manifest: Manifest): ReadonlySet<string> {
  const { bin } = manifest as { bin?: unknown };
  const named =
    typeof bin === 'string' ? [bin] : Object.values(recordOf(bin)).filter((each) => typeof each === 'string');
  return commandFiles({ packages: [{ folder, bins: named.map((each) => joinPath(folder, each)) }] });
}

/** The file's own extension decides before its package does. */
function moduleKindOf(path: string, manifest: Readonly<Record<string, unknown>>): 'module' | 'commonjs' {
  if (/\.m[jt]s$/.test(path)) return 'module';
  if (/\.c[jt]s$/.test(path)) return 'commonjs';
  return manifest['type'] === 'module' ? 'module' : 'commonjs';
}
