import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import {
  methods,
  type EditorProblem,
  type GraceSettings,
  type KnowledgeAnswer,
  type KnowledgeExportAnswer,
  type KnowledgeListAnswer,
  type KnownProblemsAnswer,
  type RecognizeAnswer,
} from '../../server/src/protocol/index.ts';
import { fakeServices } from '../support/fake-services.ts';
import { connect, type LanguageClient } from '../support/language-client.ts';

const output = "src/cart.ts(12,5): error TS2304: Cannot find name 'totl'.\n";
const other = "src/till.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'.\n";
/** The first of them, as the editor shows it. */
const problem: EditorProblem = {
  ...{ source: 'ts', code: '2304', message: "Cannot find name 'totl'.", severity: 'error', line: 40 },
};

let folder: string;
let uri: string;
let client: LanguageClient;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-knowledge-')));
  uri = pathToFileURL(folder).href;
  await opened({ refactor: { proof: 'before' }, trusted: true });
});

afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(settings: GraceSettings): Promise<void> {
  client = await connect(fakeServices(), { folderUri: uri, settings });
  // The folder is up once it answers.
  await recognize('');
}

const ask = <Answer>(method: string, params: object) => client.connection.sendRequest<Answer>(method, params);
const recognize = (text: string, more: object = {}) =>
  ask<RecognizeAnswer>(methods.recognize, { folder: uri, text, ...more });
const list = async (query = '') =>
  (await ask<KnowledgeListAnswer>(methods.knowledgeList, { query })).entries.map(({ entry }) => entry);
const change = (params: object) => ask<KnowledgeAnswer>(methods.knowledgeChange, { folder: uri, ...params });
const inCart = (problems: readonly object[]) => ({ uri: `${uri}/src/cart.ts`, problems });
const known = async (problems: readonly object[]) =>
  (await ask<KnownProblemsAnswer>(methods.knownProblems, inCart(problems))).known;
const seen = async (problems: readonly object[]) =>
  (await ask<{ recorded: number }>(methods.problemsSeen, inCart(problems))).recorded;

describe('recognize', () => {
  test('names failures, says what is known of them, and remembers them where that is asked', async () => {
    expect(await recognize(output)).toMatchObject({
      kind: 'failures',
      failures: [{ error: { code: 'TS2304', file: 'src/cart.ts', position: { line: 12, column: 5 } } }],
    });
    expect(await list()).toEqual([]);
    const again = await recognize(output + other, { record: true });
    expect(again).toMatchObject({ failures: [{ known: { seen: 1 } }, { known: { seen: 1 } }], leftOff: 0 });
    expect(await list('totl')).toMatchObject([{ code: 'TS2304', file: 'src/cart.ts', line: 12 }]);
  });

  test('is called off while it reads', async () => {
    const source = new CancellationTokenSource();
    const text = output.repeat(16_000);
    const params = { folder: uri, text, record: true };
    const asked = client.connection.sendRequest(methods.recognize, params, source.token);
    asked.catch(() => undefined);
    // Others are answered while it reads, piece by piece.
    await ask(methods.health, {});
    source.cancel();
    await expect(asked).rejects.toMatchObject({ code: -32_800 });
    expect(await list()).toEqual([]);
  });

  test.each([
    [{ text: 7 }, 'This request is not right at `text`'],
    [{ text: 'x'.repeat(1_000_001) }, 'at `text`'],
    [{ text: '', shell: 'rm' }, 'This request is not right'],
    [{ text: '', folder: 'file:///elsewhere' }, 'outside the opened folders'],
  ])('refuses what it cannot be asked: %o', async (params, says) => {
    const answer = await ask<RecognizeAnswer>(methods.recognize, { folder: uri, ...params });
    expect(answer).toMatchObject({ kind: 'refused' });
    expect(answer.kind === 'refused' && answer.message).toContain(says);
  });
});

