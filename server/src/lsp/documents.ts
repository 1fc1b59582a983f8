import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
} from 'vscode-languageserver/node';
import type { Dispatch } from './dispatch.ts';
import { pathOf, type Folder, type FolderServices } from './folders.ts';

/** The open documents as the editor has them, handed on to the analysis of their folder. */
export interface Documents {
  get(uri: string): TextDocument | undefined;
  /** Buffers of one folder that may differ from the disk, by relative path. */
  unsaved(folder: Folder, services: FolderServices): ReadonlyMap<string, string>;
  /** Tells a folder that came up late about the documents that were open before it. */
  introduce(folder: Folder, services: FolderServices): void;
}

interface Open {
  document: TextDocument;
  /** The version that was last written to disk, as far as the editor said. */
  savedVersion: number | undefined;
}

export function syncDocuments(dispatch: Dispatch, folderOf: (uri: string) => Folder | undefined): Documents {
  const open = new Map<string, Open>();

  dispatch.notification(DidOpenTextDocumentNotification.type, ({ textDocument }) => {
    const { uri, languageId, version, text } = textDocument;
    open.set(uri, { document: TextDocument.create(uri, languageId, version, text), savedVersion: undefined });
    tell(uri, (services, path) => services.analysis.openDocument(path, version, text));
  });
  dispatch.notification(DidChangeTextDocumentNotification.type, ({ textDocument, contentChanges }) => {
    const known = open.get(textDocument.uri);
    if (!known) return;
    known.document = TextDocument.update(known.document, contentChanges, textDocument.version);
    const text = known.document.getText();
    tell(textDocument.uri, (services, path) =>
      services.analysis.changeDocument(path, textDocument.version, text),
    );
  });
  dispatch.notification(DidSaveTextDocumentNotification.type, ({ textDocument }) => {
    const known = open.get(textDocument.uri);
    if (known) known.savedVersion = known.document.version;
  });
  dispatch.notification(DidCloseTextDocumentNotification.type, ({ textDocument }) => {
    open.delete(textDocument.uri);
    tell(textDocument.uri, (services, path) => services.analysis.closeDocument(path));
  });

  return {
    get: (uri) => open.get(uri)?.document,
    unsaved(folder, services) {
      const texts = new Map<string, string>();
      for (const { document, savedVersion } of open.values()) {
        if (document.version === savedVersion || folderOf(document.uri) !== folder) continue;
        const path = pathOf(folder, services, document.uri);
        if (path !== undefined) texts.set(path, document.getText());
      }
      return texts;
    },
    introduce(folder, services) {
      for (const { document } of open.values()) {
        if (folderOf(document.uri) !== folder) continue;
        const path = pathOf(folder, services, document.uri);
        if (path !== undefined) services.analysis.openDocument(path, document.version, document.getText());
      }
    },
  };

  function tell(uri: string, say: (services: FolderServices, path: string) => void): void {
    const folder = folderOf(uri);
    const services = folder?.ready;
    if (!folder || !services) return;
    const path = pathOf(folder, services, uri);
    if (path !== undefined) say(services, path);
  }
}
