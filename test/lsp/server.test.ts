import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  CancellationTokenSource,
  type PublishDiagnosticsParams,
  type TextDocumentEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  methods,
  type AcceptAnswer,
  type ApproveToolsParams,
  type EmitTaskAnswer,
  type FindAnswer,
  type PickArguments,
  type ProposalView,
  type ProposeAnswer,
  type RestoreListAnswer,
  type ToolApproval,
  type UndoAnswer,
} from '../../server/src/protocol/index.ts';
import { fakeServices, type FakeServices } from '../support/fake-services.ts';
import { connect, type LanguageClient } from '../support/language-client.ts';

const source = [
  'export function save(name: string): void {',
  "  console.log('saved', name);",
  "  console.log('no edit');",
  '  // refuse',
  '}',
  '',
].join('\n');
const converted = source.replace('console.log', 'logger.info');

let folder: string;
let uri: string;
let fake: FakeServices;
let client: LanguageClient;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-lsp-')));
  writeFileSync(join(folder, 'a.ts'), source);
  uri = pathToFileURL(join(folder, 'a.ts')).href;
  fake = fakeServices();
  client = await connect(fake, { folderUri: pathToFileURL(folder).href });
  await client.open(uri, source);
});

afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

const onDisk = () => readFileSync(join(folder, 'a.ts'), 'utf8');
const pickOn = async (line: number): Promise<PickArguments> =>
  (await client.codeActions(uri, line))[0]?.command?.arguments?.[0] as PickArguments;
const propose = (pick: PickArguments, more: object = {}) =>
  client.connection.sendRequest<ProposeAnswer>(methods.propose, { ...pick, ...more });

async function proposal(more: object = {}): Promise<ProposalView> {
  const answer = await propose(await pickOn(1), more);
  if (answer.kind === 'refused') throw new Error(answer.message);
  return answer.proposal;
}

async function approve(): Promise<void> {
  const uriOfFolder = pathToFileURL(folder).href;
  const asked = { folder: uriOfFolder };
  const { commands } = await client.connection.sendRequest<ToolApproval>(methods.toolCommands, asked);
  const params: ApproveToolsParams = { folder: uriOfFolder, commands, approved: true };
  await client.connection.sendRequest(methods.approveTools, params);
}

test('offers an entry that runs a command, and greys out a refusal with its reason', async () => {
  const [offered] = await client.codeActions(uri, 1);
  expect(offered).toMatchObject({
    title: 'Log it',
    kind: 'refactor.rewrite.grace.fakeLogging',
    command: { command: 'grace.refactor.pick', arguments: [{ uri, version: 1, intent: 'fake_logging' }] },
  });
  expect(await client.codeActions(uri, 3)).toEqual([
    {
      title: 'Log it',
      kind: 'refactor.rewrite.grace.fakeLogging',
      disabled: { reason: 'Nothing to log here.' },
    },
  ]);
  expect(await client.codeActions(uri, 0)).toEqual([]);
});

test('lights no bulb for an extraction where a caret only passes by', async () => {
  await client.change(uri, 2, '  extract();\n');
  const titles = async (character: number, triggerKind: 1 | 2) => {
    const range = { start: { line: 0, character: 2 }, end: { line: 0, character } };
    const params = { textDocument: { uri }, range, context: { diagnostics: [], triggerKind } };
    const actions = await client.connection.sendRequest<{ title: string }[]>(
      'textDocument/codeAction',
      params,
    );
    return actions.map(({ title }) => title);
  };
  expect(await titles(2, 2)).toEqual([]);
  expect(await titles(2, 1)).toEqual(['Extract it']);
  expect(await titles(9, 2)).toEqual(['Extract it']);
});

test('answers only the kinds that were asked for', async () => {
  expect(await client.codeActions(uri, 1, ['refactor.rewrite'])).toHaveLength(1);
  expect(await client.codeActions(uri, 1, ['refactor.extract'])).toEqual([]);
  expect(await client.codeActions(uri, 1, ['source.fixAll'])).toEqual([]);
});

