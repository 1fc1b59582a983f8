import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemDisk, systemSockets } from '../../../server/src/adapters/index.ts';
import { Cancelled, refused, systemClock } from '../../../server/src/base/index.ts';
import { joinOwner, shareState, type AnswerQuestion } from '../../../server/src/core/owner/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';

const signal = new AbortController().signal;
let folder: string;
let held = false;
const toClose: { dispose(): unknown }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grace-owner-'));
  held = false;
});
afterEach(async () => {
  for (const each of toClose.splice(0).reverse()) await each.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const common = () => ({ folder, disk: systemDisk, sockets: systemSockets, clock: systemClock });

async function share(answer: AnswerQuestion) {
  const shared = await shareState(
    {
      ...{ ...common(), pid: 4242, answer, randomBytes, ids: () => randomBytes(4).toString('hex') },
      claim() {
        if (held) return Promise.resolve(refused('Process 4242 owns it.'));
        held = true;
        return Promise.resolve({ release: () => Promise.resolve(void (held = false)) });
      },
    },
    signal,
  );
  if ('dispose' in shared) toClose.push(shared);
  return shared;
}

async function joined() {
  const owner = await joinOwner(common(), signal);
  if (owner) toClose.push(owner);
  return owner;
}

function never(): never {
  throw new Error('Nobody answered.');
}

const echo: AnswerQuestion = (method, params) => Promise.resolve({ method, params });

test('a command asks the process that owns the state, as often as it likes', async () => {
  await share(echo);
  const owner = (await joined()) ?? never();
  expect(owner.pid).toBe(4242);
  const answers = await Promise.all([1, 2].map((n) => owner.ask('count', { n, text: 'a\nb' }, signal)));
  expect(answers).toEqual([
    { method: 'count', params: { n: 1, text: 'a\nb' } },
    { method: 'count', params: { n: 2, text: 'a\nb' } },
  ]);
});

test('what the owner throws is a refusal, and the line stays', async () => {
  await share((method) =>
    method === 'bad' ? Promise.reject(new Error('No such thing.')) : Promise.resolve(null),
  );
  const owner = await joined();
  expect(sentenceOf(await owner?.ask('bad', {}, signal))).toBe('No such thing.');
  expect(await owner?.ask('good', {}, signal)).toBeNull();
});

test('there is one owner: the next one is told who it is, and comes in when that one has gone', async () => {
  const first = accepted(await share(echo));
  expect(sentenceOf(await share(echo))).toBe('Process 4242 owns it.');
  await first.dispose();
  expect(await joined()).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
  accepted(await share(echo));
  expect(await joined()).toBeDefined();
});

test('nobody but the user can reach it, and nobody who has not read its card', async () => {
  await share(echo);
  for (const name of ['owner.json', 'owner.sock']) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  const card = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(folder, 'owner.json'), JSON.stringify({ ...card, token: 'guessed' }));
  expect(await joined()).toBeUndefined();
  const channel = await systemSockets.connect(String(card['address']));
  const closed = new Promise((resolve) => channel?.onClose(() => resolve('closed')));
  channel?.send(JSON.stringify({ id: 1, method: 'count', params: {} }));
  expect(await closed).toBe('closed');
});

test('a card that a killed process left, or that makes no sense, is no owner', async () => {
  writeFileSync(join(folder, 'owner.json'), '{"pid": 1, "address"');
  expect(await joined()).toBeUndefined();
  const address = join(folder, 'owner.sock');
  writeFileSync(join(folder, 'owner.json'), JSON.stringify({ pid: 1, address, token: 'x' }));
  expect(await joined()).toBeUndefined();
});

test('a question is called off when who asked gives up, and refused when the owner ends', async () => {
  const calledOff = vi.fn();
  const shared = accepted(
    await share(
      (_method, _params, asked) =>
        new Promise((_resolve, reject) =>
          asked.addEventListener('abort', () => {
            calledOff();
            reject(new Cancelled());
          }),
        ),
    ),
  );
  const owner = await joined();
  const giveUp = new AbortController();
  const asking = owner?.ask('wait', {}, giveUp.signal);
  giveUp.abort();
  await expect(asking).rejects.toThrow('Cancelled');
  expect(calledOff).toHaveBeenCalledTimes(1);
  const waiting = owner?.ask('wait', {}, signal);
  await shared.dispose();
  expect(sentenceOf(await waiting)).toContain('ended in the middle');
});

test('a path that is too long for a socket is got around', async () => {
  folder = join(folder, 'x'.repeat(120));
  await systemDisk.makeFolder(folder);
  await share(echo);
  expect(await (await joined())?.ask('count', 1, signal)).toEqual({ method: 'count', params: 1 });
});
