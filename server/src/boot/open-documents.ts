import type { Analysis } from '../services/analysis/index.ts';

export interface OpenDocuments {
  /** Remembers what is opened, and hands it on. */
  readonly analysis: Analysis;
  all(): readonly { readonly path: string; readonly version: number; readonly text: string }[];
}

/** Texts of the editor outlive the analysis they were told to: the one that comes after it is told them again. */
export function rememberDocuments(analysis: Analysis): OpenDocuments {
  const texts = new Map<string, { readonly version: number; readonly text: string }>();
  const keep = (path: string, version: number, text: string) => void texts.set(path, { version, text });
  return {
    all: () => [...texts].map(([path, document]) => ({ path, ...document })),
    analysis: {
      ...analysis,
      filesChanged: (paths) => analysis.filesChanged(paths),
      debugInfo: () => analysis.debugInfo(),
      openDocument(path, version, text) {
        keep(path, version, text);
        analysis.openDocument(path, version, text);
      },
      changeDocument(path, version, text) {
        keep(path, version, text);
        analysis.changeDocument(path, version, text);
      },
      closeDocument(path) {
        texts.delete(path);
        analysis.closeDocument(path);
      },
    },
  };
}
