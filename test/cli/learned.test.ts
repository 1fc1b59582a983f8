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
    /^2 errors, 0 warnings\.\nTS2304: Cannot find name <name>: seen once, last .+ in src\/cart\.ts:12\n$/u,
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
  expect([imported.code, imported.out]).toEqual([0, 'The file told something new of 2 of its 2 failures.\n']);
  expect((await other('learned', 'list', 'missing')).out).toContain('not seen here');
});

test('what was done against a failure is remembered, told, and kept out when it does not help', async () => {
  const grace = await world();
  await grace('recognize', '--record', { input: missingName });
  const record = (...words: string[]) => grace('learned', 'record', name, 'by_hand:add-the-import', ...words);
  expect((await record('--title', 'Add the import')).out).toContain('repaired once, by Add the import\n');
  await record('--outcome', 'failed', '--reason', 'It is still missing.', '--incident', 'i7');
  const shown = (await grace('learned', 'show', name)).out;
  expect(shown.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/gu, 'THEN').split('\n')).toEqual([
    `tsc TS2304: Cannot find name <name>  ${name}`,
    '  seen once, last THEN in src/cart.ts:12',
    '',
    'As it was put',
    "  Cannot find name 'totl'.",
    '    src/cart.ts:12  THEN',
    '',
    'What was tried',
    '  ✓ Add the import  by_hand:add-the-import',
    '    helped 1 of 2 times, so in at least 9% of cases',
    '      THEN  failed: It is still missing. · incident i7',
    '      THEN  verified',
    '',
    'Try first: Add the import',
    '',
  ]);
  await record('--outcome', 'failed');
  expect((await grace('learned', 'show', name)).out).toContain(
    `in quarantine, as it failed twice in a row: \`grace learned release ${name} by_hand:add-the-import\``,
  );
  expect((await grace('learned', 'show', name)).out).not.toContain('Try first');
  expect((await grace('learned', 'release', name, 'by_hand:add-the-import')).code).toBe(0);
  expect((await grace('learned', 'show', name)).out).not.toContain('quarantine');
  await record('--outcome', 'reverted');
  expect((await grace('learned', 'list')).out).toContain('one remedy was tried and did not help');
  const { entries } = learnedSchema.parse(JSON.parse((await grace('learned', 'show', name, '--json')).out));
  expect(entries[0]?.remedies).toMatchObject([{ tried: 3, verified: 1, failed: 2, reverted: 1, bound: 0 }]);
});

test('a file that others get tells of remedies, and the largest one can be read again', async () => {
  const grace = await world();
  const codes = Array.from({ length: 250 }, (_, index) => 2_000 + index);
  const said = (code: number) =>
    `src/cart.ts(1,1): error TS${code}: ${'Something is not what it should be. '.repeat(4)}${code}\n`;
  await grace('recognize', '--record', { input: codes.map(said).join('') });
  for (const code of codes.slice(0, 60))
    for (const id of ['one', 'two', 'three'])
      await grace('learned', 'record', signatureIn(said(code)), `playbook:${id}`);
  const { out, err } = await grace('learned', 'export');
  expect(out).toContain('- kind: playbook');
  expect(err).toMatch(/^\d+ more were left off/u);
  const other = await world();
  const imported = await other('learned', 'import', 'file.yaml', { input: out });
  expect([imported.code, imported.err]).toEqual([0, '']);
  expect((await other('learned', 'show', signatureIn(said(2_059)))).out).toContain(
    'not tried here; elsewhere it helped 1 of 1 time',
  );
});

test.each([
  [['learned', 'show'], 2, 'grace learned show ID'],
  [['learned', 'show', 'nothing'], 3, 'No failure is known as nothing'],
  [['learned', 'record', 'one'], 2, 'Name one failure and one remedy'],
  [['learned', 'record', 'one', 'magic:wand'], 2, 'magic:wand names no remedy'],
  [['learned', 'record', 'one', 'playbook:p', '--outcome', 'great'], 2, '--outcome is one of'],
  [['learned', 'record', 'one', 'playbook:p', '--outcome', 'reverted'], 3, 'No failure is known as one'],
  [['learned', 'release', 'one', 'magic:wand'], 3, 'magic:wand names no remedy'],
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
