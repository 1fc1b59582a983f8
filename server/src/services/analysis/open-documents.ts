/** The unsaved buffers, kept so that a process that is started later, or again, knows them as well. */
export interface OpenDocuments {
  readonly has: (path: string) => boolean;
  set(path: string, version: number, text: string | null): void;
  all(): readonly OpenDocument[];
}

interface OpenDocument {
  readonly path: string;
  readonly version: number;
  readonly text: string;
}

export function openDocuments(): OpenDocuments {
  const documents = new Map<string, OpenDocument>();
  return {
    has: (path) => documents.has(path),
    set(path, version, text) {
      if (text === null) documents.delete(path);
      else documents.set(path, { path, version, text });
    },
    all: () => [...documents.values()],
  };
}
