/** Lsp promises that the editor and the server talk: one file per request, and nothing else knows the protocol library. */
export type { FolderServices, OpenFolder, OpenFolderRequest } from './folders.ts';
export { startServer, type ServerPorts } from './server.ts';
