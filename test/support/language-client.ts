import { PassThrough } from 'node:stream';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createConnection,
  createProtocolConnection,
  type ApplyWorkspaceEditParams,
  type CodeAction,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { startServer } from '../../server/src/lsp/index.ts';
import {
  methods,
  type GraceSettings,
  type ProofStepParams,
  type ReadSecretAnswer,
  type ReadSecretParams,
  type StatusParams,
} from '../../server/src/protocol/index.ts';
import type { FakeServices } from './fake-services.ts';

/** The editor's side of a language server that runs in this process, over a pair of pipes. */
export interface LanguageClient {
  readonly connection: ProtocolConnection;
  readonly statuses: readonly StatusParams[];
  readonly steps: readonly ProofStepParams[];
  readonly saved: readonly string[];
  /** How the editor answers `workspace/applyEdit`; `false` unless a test says otherwise. */
  onApplyEdit: (params: ApplyWorkspaceEditParams) => Promise<boolean>;
  open(uri: string, text: string): Promise<void>;
  change(uri: string, version: number, text: string): Promise<void>;
  codeActions(uri: string, line: number, only?: readonly string[]): Promise<readonly CodeAction[]>;
  close(): Promise<void>;
}

export interface ClientOptions {
  readonly folderUri: string;
  readonly settings?: GraceSettings;
  /** Sees everything that the server sends, as it is sent. */
  readonly onTold?: (text: string) => void;
  readonly onReadSecret?: (params: ReadSecretParams) => ReadSecretAnswer;
}

const trusting: GraceSettings = { refactor: { proof: 'before' }, trusted: true };

export async function connect(fake: FakeServices, options: ClientOptions): Promise<LanguageClient> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const exits: number[] = [];
  toClient.on('data', (chunk: Buffer) => options.onTold?.(chunk.toString('utf8')));
  startServer(
    {
      ...{ version: '0.0.0', open: fake.open, redactor: fake.redactor },
      ...{ exit: (code) => void exits.push(code), onOrphaned: () => undefined },
    },
    createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
  );
  const connection = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const statuses: StatusParams[] = [];
  const steps: ProofStepParams[] = [];
  const saved: string[] = [];
  const client: LanguageClient = {
    connection,
    statuses,
    steps,
    saved,
    onApplyEdit: () => Promise.resolve(false),
    open: (uri, text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'typescript', version: 1, text },
      }),
    change: (uri, version, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
    codeActions(uri, line, only) {
      const at = { line, character: 2 };
      return connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: { start: at, end: at },
        context: { diagnostics: [], ...(only ? { only } : {}) },
      });
    },
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
    },
  };
  connection.onNotification(methods.status, (status: StatusParams) => void statuses.push(status));
  connection.onNotification(methods.proofStep, (step: ProofStepParams) => void steps.push(step));
  connection.onRequest(
    methods.readSecret,
    (params: ReadSecretParams) => options.onReadSecret?.(params) ?? { sealed: null },
  );
  connection.onRequest(methods.save, ({ uris }: { uris: string[] }) => {
    saved.push(...uris);
    return null;
  });
  connection.onRequest('workspace/applyEdit', async (params: ApplyWorkspaceEditParams) => ({
    applied: await client.onApplyEdit(params),
  }));
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { workspaceFolders: true, applyEdit: true } },
    workspaceFolders: [{ uri: options.folderUri, name: 'ws' }],
    initializationOptions: options.settings ?? trusting,
  });
  await connection.sendNotification('initialized', {});
  return client;
}