test('proves with the tools only after the exact commands were approved', async () => {
  expect(await proposal()).toMatchObject({ verdict: 'checked', applied: false, stale: false });
  const approval = await client.connection.sendRequest<ToolApproval>(methods.toolCommands, {
    folder: pathToFileURL(folder).href,
  });
  expect(approval.commands).toEqual([{ gate: 'types', argv: ['tsc', '--noEmit'], cwd: '' }]);
  await approve();
  expect(await proposal()).toMatchObject({
    verdict: 'proven',
    files: [{ path: 'a.ts', uri, change: 'changed', insertions: 1, deletions: 1 }],
  });
  expect(fake.calls).toContain('prove approved');
});

test('proves beforehand where the workspace asks for it, whatever the person chose', async () => {
  mkdirSync(join(folder, '.grace'), { recursive: true });
  const config = join(folder, '.grace', 'config.yaml');
  writeFileSync(config, 'refactor: { proof: before }\n');
  await approve();
  const changes = [{ uri: pathToFileURL(config).href, type: 1 }];
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await expect.poll(async () => (await proposal({ proof: 'off' })).verdict).toBe('proven');
});

test('runs nothing of a workspace that is not trusted, whatever was approved', async () => {
  await approve();
  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { refactor: { proof: 'before' }, trusted: false },
  });
  expect(await proposal()).toMatchObject({ verdict: 'checked' });
  expect(fake.calls).not.toContain('prove approved');
});

test('tells the steps of a proof under the token of the request', async () => {
  const { id } = await proposal({ token: 't1' });
  expect(client.steps).toEqual([expect.objectContaining({ id, token: 't1', message: 'types: tsc' })]);
});

test('is busy while it proves and quiet afterwards', async () => {
  await proposal();
  await expect.poll(() => client.statuses.map(({ quiescent }) => quiescent)).toEqual([false, true]);
});

test('refuses a pick that was offered for an older text, and says a refusal of the edit in its words', async () => {
  const pick = await pickOn(1);
  await client.change(uri, 2, `\n${source}`);
  expect(await propose(pick)).toEqual({
    kind: 'refused',
    message: 'The file changed after the refactor was offered. Pick it again at the new place.',
  });
  await client.change(uri, 3, source);
  expect(await propose(await pickOn(2))).toEqual({
    kind: 'refused',
    message: 'This call cannot be converted: it says so.',
  });
});

test('says where the new name of a change will stand, for the editor to rename it there', async () => {
  const { introduces } = await proposal();
  expect(introduces).toEqual({ uri, name: 'logger', position: { line: 1, character: 2 } });
});

test('writes an accepted proposal to disk and takes it back byte for byte', async () => {
  const { id } = await proposal();
  const accepted = await client.connection.sendRequest<AcceptAnswer>(methods.accept, { id });
  expect(accepted.kind).toBe('applied');
  expect(onDisk()).toBe(converted);
  const { restorePoints } = await client.connection.sendRequest<RestoreListAnswer>(methods.restoreList, {});
  expect(restorePoints).toMatchObject([{ title: 'Log it', uris: [uri] }]);
  const undone = await client.connection.sendRequest<UndoAnswer>(methods.undo, { id: restorePoints[0]?.id });
  expect(undone).toEqual({ restorePoint: 'r1', restored: ['a.ts'], merged: [] });
  expect(onDisk()).toBe(source);
  expect(await client.connection.sendRequest<UndoAnswer>(methods.undo, { id: 'gone' })).toMatchObject({
    refused: 'This restore point no longer exists, so there is nothing to restore.',
  });
});

