import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
  type CodeAction,
} from 'vscode-languageserver/node';
import {
  methods,
  serverFlags,
  type BootReport,
  type HealthAnswer,
  type FindAnswer,
  type GraceSettings,
  type LspRange,
  type PickArguments,
  type ProofStepParams,
  type ProposeAnswer,
} from '../../../server/src/protocol/index.ts';
import { repository } from '../../run.mts';
import { processTree } from './processes.mts';
import { timed, type Lap } from './statistics.mts';

/** The real server, started as an editor starts it, with a state and cache of its own. */
export interface Grace {
  readonly pid: number;
  /** The server and what it has started so far. */
  pids(): readonly number[];
  /** From the start of the process to the answer of `initialize`. */
  readonly initialize: Lap;
  /** What a running pick told, with the time it came. */
  readonly steps: readonly (ProofStepParams & { readonly atMs: number })[];
  open(path: string, text: string): Promise<void>;
  /** Inserts text at the start of a line, or removes lines where `removed` is given. */
  editLines(path: string, edit: LineEdit): Promise<void>;
  codeActions(path: string, range: LspRange): Promise<readonly CodeAction[]>;
  propose(pick: PickArguments, cancel?: AbortSignal): Promise<ProposeAnswer>;
  discard(id: string): Promise<void>;
  find(path: string): Promise<FindAnswer['opportunities']>;
  pickOf(path: string, intent: string, range: LspRange): PickArguments;
  debugInfo(): Promise<string>;
  /** How the folder came up so far; absent before it is open. */
  boot(): Promise<BootReport | undefined>;
  close(): Promise<void>;
}

export interface LineEdit {
  readonly line: number;
  readonly insert?: string;
  readonly removed?: number;
}

const settings: GraceSettings = { refactor: { proof: 'off' }, trusted: true };

/** `state`: a folder that outlives the server, for what a second start finds of the first. `program`: another build's. */
export async function startGrace(
  folder: string,
  state?: string,
  program: string = join(repository, 'dist', 'server.js'),
): Promise<Grace> {
  const own = state ?? mkdtempSync(join(tmpdir(), 'grace-latency-state-'));
  const child = spawn(process.execPath, [...serverFlags, program, '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, XDG_STATE_HOME: join(own, 'state'), XDG_CACHE_HOME: join(own, 'cache') },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const steps: (ProofStepParams & { atMs: number })[] = [];
  connection.onNotification(methods.proofStep, (step: ProofStepParams) => {
    steps.push({ ...step, atMs: performance.now() });
  });
  connection.listen();
  const folderUri = pathToFileURL(folder).href;
  const pid = child.pid ?? 0;
  const { lap: initialize } = await timed([pid], () =>
    connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { workspace: { workspaceFolders: true, applyEdit: true } },
      workspaceFolders: [{ uri: folderUri, name: 'bench' }],
      initializationOptions: settings,
    }),
  );
  await connection.sendNotification('initialized', {});

  const uriOf = (path: string) => pathToFileURL(join(folder, path)).href;
  const versions = new Map<string, number>();
  let tokens = 0;
  return {
    pid,
    pids: () => processTree(pid).map((each) => each.pid),
    initialize,
    steps,
    open(path, text) {
      versions.set(path, 1);
      const languageId = path.endsWith('.js') ? 'javascript' : 'typescript';
      return connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uriOf(path), languageId, version: 1, text },
      });
    },
    editLines(path, { line, insert = '', removed = 0 }) {
      const version = (versions.get(path) ?? 0) + 1;
      versions.set(path, version);
      const range = { start: { line, character: 0 }, end: { line: line + removed, character: 0 } };
      return connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uriOf(path), version },
        contentChanges: [{ range, text: insert }],
      });
    },
    codeActions: (path, range) =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri: uriOf(path) },
        range,
        context: { diagnostics: [], triggerKind: 1 },
      }),
    async propose(pick, cancel) {
      const source = new CancellationTokenSource();
      cancel?.addEventListener('abort', () => source.cancel());
      const params = { ...pick, proof: 'off', token: `bench-${++tokens}` };
      return connection.sendRequest<ProposeAnswer>(methods.propose, params, source.token);
    },
    discard: (id) => connection.sendRequest(methods.discard, { id }),
    async find(path) {
      const answer = await connection.sendRequest<FindAnswer>(methods.find, {
        folder: folderUri,
        uris: [uriOf(path)],
      });
      return answer.opportunities;
    },
    pickOf: (path, intent, range) => ({
      title: intent,
      uri: uriOf(path),
      version: versions.get(path) ?? 1,
      intent,
      range,
    }),
    async debugInfo() {
      return (await connection.sendRequest<{ text: string }>(methods.debugInfo, {})).text;
    },
    async boot() {
      const { folders } = await connection.sendRequest<HealthAnswer>(methods.health, {});
      return folders[0]?.report;
    },
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended;
      connection.dispose();
      if (state === undefined) rmSync(own, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
