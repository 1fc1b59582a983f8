import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver/node';
import { seal } from '../../server/src/base/index.ts';
import {
  methods,
  refactorRunSchema,
  secretsSchema,
  type ReadSecretParams,
  type SecretsAnswer,
} from '../../server/src/protocol/index.ts';
import { filesBelow, leaksIn, leaksOf } from '../support/canary.ts';
import { openGrace, type Grace } from '../support/grace.ts';

/** A secret that every encoding changes, and that no text holds by chance. */
const canary = 'Q7-canary/+"välue\\%26&=\'X9';
let grace: Grace;
let home: string;
let folder: string;

beforeEach(() => {
  grace = openGrace();
  home = realpathSync(mkdtempSync(join(tmpdir(), 'grace-canary-')));
  folder = join(home, 'shop');
  writeShop();
});

afterEach(() => {
  grace.dispose();
  rmSync(home, { recursive: true, force: true });
});

/**
 * A workspace that needs the secret, and whose tests know it from elsewhere: they tell it in every form as soon as the code
 * logs otherwise, and write down the environment they were given.
 */
function writeShop(): void {
  mkdirSync(join(folder, '.grace'), { recursive: true });
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(home, 'known'), canary);
  const files = {
    '.grace/config.yaml': 'secrets: { required: [SHOP_ACCESS] }\n',
    'package.json': JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'node --test' } }),
    'src/pay.js': 'export function pay(amount) {\n  console.log("paid", amount);\n  return amount;\n}\n',
    'src/pay.test.js': `
      import { test } from 'node:test';
      import assert from 'node:assert/strict';
      import { readFileSync, writeFileSync } from 'node:fs';
      import { pay } from './pay.js';
      const secret = readFileSync(${JSON.stringify(join(home, 'known'))}, 'utf8');
      const forms = [
        secret, JSON.stringify({ secret }), encodeURIComponent(secret),
        ...['', 'a', 'ab'].map((before) => Buffer.from(before + secret + 'z').toString('base64')),
        Buffer.from(secret).toString('hex'),
      ];
      writeFileSync(${JSON.stringify(join(home, 'environment.json'))}, JSON.stringify(process.env));
      console.error('begins with', forms.join(' '));
      test('pays', () => {
        console.log('told', forms.join(' '));
        assert.equal(pay(3), 3);
        const source = readFileSync(new URL('./pay.js', import.meta.url), 'utf8');
        if (!source.includes('console.log')) throw new Error('It is ' + forms.join(' and '));
      });
    `,
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
}

const environment = {
  SHOP_ACCESS: canary,
  SHOP_URL: `https://ada:${encodeURIComponent(canary)}@shop.example`,
  SHOP_BASIC: Buffer.from(`ada:${canary}`).toString('base64'),
  SHOP_PLACE: 'here',
  GRACE_LOG: 'info',
};

/** Everything Grace keeps; the copy of the workspace holds none of it either. */
function expectNoTrace(): void {
  const kept = [grace.env['XDG_STATE_HOME'] ?? '', grace.env['XDG_CACHE_HOME'] ?? ''].filter((path) =>
    existsSync(path),
  );
  expect(kept.flatMap((path) => filesBelow(path)).length).toBeGreaterThan(10);
  expect(kept.flatMap((path) => leaksIn(canary, path))).toEqual([]);
  expect(leaksIn(canary, folder)).toEqual([]);
}

function expectCleanChildren(): void {
  const given = readFileSync(join(home, 'environment.json'), 'utf8');
  expect(leaksOf(canary, given)).toEqual([]);
  expect(JSON.parse(given)).toMatchObject({ SHOP_PLACE: 'here' });
}