test('lets the editor write a file with unsaved changes, which stay unsaved', async () => {
  const unsaved = `${source}// typed just now\n`;
  await client.change(uri, 2, unsaved);
  const { id } = await proposal();
  let document = TextDocument.create(uri, 'typescript', 2, unsaved);
  client.onApplyEdit = ({ edit }) => {
    const [change] = edit.documentChanges as TextDocumentEdit[];
    expect(change?.textDocument).toEqual({ uri, version: 2 });
    document = TextDocument.update(
      document,
      (change?.edits ?? []).flatMap((each) =>
        'newText' in each ? { range: each.range, text: each.newText } : [],
      ),
      3,
    );
    // As VS Code does: the answer first, the news of the text afterwards.
    setTimeout(() => void client.change(uri, 3, document.getText()), 30);
    return Promise.resolve(true);
  };
  const accepted = await client.connection.sendRequest<AcceptAnswer>(methods.accept, { id });
  expect(accepted.kind).toBe('applied');
  expect(document.getText()).toBe(`${converted}// typed just now\n`);
  expect(onDisk()).toBe(source);
  expect(client.saved).toEqual([]);
});

test('says so when the editor would not write, and nothing is changed', async () => {
  await client.change(uri, 2, `${source}// typed just now\n`);
  const { id } = await proposal();
  const accepted = await client.connection.sendRequest<AcceptAnswer>(methods.accept, { id });
  expect(accepted).toEqual({
    kind: 'refused',
    message: 'The editor could not write a.ts, so nothing was changed. Save your work and try again.',
  });
  expect(onDisk()).toBe(source);
});

test('leaves what was typed while the editor declined the change', async () => {
  await client.change(uri, 2, `${source}// typed just now\n`);
  const { id } = await proposal();
  const edits: unknown[] = [];
  client.onApplyEdit = async ({ edit }) => {
    edits.push(edit);
    await client.change(uri, 3, `${source}// typed just now, and on\n`);
    return false;
  };
  const accepted = await client.connection.sendRequest<AcceptAnswer>(methods.accept, { id });
  expect(accepted).toEqual({
    kind: 'refused',
    message:
      'The editor did not take the change as a whole, and a.ts was edited at the same moment, so Grace left it ' +
      'alone. Look at it, undo there what you do not want, then choose "Prove Again".',
  });
  expect(edits).toHaveLength(1);
});

test('marks a proposal stale once its file changed', async () => {
  await proposal();
  await client.change(uri, 2, `// new first line\n${source}`);
  const { proposals } = await client.connection.sendRequest<{ proposals: ProposalView[] }>(
    methods.proposals,
    {},
  );
  expect(proposals).toMatchObject([{ stale: true }]);
});

test('cancels a proof with its request and keeps nothing of it', async () => {
  fake.proofMs = 60_000;
  const source = new CancellationTokenSource();
  const pick = await pickOn(1);
  const asked = client.connection.sendRequest(methods.propose, pick, source.token);
  await expect.poll(() => client.steps).toHaveLength(1);
  source.cancel();
  await expect(asked).rejects.toMatchObject({ code: -32_800 });
  expect(await client.connection.sendRequest(methods.proposals, {})).toEqual({ proposals: [] });
});

test('shows both sides of a file and forgets a discarded proposal', async () => {
  const { id } = await proposal();
  const side = (name: 'before' | 'after') =>
    client.connection.sendRequest(methods.proposalFile, { id, path: 'a.ts', side: name });
  expect(await side('before')).toEqual({ text: source });
  expect(await side('after')).toEqual({ text: converted });
  await client.connection.sendRequest(methods.discard, { id });
  expect(await side('after')).toEqual({ text: '' });
  expect(await client.connection.sendRequest<AcceptAnswer>(methods.accept, { id })).toEqual({
    kind: 'refused',
    message: 'This proposal is gone. Run the refactor again.',
  });
});

test('finds opportunities over a folder and proves several as one group', async () => {
  const params = { folder: pathToFileURL(folder).href };
  const { opportunities } = await client.connection.sendRequest<FindAnswer>(methods.find, params);
  expect(opportunities).toMatchObject([{ uri, path: 'a.ts', range: { start: { line: 1, character: 0 } } }]);
  const { answers } = await client.connection.sendRequest<{ answers: ProposeAnswer[] }>(methods.proposeAll, {
    ...params,
    targets: opportunities,
  });
  expect(answers).toMatchObject([{ kind: 'proposal', proposal: { verdict: 'proven' } }]);
});

