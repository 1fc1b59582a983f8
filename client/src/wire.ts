import { join } from 'node:path';
import {
  workspace,
  type CancellationToken,
  type ExtensionContext,
  type LogOutputChannel,
  type Uri,
} from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  State,
  TransportKind,
  type ErrorHandler,
} from 'vscode-languageclient/node';
import {
  methods,
  serverFlags,
  type AcceptAnswer,
  type ApproveToolsParams,
  type FindAnswer,
  type FindParams,
  type FolderHealth,
  type FolderRestorePoint,
  type GraceSettings,
  type HealthAnswer,
  type KernelAnswer,
  type KernelParams,
  type KnowledgeAnswer,
  type KnowledgeChangeParams,
  type KnowledgeExportAnswer,
  type KnowledgeListAnswer,
  type KnowledgeListParams,
  type KnownProblem,
  type KnownProblemsAnswer,
  type ProblemsParams,
  type ProofMode,
  type ProofStepParams,
  type ProposalFileParams,
  type ProposalParams,
  type ProposalView,
  type ReadSecretParams,
  type ProposeAllAnswer,
  type ProposeAllParams,
  type ProposeAnswer,
  type ProposeParams,
  type SecretsAnswer,
  type SecretStatus,
  type RecognizeAnswer,
  type RecognizeParams,
  type RestoreListAnswer,
  type StatusParams,
  type ToolApproval,
  type UndoAnswer,
  type WhyAnswer,
  type WhyParams,
} from '../../server/src/protocol/index.ts';
import { createRestarts, type AfterEnd, type Restarts } from './restarts.ts';
import { saveDocuments } from './saveDocuments.ts';
import { withReason } from './withReason.ts';
import { isSecretKey, readSecret } from './secretStore.ts';

export type ServerState = 'starting' | 'running' | 'stopped';

/** The only sender of requests: everything the client asks of the server, typed. */
export interface Wire {
  propose(params: ProposeParams, token: CancellationToken): Promise<ProposeAnswer>;
  proposeAll(params: ProposeAllParams, token: CancellationToken): Promise<ProposeAllAnswer>;
  prove(params: ProposalParams, token: CancellationToken): Promise<ProposeAnswer>;
  accept(id: string): Promise<AcceptAnswer>;
  discard(id: string): Promise<void>;
  proposals(): Promise<readonly ProposalView[]>;
  proposalFile(params: ProposalFileParams): Promise<string>;
  restorePoints(): Promise<readonly FolderRestorePoint[]>;
  undo(id: string): Promise<UndoAnswer>;
  find(params: FindParams, token: CancellationToken): Promise<FindAnswer>;
  toolCommands(folder: string): Promise<ToolApproval>;
  approveTools(params: ApproveToolsParams): Promise<void>;
  /** How each opened folder came up, and how the parts of Grace that serve it are; empty while no server runs. */
  health(): Promise<readonly FolderHealth[]>;
  kernel(params: KernelParams): Promise<KernelAnswer>;
  why(params: WhyParams): Promise<WhyAnswer>;
  /** The failures in what a tool printed. */
  recognize(params: RecognizeParams, token: CancellationToken): Promise<RecognizeAnswer>;
  /** What the opened folders know of failures; nothing while no server runs. */
  knowledge(params: KnowledgeListParams): Promise<KnowledgeListAnswer>;
  changeKnowledge(params: KnowledgeChangeParams): Promise<KnowledgeAnswer>;
  exportKnowledge(folder: string): Promise<KnowledgeExportAnswer>;
  /** What is known of problems; nothing while no server runs. */
  knownProblems(params: ProblemsParams, token: CancellationToken): Promise<readonly KnownProblem[]>;
  /** Tells of problems that have appeared; false while no server runs. */
  problemsSeen(params: ProblemsParams): Promise<boolean>;
  debugInfo(): Promise<string>;
  /** What the opened folders need of secrets. */
  secrets(): Promise<readonly SecretStatus[]>;
  start(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** For what only somebody may do who has the state alone; the server is there again whatever became of it. */
  whileStopped<T>(work: () => Promise<T>): Promise<T>;
}

/** What the server tells without being asked. */
export interface Hears {
  readonly status: (status: StatusParams) => void;
  readonly proofStep: (step: ProofStepParams) => void;
  readonly proposalsChanged: () => void;
  readonly healthChanged: () => void;
  readonly knowledgeChanged: () => void;
  readonly serverState: (state: ServerState) => void;
  /** It ended by itself. */
  readonly serverEnded: (after: AfterEnd) => void;
}

const languages = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];
const watchedFiles = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json,yaml,yml}';

