import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
  type CodeAction,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import {
  methods,
  proposalsAcceptSchema,
  proposalsListSchema,
  proposalsShowSchema,
  restoreApplySchema,
  type PickArguments,
  type ProposeAnswer,
} from '../../server/src/protocol/index.ts';
import { openGrace, type Grace } from '../support/grace.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const program = join(import.meta.dirname, '..', '..', 'dist', 'grace.js');
const source = 'export function save(name) {\n  console.log("saved", name);\n}\n';
let grace: Grace;
let folder: string;
let server: ChildProcess;
let editor: ProtocolConnection;

beforeEach(async () => {
  grace = openGrace();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-owner-')));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "w", "private": true, "type": "module" }');
  writeFileSync(join(folder, 'src', 'a.js'), source);
  ({ server, editor } = await openEditor());
});
afterEach(async () => {
  await close(editor, server);
  grace.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test('a command beside an open editor sees its proposals, takes one through it and takes it back', async () => {
  const { id } = await propose();
  const listed = await grace.json(folder, ['proposals', 'list'], proposalsListSchema);
  expect(listed.answer).toMatchObject({
    editor: server.pid,
    proposals: [
      { id, files: ['src/a.js', 'src/logger.js'], verdict: 'checked', applied: false, stale: false },
    ],
  });
  const { answer: shown } = await grace.json(folder, ['proposals', 'show', id], proposalsShowSchema);
  expect(shown.diff).toContain('-  console.log("saved", name);');

  const { answer } = await grace.json(folder, ['proposals', 'accept', id], proposalsAcceptSchema);
  expect(readFileSync(join(folder, 'src', 'a.js'), 'utf8')).not.toBe(source);
  const undone = await grace.json(folder, ['restore', 'apply', answer.restorePoint], restoreApplySchema);
  expect(undone.answer.restored).toContain('src/a.js');
  expect(readFileSync(join(folder, 'src', 'a.js'), 'utf8')).toBe(source);
});

test('a command lets the editor forget a proposal, and is told what is not there', async () => {
  const { id } = await propose();
  expect((await grace.run(folder, ['proposals', 'discard', id])).code).toBe(0);
  const { code, err } = await grace.run(folder, ['proposals', 'accept', id]);
  expect([code, err]).toEqual([3, `The editor holds no proposal ${id}: see \`grace proposals list\`.\n`]);
});

test('an editor that was killed owns nothing, and the next one does', async () => {
  await propose();
  server.kill('SIGKILL');
  await new Promise((resolve) => server.once('close', resolve));
  const alone = await grace.json(folder, ['proposals', 'list'], proposalsListSchema);
  expect(alone.answer).toEqual({ proposals: [] });
  editor.dispose();
  ({ server, editor } = await openEditor());
  await propose();
  const { answer } = await grace.json(folder, ['proposals', 'list'], proposalsListSchema);
  expect(answer.editor).toBe(server.pid);
});

test('a second server beside the first works, and leaves the first the owner', async () => {
  await propose();
  const second = await openEditor();
  try {
    await proposeIn(second.editor);
    const { answer } = await grace.json(folder, ['proposals', 'list'], proposalsListSchema);
    expect(answer.editor).toBe(server.pid);
    expect(second.said.join('')).toMatch(new RegExp(`Another Grace .*process ${server.pid}`, 'u'));
  } finally {
    await close(second.editor, second.server);
  }
});

async function openEditor() {
  const child = spawn(process.execPath, [program, 'serve', '--stdio'], {
    ...{ cwd: folder, env: grace.env, stdio: ['pipe', 'pipe', 'ignore'] },
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
  const uri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    ...{ processId: process.pid, rootUri: null, capabilities: {} },
    workspaceFolders: [{ uri, name: '' }],
    initializationOptions: { refactor: { proof: 'off' }, trusted: true },
  });
  await connection.sendNotification('initialized', {});
  const textDocument = { uri: uriOfSource(), languageId: 'javascript', version: 1, text: source };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
  return { server: child, editor: connection, said };
}

const propose = () => proposeIn(editor);

async function proposeIn(connection: ProtocolConnection) {
  const position = { line: 1, character: 4 };
  const offers = () =>
    connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: uriOfSource() },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
  // A process that is still starting on a busy machine may offer nothing in time.
  const action = await vi.waitFor(
    async () => {
      const [first] = await offers();
      if (!first) throw new Error('Nothing is offered.');
      return first;
    },
    { timeout: 60_000, interval: 200 },
  );
  const pick = action.command?.arguments?.[0] as PickArguments;
  const answer = await connection.sendRequest<ProposeAnswer>(methods.propose, pick);
  if (answer.kind === 'refused') throw new Error(answer.message);
  return answer.proposal;
}

function uriOfSource(): string {
  return pathToFileURL(join(folder, 'src', 'a.js')).href;
}

async function close(connection: ProtocolConnection, child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('close', resolve));
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    await ended;
  }
  connection.dispose();
}
