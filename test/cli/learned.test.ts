import { expect, test } from 'vitest';
import { refused } from '../../server/src/base/index.ts';
import type { OpenedWorkspace } from '../../server/src/cli/index.ts';
import { learnedFileSchema, learnedSchema } from '../../server/src/protocol/index.ts';
import type { Knowledge } from '../../server/src/services/recognition/index.ts';
import {
  knowledgeOn,
  missingName,
  root,
  signatureIn,
  wrongType,
} from '../services/recognition/knowledge-world.ts';
import { runProgram } from './run-program.ts';

const [name, type] = [missingName, wrongType].map(signatureIn) as [string, string];

test('what a pipe says is remembered where it is asked for, and told the next time', async () => {
  const grace = await world();
  const first = await grace('recognize', '--record', { input: missingName });
  expect([first.code, first.err]).toEqual([1, '1 error, 0 warnings.\n']);
  const second = await grace('recognize', '--record', { input: missingName + wrongType });
  expect(second.err).toMatch(
    /^2 errors, 0 warnings\.\nTS2304: Cannot find name <name>: seen once, last .+ in src\/cart\.ts\n$/u,
  );
  const { out } = await grace('learned', 'list', '--json');
  const { entries } = learnedSchema.parse(JSON.parse(out));
  expect(entries.map(({ id, seen }) => [id, seen])).toEqual([
    [type, 1],
    [name, 2],
  ]);
});

test('nothing is remembered otherwise', async () => {
  const grace = await world();
  await grace('recognize', { input: missingName });
  expect((await grace('learned', 'list')).err).toBe('No such failure is known here.\n');
});

test('a person renames, merges, splits and forgets, and sees what it is then', async () => {
  const grace = await world();
  await grace('recognize', '--record', { input: missingName + wrongType });
  expect((await grace('learned', 'rename', name, 'the missing total')).out).toContain(
    'the missing total  s1-',
  );
  expect((await grace('learned', 'merge', type, 'the missing total')).out).toContain('are one failure');
  expect((await grace('learned', 'list', 'total')).out).toContain('seen 2 times');
  expect((await grace('learned', 'split', type)).out).toContain('seen once');
  expect((await grace('learned', 'forget', type)).code).toBe(0);
  expect((await grace('learned', 'list', 'TS2322')).out).toBe('');
});

test('what is exported is YAML by its schema, and can be imported', async () => {
  const grace = await world();
  await grace('recognize', '--record', { input: missingName + wrongType });
  await grace('learned', 'rename', name, 'the missing total');
  const { out } = await grace('learned', 'export');
  expect(out).toMatch(/^version: 1\nfailures:\n/u);
  learnedFileSchema.parse(JSON.parse((await grace('learned', 'export', '--json')).out));
  const other = await world();
  const imported = await other('learned', 'import', 'file.yaml', { input: out });
  expect([imported.code, imported.out]).toEqual([0, '2 of 2 failures are new or newly named here.\n']);
  expect((await other('learned', 'list', 'missing')).out).toContain('not seen here');
});

test.each([
  [['learned', 'rename'], 2, 'grace learned rename ID [NAME]'],
  [['learned', 'merge', 'one'], 2, 'grace learned merge ID INTO'],
  [['learned', 'import'], 2, 'Name one file'],
  [['learned', 'export', 'file'], 2, 'It prints to standard output'],
  [['learned', 'rename', 'nothing', 'a'], 3, 'No failure is known as nothing'],
])('a call that cannot be: %j', async (argv, code, says) => {
  const answer = await (await world())(...argv);
  expect(answer.code).toBe(code);
  expect(answer.err).toContain(says);
});

test('a file that is wrong is refused with the place of each mistake, and nothing of it is taken over', async () => {
  const grace = await world();
  const input = 'version: 1\nfailures:\n  - id: s1-1\n    template: good\n  - id: s1-2\n    shell: rm\n';
  const { code, err } = await grace('learned', 'import', 'bad.yaml', { input });
  expect(code).toBe(3);
  expect(err).toMatch(/bad\.yaml:5:\d+: .*template/u);
  expect(err).toMatch(/bad\.yaml:6:5: .*shell/u);
  expect((await grace('learned', 'list')).out).toBe('');
});

interface Input {
  readonly input: string;
}

/** The command line over a knowledge base that stays from call to call. */
async function world() {
  const { knowledge } = await knowledgeOn();
  return (...words: readonly (string | Input)[]) => {
    const argv = words.filter((word) => typeof word === 'string');
    const input = words.find((word): word is Input => typeof word !== 'string')?.input;
    return runProgram([...argv, '--workspace', root], {
      open: () => Promise.resolve(opened(knowledge)),
      readText: () => Promise.resolve(input ?? refused('There is no file.')),
      readBytes: () => Promise.resolve(bytesOf(input ?? '')),
    });
  };
}

function opened(knowledge: Knowledge): OpenedWorkspace {
  return { knowledge, dispose: () => Promise.resolve() } as unknown as OpenedWorkspace;
}

async function* bytesOf(text: string) {
  await Promise.resolve();
  yield Buffer.from(text);
}
