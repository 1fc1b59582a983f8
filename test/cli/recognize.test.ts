import { expect, test } from 'vitest';
import { refused } from '../../server/src/base/index.ts';
import { recognizeSchema } from '../../server/src/protocol/index.ts';
import { runProgram } from './run-program.ts';

const output = "> tsc\n\nsrc/cart.ts(12,5): error TS2304: Cannot find name 'totl'.\n";

test('prints one JSON line for each error, by its schema, and exits 1', async () => {
  const { code, out } = await call(['recognize', '-', '--json'], output);
  expect(code).toBe(1);
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => recognizeSchema.parse(JSON.parse(line)));
  expect(answers).toMatchObject([
    { line: 3, tool: 'tsc', code: 'TS2304', file: 'src/cart.ts', position: { line: 12, column: 5 } },
  ]);
});

test('prints exactly one JSON line for each line with --per-line', async () => {
  const { code, out } = await call(['recognize', '--per-line', '--json'], output);
  expect(code).toBe(1);
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => recognizeSchema.parse(JSON.parse(line)));
  expect(answers.map(({ line, tool }) => [line, tool])).toEqual([
    [1, undefined],
    [2, undefined],
    [3, 'tsc'],
  ]);
});

test('answers the lines of a file by all of it, and those of a pipe as they come', async () => {
  const log = ['ada', 'bob', 'cleo'].map((user) => `session of user ${user} began`).join('\n');
  expect(await templatesOf('users.log', log)).toEqual(Array(3).fill('session of user <*> began'));
  expect(await templatesOf('-', log)).toEqual([
    'session of user ada began',
    'session of user bob began',
    'session of user <*> began',
  ]);
});

test('tells in a pipe which signatures became one, in JSON and for people', async () => {
  const log = ['ada', 'bob', 'cleo'].map((user) => `session of user ${user} began`).join('\n');
  const { out } = await call(['recognize', '--per-line', '--json'], log);
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => recognizeSchema.parse(JSON.parse(line)));
  const [first, second, third] = answers;
  expect(answers).toHaveLength(3);
  expect(third?.aliases).toContainEqual({ from: second?.signature, to: first?.signature });
  const { err } = await call(['recognize', '--per-line'], log);
  expect(err).toContain(`${second?.signature ?? ''} is ${first?.signature ?? ''} as well.\n`);
});

test('explains with --explain why a word is a variable, and what stood there', async () => {
  const log = ['ada', 'bob', 'cleo'].map((user) => `session of user ${user} began`).join('\n');
  const { out } = await call(['recognize', 'users.log', '--per-line', '--explain', '--json'], log);
  const [first] = out
    .split('\n')
    .map((line) => (line === '' ? undefined : recognizeSchema.parse(JSON.parse(line))));
  expect(first?.variables).toEqual([
    { word: 4, because: '3 different words stood there', examples: ['ada', 'bob', 'cleo'] },
  ]);
  const people = await call(['recognize', 'users.log', '--per-line', '--explain'], log);
  expect(people.out).toContain('  word 4 varies: 3 different words stood there (ada, bob, cleo)\n');
  const plain = await call(['recognize', 'users.log', '--per-line', '--json'], log);
  expect(plain.out).not.toContain('variables');
  expect((await call(['recognize', '--explain'], log)).code).toBe(2);
});

test('says for people what is wrong and where, and how much there is', async () => {
  const { code, out, err } = await call(['recognize'], output);
  expect(code).toBe(1);
  expect(out).toMatch(
    /^src\/cart\.ts:12:5 {2}error {2}tsc TS2304 {2}s1-\w+\n {2}Cannot find name 'totl'\.\n$/,
  );
  expect(err).toBe('1 error, 0 warnings.\n');
});

test('exits 0 where nothing is wrong', async () => {
  const { code, out, err } = await call(['recognize'], 'all good\n');
  expect([code, out, err]).toEqual([0, '', 'No error was recognised.\n']);
});

test('takes one file', async () => {
  expect((await call(['recognize', 'a.txt', 'b.txt'], '')).code).toBe(2);
});

test('says why a file cannot be read, exit code 3', async () => {
  const { code, err } = await call(['recognize', 'gone.txt'], undefined);
  expect([code, err]).toEqual([3, 'gone.txt cannot be read.\n']);
});

async function templatesOf(file: string, input: string): Promise<string[]> {
  const { out } = await call(['recognize', file, '--per-line', '--json'], input);
  return out
    .trimEnd()
    .split('\n')
    .map((line) => recognizeSchema.parse(JSON.parse(line)).template);
}

function call(argv: readonly string[], input: string | undefined) {
  return runProgram(argv, {
    readBytes: (file) =>
      Promise.resolve(input === undefined ? refused(`${file} cannot be read.`) : chunks(input)),
  });
}

/** Arrives in small pieces, as from a pipe. */
async function* chunks(text: string) {
  await Promise.resolve();
  for (let start = 0; start < text.length; start += 7) yield Buffer.from(text.slice(start, start + 7));
}