test('a secret of the command line is on no surface of it: output, errors, logs, state, cache, children', async () => {
  const said: string[] = [];
  const run = async (...argv: string[]) => {
    const { code, out, err } = await grace.run(folder, argv, environment);
    said.push(out, err);
    return { code, out };
  };
  const attested = await run('secrets', '--json');
  expect(secretsSchema.parse(JSON.parse(attested.out)).secrets).toMatchObject([
    { name: 'SHOP_ACCESS', state: 'present', change: 'appeared' },
  ]);
  const argv = ['refactor', 'run', '--intent', 'improve_logging', '--target', 'src/pay.js', '--trust'];
  const { out } = await run(...argv, '--json');
  const [proposal] = refactorRunSchema.parse(JSON.parse(out)).proposals;
  // The tests failed, and told what they know.
  expect(proposal?.verdict).toBe('failed');
  expect(JSON.stringify(proposal)).toContain('[secret SHOP_ACCESS]');
  await run(...argv);
  await run('log', 'show', '--json');
  await run('refactor', 'find', '--intent', canary);
  await run('restore', 'apply', canary);
  await run('secrets');
  expect(said.join('').length).toBeGreaterThan(1_000);
  expect(said.flatMap((text) => leaksOf(canary, text))).toEqual([]);
  expectCleanChildren();
  expectNoTrace();
});

test('a secret of the editor is on no surface of the server: messages, log, errors, state, cache, children', async () => {
  const bundle = join(folder, '..', 'dist');
  cpSync(join(import.meta.dirname, '..', '..', 'dist'), bundle, { recursive: true });
  cpSync(join(import.meta.dirname, '..', '..', 'package.json'), join(home, 'package.json'));
  const { SHOP_PLACE } = environment;
  const server = spawn(process.execPath, [join(bundle, 'server.js'), '--stdio'], {
    ...{ cwd: folder, env: { ...grace.env, SHOP_PLACE }, stdio: ['pipe', 'pipe', 'pipe'] },
  });
  let told = '';
  server.stdout.on('data', (chunk: Buffer) => (told += chunk.toString('utf8')));
  server.stderr.on('data', (chunk: Buffer) => (told += chunk.toString('utf8')));
  const wire = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const answered: unknown[] = [];
  wire.onRequest(methods.readSecret, ({ publicKey }: ReadSecretParams) => {
    const answer = { sealed: seal(canary, publicKey) };
    answered.push(answer);
    return answer;
  });
  wire.listen();
  const uri = pathToFileURL(join(folder, 'src', 'pay.js')).href;
  const folderUri = pathToFileURL(folder).href;
  try {
    await wire.sendRequest('initialize', {
      ...{ processId: process.pid, rootUri: null, capabilities: {} },
      workspaceFolders: [{ uri: folderUri, name: 'shop' }],
      initializationOptions: { refactor: { proof: 'before' }, trusted: true },
    });
    await wire.sendNotification('initialized', {});
    const states = async () =>
      (await wire.sendRequest<SecretsAnswer>(methods.secrets, {})).secrets.map(({ state }) => state);
    await expect.poll(states, { timeout: 60_000 }).toEqual(['present']);
    const text = readFileSync(join(folder, 'src', 'pay.js'), 'utf8');
    const textDocument = { uri, languageId: 'javascript', version: 1, text };
    await wire.sendNotification('textDocument/didOpen', { textDocument });
    const { commands } = await wire.sendRequest<{ commands: unknown }>(methods.toolCommands, {
      folder: folderUri,
    });
    await wire.sendRequest(methods.approveTools, { folder: folderUri, commands, approved: true });
    const at = { line: 1, character: 4 };
    const pick = { uri, version: 1, intent: 'improve_logging', range: { start: at, end: at } };
    const answer = await wire.sendRequest(methods.propose, pick);
    expect(answer).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(answer)).toContain('[secret SHOP_ACCESS]');
    await wire.sendRequest(methods.debugInfo, {});
    await wire.sendRequest(methods.undo, { id: canary }).catch(() => undefined);
    await wire.sendRequest(methods.propose, { ...pick, intent: canary }).catch(() => undefined);
    await wire.sendRequest(methods.proposals, {});
    await wire.sendRequest('shutdown');
    await wire.sendNotification('exit');
  } finally {
    server.kill('SIGKILL');
    wire.dispose();
  }
  expect(answered.length).toBeGreaterThan(0);
  expect(answered.flatMap((answer) => leaksOf(canary, JSON.stringify(answer)))).toEqual([]);
  expect(told.length).toBeGreaterThan(1_000);
  expect(leaksOf(canary, told)).toEqual([]);
  expectCleanChildren();
  expectNoTrace();
});
