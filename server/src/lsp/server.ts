import { fileURLToPath } from 'node:url';
import {
  CodeActionKind,
  TextDocumentSyncKind,
  createConnection,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { isCancelled, isRefusal, messageOf, refused } from '../base/index.ts';
import type { Redactor } from '../core/secrets/index.ts';
import { methods, type GraceSettings } from '../protocol/index.ts';
import { showConfigProblems, showMissingSecrets } from './configProblems.ts';
import { carefulSettings, followConfiguration, isGraceSettings } from './configuration.ts';
import { createDispatch } from './dispatch.ts';
import { syncDocuments } from './documents.ts';
import { editorSecrets } from './editorSecrets.ts';
import { Folder, type OpenFolder } from './folders.ts';
import { answerAccept } from './requests/accept.ts';
import { answerApproveTools } from './requests/approveTools.ts';
import { answerCodeAction } from './requests/codeAction.ts';
import { answerDebugInfo } from './requests/debugInfo.ts';
import { answerDiscard } from './requests/discard.ts';
import { answerEmitTask } from './requests/emitTask.ts';
import { answerHealth } from './requests/health.ts';
import { answerKernel } from './requests/kernel.ts';
import { answerFind } from './requests/find.ts';
import { answerKnowledgeChange } from './requests/knowledgeChange.ts';
import { answerKnowledgeExport } from './requests/knowledgeExport.ts';
import { answerKnowledgeList } from './requests/knowledgeList.ts';
import { answerProblems } from './requests/problems.ts';
import { answerProposalFile } from './requests/proposalFile.ts';
import { answerProposals } from './requests/proposals.ts';
import { answerPropose } from './requests/propose.ts';
import { answerProposeAll } from './requests/proposeAll.ts';
import { answerProve } from './requests/prove.ts';
import { answerRecognize } from './requests/recognize.ts';
import { answerRestoreList } from './requests/restoreList.ts';
import { answerSecrets } from './requests/secrets.ts';
import { answerToolCommands } from './requests/toolCommands.ts';
import { answerUndo } from './requests/undo.ts';
import { answerWhy } from './requests/why.ts';
import type { Session } from './session.ts';
import { showHealth, showRecoveries } from './showHealth.ts';
import { showKnowledge } from './showKnowledge.ts';
import { serveTasks } from './serveTasks.ts';
import { shareFolder } from './shareFolder.ts';
import { createStatus } from './status.ts';
import { followWatchedFiles } from './watchedFiles.ts';
import { withoutSecrets } from './withoutSecrets.ts';

export interface ServerPorts {
  readonly version: string;
  readonly open: OpenFolder;
  readonly redactor: Redactor;
  /** Ends the process once everything is released. */
  readonly exit: (code: number) => void;
  /** Calls back when the editor died without a goodbye. */
  readonly onOrphaned: (orphaned: () => void) => void;
}

/** How long shutting down waits for the services of the folders before it gives up on them. */
const disposeMsMax = 3_000;

const answers: readonly ((session: Session) => void)[] = [
  answerCodeAction,
  answerPropose,
  answerProposeAll,
  answerProve,
  answerAccept,
  answerDiscard,
  answerProposals,
  answerProposalFile,
  answerRestoreList,
  answerUndo,
  answerFind,
  answerEmitTask,
  answerToolCommands,
  answerApproveTools,
  answerDebugInfo,
  answerSecrets,
  answerHealth,
  answerKernel,
  answerWhy,
  answerRecognize,
  answerKnowledgeList,
  answerKnowledgeChange,
  answerKnowledgeExport,
  answerProblems,
  followWatchedFiles,
  followConfiguration,
];

/** Serves one editor over the transport named in `argv` (`--node-ipc` or `--stdio`) until it says goodbye. */
export function startServer(ports: ServerPorts, opened: Connection = createConnection()): void {
  const connection = withoutSecrets(opened, ports.redactor);
  const folders = new Map<string, Folder>();
  const dispatch = createDispatch(connection, ports.redactor);
  const secretProvider = editorSecrets(connection);
  let settings = carefulSettings;

  const folderOf = (uri: string) =>
    [...folders.values()]
      .filter((folder) => folder.contains(uri))
      .sort((a, b) => b.path.length - a.path.length)[0];

  const session: Session = {
    connection,
    dispatch,
    version: ports.version,
    documents: syncDocuments(dispatch, folderOf),
    status: createStatus(connection),
    settings: () => settings,
    changeSettings: (next: GraceSettings) => void (settings = next),
    folders: () => [...folders.values()],
    folderOf,
  };

  connection.onInitialize((params): InitializeResult => {
    if (isGraceSettings(params.initializationOptions)) settings = params.initializationOptions;
    for (const uri of foldersOf(params)) openFolder(uri);
    return { capabilities, serverInfo: { name: 'grace', version: ports.version } };
  });
  connection.onInitialized(() => {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const { uri } of removed) closeFolder(uri);
      for (const { uri } of added) openFolder(uri);
    });
  });
  for (const answer of answers) answer(session);
  endWith(connection, async () => {
    dispatch.end();
    await Promise.allSettled([...folders.values()].map((folder) => folder.dispose()));
  });
  connection.listen();

  function openFolder(uri: string): void {
    if (!uri.startsWith('file:') || folders.has(uri)) return;
    const folder: Folder = new Folder(
      uri,
      startServices(uri, () => folder),
    );
    folders.set(uri, folder);
    void folder.services.then((services) => {
      if (isRefusal(services)) {
        session.status.warn(services.message);
        connection.console.warn(services.message);
        return;
      }
      connection.console.info(`Grace ${ports.version} serves ${services.root}`);
      session.documents.introduce(folder, services);
      showConfigProblems(session, folder, services);
      showMissingSecrets(session, folder, services);
      void serveTasks(session);
      void shareFolder(session, folder, services);
      services.refactor.onDidChange(() => void connection.sendNotification(methods.proposalsChanged, {}));
      showHealth(session, folder, services);
      showRecoveries(session, services);
      showKnowledge(session, services);
    });
  }

  async function startServices(uri: string, folderOpened: () => Folder) {
    const trusted = () => settings.trusted;
    const overlays = () => {
      const folder = folderOpened();
      return folder.ready ? session.documents.unsaved(folder, folder.ready) : new Map<string, string>();
    };
    try {
      return await ports.open(
        { folder: fileURLToPath(uri), overlays, trusted, secretProvider },
        dispatch.ending,
      );
    } catch (thrown) {
      if (isCancelled(thrown)) return refused('Grace is shutting down.');
      connection.console.error(thrown instanceof Error ? (thrown.stack ?? '') : String(thrown));
      return refused(`Grace could not open this folder: ${messageOf(thrown)} See its log for more.`);
    }
  }

  function closeFolder(uri: string): void {
    const folder = folders.get(uri);
    if (!folders.delete(uri) || !folder) return;
    folder.dispose().catch((thrown: unknown) => connection.console.error(messageOf(thrown)));
  }

  function endWith(editor: Connection, release: () => Promise<void>): void {
    const released = () =>
      Promise.race([release(), new Promise((resolve) => setTimeout(resolve, disposeMsMax))]);
    let ended: Promise<unknown> | undefined;
    editor.onShutdown(async () => {
      await (ended ??= released());
    });
    editor.onExit(() => ports.exit(0));
    // Nothing may outlive the editor.
    ports.onOrphaned(() => void (ended ??= released()).finally(() => ports.exit(1)));
  }
}

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  codeActionProvider: {
    codeActionKinds: [
      CodeActionKind.RefactorRewrite,
      CodeActionKind.RefactorExtract,
      CodeActionKind.Refactor,
    ],
    resolveProvider: false,
  },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

function foldersOf(params: InitializeParams): readonly string[] {
  return params.workspaceFolders?.map(({ uri }) => uri) ?? [];
}