test('leaves files outside the opened folder alone', async () => {
  const outside = pathToFileURL(join(tmpdir(), 'elsewhere.ts')).href;
  await client.open(outside, source);
  expect(await client.codeActions(outside, 1)).toEqual([]);
  expect(await propose({ ...(await pickOn(1)), uri: outside })).toEqual({
    kind: 'refused',
    message: 'This file is outside the opened folders. Open the folder it belongs to, then try again.',
  });
});

test('names files below the folder as it was opened, even when that is a link', async () => {
  const link = `${folder}-link`;
  symlinkSync(folder, link);
  try {
    const linked = await connect(fake, { folderUri: pathToFileURL(link).href });
    const linkedUri = pathToFileURL(join(link, 'a.ts')).href;
    await linked.open(linkedUri, source);
    const [action] = await linked.codeActions(linkedUri, 1);
    const answer = await linked.connection.sendRequest<ProposeAnswer>(
      methods.propose,
      action?.command?.arguments?.[0],
    );
    expect(answer).toMatchObject({ proposal: { files: [{ path: 'a.ts', uri: linkedUri }] } });
    await linked.close();
  } finally {
    rmSync(link);
  }
});

test('shows what is wrong with the configuration where it is wrong, and takes it back once it is right', async () => {
  const config = join(folder, '.grace', 'config.yaml');
  const shown: PublishDiagnosticsParams[] = [];
  client.connection.onNotification(
    'textDocument/publishDiagnostics',
    (params: PublishDiagnosticsParams) => void shown.push(params),
  );
  const write = async (text: string) => {
    mkdirSync(join(folder, '.grace'), { recursive: true });
    writeFileSync(config, text);
    const changes = [{ uri: pathToFileURL(config).href, type: 1 }];
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  };
  const told = () =>
    shown.filter(({ uri: about }) => about === pathToFileURL(config).href).at(-1)?.diagnostics;
  await proposal();
  await write('access:\n  protect: [a.ts\n');
  await expect.poll(told).toMatchObject([{ range: { start: { line: 2 } }, severity: 1, source: 'grace' }]);
  expect(client.statuses.at(-1)?.message).toContain('.grace/config.yaml:3:1:');
  await write('access:\n  protect: [a.ts]\n');
  await expect.poll(told).toEqual([]);
  await expect.poll(() => client.statuses.at(-1)).toEqual({ health: 'ok', quiescent: true });
});

test('takes a task for the folder, with what is wrong with it said, and serves tasks once the folder is trusted', async () => {
  const emit = (task: object) =>
    client.connection.sendRequest<EmitTaskAnswer>(methods.emitTask, {
      folder: pathToFileURL(folder).href,
      task,
    });
  expect(await emit({ id: 'one', intent: 'fake_logging', targets: ['.'] })).toEqual({
    ...{ kind: 'emitted', record: 1, repeated: false },
  });
  expect(await emit({ id: 'two', intent: 'fake_logging', targets: [] })).toEqual({
    kind: 'refused',
    message: expect.stringContaining('targets: ') as string,
  });
  expect(fake.calls.filter((call) => /task|emit/u.test(call))).toEqual(['serve tasks', 'emit one']);
  const careful = await connect(fake, {
    folderUri: pathToFileURL(folder).href,
    settings: { refactor: { proof: 'before' }, trusted: false },
  });
  await careful.open(uri, source);
  await careful.codeActions(uri, 1);
  const served = () => fake.calls.filter((call) => call === 'serve tasks');
  expect(served()).toHaveLength(1);
  await careful.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { refactor: { proof: 'before' }, trusted: true },
  });
  await vi.waitFor(() => expect(served()).toHaveLength(2));
  await careful.close();
});