export function createWire(context: ExtensionContext, log: LogOutputChannel, hears: Hears): Wire {
  const module = join(context.extensionPath, 'dist', 'server.js');
  const watcher = workspace.createFileSystemWatcher(watchedFiles);
  context.subscriptions.push(watcher);
  const restarts = createRestarts(() => Date.now());
  const client = new LanguageClient(
    'grace',
    'Grace',
    {
      run: { module, transport: TransportKind.ipc, options: { execArgv: [...serverFlags] } },
      debug: {
        ...{ module, transport: TransportKind.ipc },
        options: { execArgv: [...serverFlags, '--nolazy', '--inspect=6010'] },
      },
    },
    {
      documentSelector: languages.map((language) => ({ scheme: 'file', language })),
      outputChannel: log,
      initializationOptions: settingsNow,
      synchronize: { fileEvents: watcher },
      errorHandler: startAgain(restarts, hears.serverEnded),
      middleware: {
        async provideCodeActions(document, range, context, token, next) {
          return (await next(document, range, context, token))?.map(withReason);
        },
      },
    },
  );
  context.subscriptions.push(
    client.onRequest(methods.save, saveDocuments),
    client.onRequest(methods.readSecret, (params: ReadSecretParams) => readSecret(context.secrets, params)),
    context.secrets.onDidChange(({ key }) => {
      if (isSecretKey(key) && client.state === State.Running)
        void client.sendRequest(methods.secretsChanged, {});
    }),
    client.onNotification(methods.status, hears.status),
    client.onNotification(methods.proofStep, hears.proofStep),
    client.onNotification(methods.proposalsChanged, hears.proposalsChanged),
    client.onNotification(methods.healthChanged, hears.healthChanged),
    client.onNotification(methods.knowledgeChanged, hears.knowledgeChanged),
    client.onDidChangeState(({ newState }) => hears.serverState(stateOf(newState))),
    workspace.onDidGrantWorkspaceTrust(tellSettings),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('grace')) tellSettings();
    }),
  );

  function tellSettings(): void {
    if (client.state !== State.Running) return;
    void client.sendNotification('workspace/didChangeConfiguration', { settings: settingsNow() });
  }

  return {
    propose: (params, token) => client.sendRequest<ProposeAnswer>(methods.propose, params, token),
    proposeAll: (params, token) => client.sendRequest<ProposeAllAnswer>(methods.proposeAll, params, token),
    prove: (params, token) => client.sendRequest<ProposeAnswer>(methods.prove, params, token),
    accept: (id) => client.sendRequest<AcceptAnswer>(methods.accept, { id }),
    discard: (id) => client.sendRequest(methods.discard, { id }),
    async proposals() {
      if (client.state !== State.Running) return [];
      const answer = await client.sendRequest<{ proposals: readonly ProposalView[] }>(methods.proposals, {});
      return answer.proposals;
    },
    async proposalFile(params) {
      return (await client.sendRequest<{ text: string }>(methods.proposalFile, params)).text;
    },
    async restorePoints() {
      return (await client.sendRequest<RestoreListAnswer>(methods.restoreList, {})).restorePoints;
    },
    undo: (id) => client.sendRequest<UndoAnswer>(methods.undo, { id }),
    find: (params, token) => client.sendRequest<FindAnswer>(methods.find, params, token),
    toolCommands: (folder) => client.sendRequest<ToolApproval>(methods.toolCommands, { folder }),
    approveTools: (params) => client.sendRequest(methods.approveTools, params),
    async health() {
      if (client.state !== State.Running) return [];
      return (await client.sendRequest<HealthAnswer>(methods.health, {})).folders;
    },
    kernel: (params) => client.sendRequest<KernelAnswer>(methods.kernel, params),
    why: (params) => client.sendRequest<WhyAnswer>(methods.why, params),
    recognize: (params, token) => client.sendRequest<RecognizeAnswer>(methods.recognize, params, token),
    async knowledge(params) {
      if (client.state !== State.Running) return { entries: [], leftOff: 0 };
      return client.sendRequest<KnowledgeListAnswer>(methods.knowledgeList, params);
    },
    changeKnowledge: (params) => client.sendRequest<KnowledgeAnswer>(methods.knowledgeChange, params),
    exportKnowledge: (folder) =>
      client.sendRequest<KnowledgeExportAnswer>(methods.knowledgeExport, { folder }),
    async knownProblems(params, token) {
      if (client.state !== State.Running) return [];
      const answer = await client.sendRequest<KnownProblemsAnswer>(methods.knownProblems, params, token);
      return answer.known;
    },
    async problemsSeen(params) {
      if (client.state !== State.Running) return false;
      await client.sendRequest(methods.problemsSeen, params);
      return true;
    },
    async debugInfo() {
      return (await client.sendRequest<{ text: string }>(methods.debugInfo, {})).text;
    },
    async secrets() {
      return (await client.sendRequest<SecretsAnswer>(methods.secrets, {})).secrets;
    },
    start: () => client.start(),
    restart() {
      restarts.forget();
      return startAnew(client);
    },
    stop: () => client.stop(),
    async whileStopped(work) {
      restarts.forget();
      if (client.state === State.Starting) await client.start().catch(() => undefined);
      if (client.state === State.Running) await client.stop();
      try {
        return await work();
      } finally {
        await client.start();
      }
    },
  };
}

/** A client that does not run cannot be stopped, so one whose server died while it started has only to be started. */
async function startAnew(client: LanguageClient): Promise<void> {
  if (client.state === State.Starting) await client.start().catch(() => undefined);
  if (client.state === State.Running) await client.restart();
  else await client.start();
}

/** What the client says of it itself goes to the log alone: a person is told once, in our words. */
function startAgain(restarts: Restarts, onEnded: (after: AfterEnd) => void): ErrorHandler {
  return {
    // A message that cannot be written says that the server is gone, and the end of the channel says it as well.
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed() {
      const after = restarts.ended();
      onEnded(after);
      const action = after.kind === 'restart' ? CloseAction.Restart : CloseAction.DoNotRestart;
      return { action, handled: true };
    },
  };
}

/** The proof mode that holds for one file. */
export function proofModeFor(uri: Uri): ProofMode {
  return workspace.getConfiguration('grace.refactor', uri).get<ProofMode>('proof', 'before');
}

function settingsNow(): GraceSettings {
  const proof = workspace.getConfiguration('grace.refactor').get<ProofMode>('proof', 'before');
  return { refactor: { proof }, trusted: workspace.isTrusted };
}

function stateOf(state: State): ServerState {
  if (state === State.Running) return 'running';
  return state === State.Starting ? 'starting' : 'stopped';
}