describe('a problem of the editor', () => {
  test('is the failure that the output of its tool is', async () => {
    await recognize(output, { record: true });
    expect(await seen([problem])).toBe(1);
    expect(await list()).toMatchObject([{ code: 'TS2304', seen: 2, file: 'src/cart.ts', line: 40 }]);
    expect(await known([problem])).toMatchObject([{ folder: uri, seen: 2, remedies: [] }]);
  });

  test('says nothing while nothing is known but that it is there', async () => {
    expect(await known([problem])).toEqual([]);
    await seen([problem]);
    expect(await known([problem])).toEqual([]);
    const [entry] = await list();
    await change({ change: 'rename', id: entry?.id, name: 'the missing total' });
    expect(await known([problem])).toMatchObject([{ name: 'the missing total', seen: 1 }]);
  });

  test('is another one with another code, source or message', async () => {
    await seen([problem, problem]);
    expect(await known([problem])).toHaveLength(1);
    for (const otherwise of [{ code: '2552' }, { source: 'eslint' }, { message: 'Something else.' }])
      expect(await known([{ ...problem, ...otherwise }])).toEqual([]);
  });

  test('counts as a warning only where Grace knows the tool', async () => {
    const warning = { ...problem, severity: 'warning' };
    expect(await seen([{ ...warning, source: 'spelling' }])).toBe(0);
    expect(await seen([{ ...warning, source: 'eslint', code: 'no-undef' }])).toBe(1);
    expect(await list()).toMatchObject([{ tool: 'eslint', code: 'no-undef' }]);
  });

  test('is not remembered of a workspace that is not trusted', async () => {
    await client.close();
    await opened({ refactor: { proof: 'before' }, trusted: false });
    expect(await seen([problem])).toBe(0);
    expect(await list()).toEqual([]);
  });

  test.each([
    [{ problems: [{ ...problem, line: 0 }] }, 'problems.0.line'],
    [{ problems: Array.from({ length: 51 }, () => problem) }, 'problems'],
    [{ problems: [{ ...problem, message: 'x'.repeat(10_001) }] }, 'problems.0.message'],
  ])('is refused where it is too much or no problem', async (params, where) => {
    const asked = ask(methods.problemsSeen, { uri: `${uri}/a.ts`, ...params });
    await expect(asked).rejects.toThrow(`at \`${where}\``);
    expect(await list()).toEqual([]);
  });

  test('of a file elsewhere is nobody’s', async () => {
    const params = { uri: 'file:///elsewhere/a.ts', problems: [problem] };
    expect(await ask(methods.problemsSeen, params)).toEqual({ recorded: 0 });
    expect(await ask(methods.knownProblems, params)).toEqual({ known: [] });
  });
});

describe('what a person says', () => {
  test('is taken, and answered with what is known then', async () => {
    await recognize(output + other, { record: true });
    const [one, two] = (await list()).map(({ id }) => id);
    expect(await change({ change: 'rename', id: one, name: 'mine' })).toMatchObject({
      entry: { name: 'mine' },
    });
    expect(await change({ change: 'merge', id: two, into: one })).toMatchObject({ entry: { seen: 2 } });
    expect(await change({ change: 'split', id: two })).toMatchObject({ entry: { id: two, seen: 1 } });
    expect(await change({ change: 'forget', id: two })).toMatchObject({ kind: 'entry' });
    expect((await list()).map(({ name }) => name)).toEqual(['mine']);
    const remedy = { kind: 'playbook', id: 'p1' };
    expect(await change({ change: 'release', id: one, remedy })).toMatchObject({
      ...{ kind: 'refused', message: 'playbook:p1 was never tried against mine.' },
    });
  });

  test.each([
    [{ change: 'explode', id: 'x' }, 'This request is not right at `change`'],
    [{ change: 'rename', id: '' }, 'at `id`'],
    [{ change: 'merge', id: 'x' }, 'at `into`'],
    [{ change: 'forget', id: 'x' }, 'No failure is known as x'],
    [{ change: 'forget', id: 'x', folder: 'file:///elsewhere' }, 'outside the opened folders'],
  ])('is refused where it cannot be: %o', async (params, says) => {
    const answer = await change(params);
    expect(answer.kind === 'refused' && answer.message).toContain(says);
  });
});

test('what is learned is told at once, to who shows it', async () => {
  let told = 0;
  client.connection.onNotification(methods.knowledgeChanged, () => void (told += 1));
  await recognize(output + other, { record: true });
  await expect.poll(() => told).toBe(1);
  await list();
  expect(told).toBe(1);
});

test('what is exported is the file that can be imported', async () => {
  await recognize(output, { record: true });
  const answer = await ask<KnowledgeExportAnswer>(methods.knowledgeExport, { folder: uri });
  expect(answer.kind === 'file' && answer.text).toMatch(/^version: 1\nfailures:\n {2}- id: s1-/u);
  const elsewhere = await ask(methods.knowledgeExport, { folder: 'file:///elsewhere' });
  expect(elsewhere).toMatchObject({ kind: 'refused' });
});
