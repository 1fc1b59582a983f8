/** Lsp promises that the editor and the server talk: one file per request, and nothing else knows the protocol library. */
export type { FolderServices, OpenFolder } from './folders.ts';
export { startServer } from './server.ts';
