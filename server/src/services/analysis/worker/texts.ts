import type { AnalysisLimits } from '../limits.ts';
import { ts } from '../typescript.ts';

/** The texts of the workspace as the person sees them: unsaved buffers win over the disk. Paths are absolute. */
export interface Texts {
  /** `undefined` when missing or larger than a file may be. Without byte-order mark. */
  read(path: string): string | undefined;
  /** Changes whenever the text may have; `undefined` when there is no such file. */
  version(path: string): string | undefined;
  exists(path: string): boolean;
  isOpen(path: string): boolean;
  setDocument(path: string, version: number, text: string | null): void;
  /** Forgets what is known of these files. */
  forget(paths: readonly string[]): void;
}

interface Kept {
  readonly modified: string;
  readonly text: string | undefined;
}

export function createTexts(limits: AnalysisLimits): Texts {
  const documents = new Map<string, { readonly version: string; readonly text: string }>();
  const kept = new Map<string, Kept>();
  // A version must never come back with another text: not when a buffer is closed and opened again, and not when a file
  // is written twice within one tick of the disk's clock and a watcher says so.
  let generation = 0;
  const touched = new Map<string, number>();

  const modifiedOf = (path: string): string | undefined => {
    const time = ts.sys.getModifiedTime?.(path);
    if (time === undefined || time.getTime() === 0) return undefined;
    return `${time.getTime()} ${touched.get(path) ?? 0}`;
  };
  const readDisk = (path: string): string | undefined => {
    const modified = modifiedOf(path);
    if (modified === undefined) {
      kept.delete(path);
      return undefined;
    }
    const known = kept.get(path);
    if (known?.modified === modified) return known.text;
    const size = ts.sys.getFileSize?.(path) ?? 0;
    const text = size > limits.fileBytesMax ? undefined : ts.sys.readFile(path);
    kept.delete(path);
    kept.set(path, { modified, text });
    const oldest = kept.size > limits.diskTextsMax ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return text;
  };

  return {
    read: (path) => documents.get(path)?.text ?? readDisk(path),
    version: (path) => documents.get(path)?.version ?? modifiedOf(path),
    exists: (path) => documents.has(path) || ts.sys.fileExists(path),
    isOpen: (path) => documents.has(path),
    setDocument(path, version, text) {
      if (text === null) {
        documents.delete(path);
        kept.delete(path);
        return;
      }
      generation += 1;
      documents.set(path, { version: `open ${version} ${generation}`, text: withoutByteOrderMark(text) });
    },
    forget(paths) {
      generation += 1;
      for (const path of paths) {
        kept.delete(path);
        touched.set(path, generation);
      }
    },
  };
}

export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
