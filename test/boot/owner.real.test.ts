import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CodeAction, ProtocolConnection } from 'vscode-languageserver/node';
import {
  methods,
  proposalsAcceptSchema,
  proposalsListSchema,
  proposalsShowSchema,
  restoreApplySchema,
  type PickArguments,
  type ProposeAnswer,
} from '../../server/src/protocol/index.ts';
import { openEditorServer, type EditorServer } from '../support/editor-server.ts';
import { openGrace, type Grace } from '../support/grace.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const source = 'export function save(name) {\n  console.log("saved", name);\n}\n';
let grace: Grace;
let folder: string;
let editor: EditorServer;

beforeEach(async () => {
  grace = openGrace();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-owner-')));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "w", "private": true, "type": "module" }');
  writeFileSync(join(folder, 'src', 'a.js'), source);
  editor = await openEditor();
});
afterEach(async () => {
  await editor.close();
  grace.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test('a command beside an open editor sees its proposals, takes one through it and takes it back', async () => {
  const { id } = await propose();
  const listed = await grace.json(folder, ['proposals', 'list'], proposalsListSchema);
  expect(listed.answer).toMatchObject({
    editor: editor.process.pid,
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
  editor.process.kill('SIGKILL');
  await new Promise((resolve) => editor.process.once('close', resolve));
  const alone = await grace.json(folder, ['proposals', 'list'], proposalsListSchema);
  expect(alone.answer).toEqual({ proposals: [] });
  editor.connection.dispose();
  editor = await openEditor();
  await propose();
  const { answer } = await grace.json(folder, ['proposals', 'list'], proposalsListSchema);
  expect(answer.editor).toBe(editor.process.pid);
});

test('a second server beside the first works, and leaves the first the owner', async () => {
  await propose();
  const second = await openEditor();
  try {
    await proposeIn(second.connection);
    const { answer } = await grace.json(folder, ['proposals', 'list'], proposalsListSchema);
    expect(answer.editor).toBe(editor.process.pid);
    expect(second.said.join('')).toMatch(new RegExp(`Another Grace .*process ${editor.process.pid}`, 'u'));
  } finally {
    await second.close();
  }
});

async function openEditor(): Promise<EditorServer> {
  const opened = await openEditorServer({ folder, env: grace.env });
  const textDocument = { uri: uriOfSource(), languageId: 'javascript', version: 1, text: source };
  await opened.connection.sendNotification('textDocument/didOpen', { textDocument });
  return opened;
}

const propose = () => proposeIn(editor.connection);

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
