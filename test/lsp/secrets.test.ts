import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seal } from '../../server/src/base/index.ts';
import { methods, type ReadSecretParams, type SecretsAnswer } from '../../server/src/protocol/index.ts';
import { leaksOf } from '../support/canary.ts';
import { fakeServices, type FakeServices } from '../support/fake-services.ts';
import { connect, type LanguageClient } from '../support/language-client.ts';

const canary = 'Q7-canary/+"value\\-X9';
let folder: string;
let fake: FakeServices;
let client: LanguageClient;
let kept: string | undefined;
const asked: string[] = [];
/** Whatever went over the wire from the server, as a trace would have it. */
const told: string[] = [];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-lsp-')));
  mkdirSync(join(folder, '.grace'));
  writeFileSync(join(folder, '.grace', 'config.yaml'), 'secrets: { required: [SHOP_ACCESS] }\n');
  writeFileSync(join(folder, 'a.ts'), `const key = '${canary}';\nconsole.log(key);\n`);
  fake = fakeServices();
  kept = undefined;
  asked.length = 0;
  told.length = 0;
});

afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(trusted: boolean): Promise<void> {
  client = await connect(fake, {
    folderUri: pathToFileURL(folder).href,
    settings: { refactor: { proof: 'before' }, trusted },
    onTold: (text) => void told.push(text),
    onReadSecret: ({ name, publicKey }: ReadSecretParams) => {
      asked.push(name);
      return { sealed: kept === undefined ? null : seal(kept, publicKey) };
    },
  });
}

async function statuses(): Promise<readonly string[]> {
  const { secrets } = await client.connection.sendRequest<SecretsAnswer>(methods.secrets, {});
  return secrets.map(({ name, state }) => `${name} ${state}`);
}

test('asks the editor for a secret, names one that is missing, and is content when it is given', async () => {
  await start(true);
  await expect.poll(statuses).toEqual(['SHOP_ACCESS missing']);
  await expect
    .poll(() => client.statuses.at(-1)?.message)
    .toBe('The secret SHOP_ACCESS is missing. Choose “Grace: Set a Secret…” and give SHOP_ACCESS.');
  kept = canary;
  await client.connection.sendRequest(methods.secretsChanged, {});
  expect(await statuses()).toEqual(['SHOP_ACCESS present']);
  expect(client.statuses.at(-1)?.health).toBe('ok');
});

test('asks for nothing that a workspace names before it is trusted', async () => {
  await start(false);
  await client.connection.sendRequest(methods.debugInfo, {});
  await client.connection.sendRequest(methods.secretsChanged, {});
  expect(asked).toEqual([]);
  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { refactor: { proof: 'before' }, trusted: true },
  });
  await expect.poll(statuses).toEqual(['SHOP_ACCESS missing']);
});

test('tells it to nobody: no log, status, answer or error holds it, only the text of a person’s own file', async () => {
  kept = canary;
  await start(true);
  await expect.poll(statuses).toEqual(['SHOP_ACCESS present']);
  const uri = pathToFileURL(join(folder, 'a.ts')).href;
  fake.say = `It failed with ${canary} and ${Buffer.from(canary).toString('base64')}.`;
  await client.open(uri, `const key = '${canary}';\nconsole.log(key);\n`);
  const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 2 } };
  const pick = { uri, version: 1, intent: 'fake_logging', range };
  const answer = await client.connection.sendRequest<{ proposal: { id: string } }>(methods.propose, pick);
  expect(JSON.stringify(answer)).toContain('It failed with [secret SHOP_ACCESS]');
  await client.connection.sendRequest(methods.debugInfo, {});
  await client.connection.sendRequest(methods.proposals, {});
  const unknown = { id: canary, path: 'a.ts', side: 'after' };
  await client.connection.sendRequest(methods.proposalFile, unknown).catch(() => undefined);
  await client.connection.sendRequest(methods.accept, { id: canary });
  expect(told.length).toBeGreaterThan(5);
  expect(told.flatMap((text) => leaksOf(canary, text))).toEqual([]);
  const file = { id: answer.proposal.id, path: 'a.ts', side: 'before' };
  const { text } = await client.connection.sendRequest<{ text: string }>(methods.proposalFile, file);
  expect(text).toContain(canary);
});
