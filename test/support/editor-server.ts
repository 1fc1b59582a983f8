import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import type { GraceSettings } from '../../server/src/protocol/index.ts';

const program = join(import.meta.dirname, '..', '..', 'dist', 'server.js');
const settings: GraceSettings = { refactor: { proof: 'off' }, trusted: true };

/** The server that ships, as a process of its own, and the editor's side of it. */
export interface EditorServer {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  /** What it wrote into the editor's log. */
  readonly said: readonly string[];
  /** In order, where it still runs. */
  close(): Promise<void>;
}

export interface EditorServerOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly flags?: readonly string[];
}

/** Starts it and opens the folder, which is trusted. */
export async function openEditorServer({
  folder,
  env,
  flags = [],
}: EditorServerOptions): Promise<EditorServer> {
  const child = spawn(process.execPath, [...flags, program, '--stdio'], {
    ...{ cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'] },
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const said: string[] = [];
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    said.push(message);
  });
  connection.listen();
  await connection.sendRequest('initialize', {
    ...{ processId: process.pid, rootUri: null, capabilities: {} },
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: '' }],
    initializationOptions: settings,
  });
  await connection.sendNotification('initialized', {});
  return {
    ...{ process: child, connection, said },
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once('close', resolve));
        await connection.sendRequest('shutdown');
        await connection.sendNotification('exit');
        await ended;
      }
      connection.dispose();
    },
  };
}
