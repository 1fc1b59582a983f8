import { expect, test } from 'vitest';
import { diskWith, openOn } from './settings-world.ts';

/** What the file is told of, as `line:column what why`. */
async function problemsOf(text: string): Promise<readonly string[]> {
  const { settings } = await openOn(await diskWith({ workspace: text }));
  return settings
    .files()[2]!
    .problems.map(({ line, column, what, why }) => `${line}:${column} ${what} ${why}`);
}

test.each([
  ['empty', ''],
  ['only comments', '# nothing yet\n'],
  ['only a document mark', '---\n'],
  ['with a byte order mark', '\uFEFFversion: 1\n'],
  ['with Windows line ends', 'access:\r\n  tools: never\r\n'],
  ['with brackets in names', 'access:\n  protect: ["app/(shop)/[id]"]\n'],
  ['with an alias', 'tools:\n  a: &a { command: [ls] }\n  b: *a\n'],
  ['in JSON', '{"access": {"tools": "never"}}'],
])('a file is right: %s', async (_what, text) => {
  expect(await problemsOf(text)).toEqual([]);
});

test.each([
  [
    'access:\n  tools: sometimes\n',
    '2:10 `access.tools` has a value that it cannot have. It takes `never`, `ask`.',
  ],
  ['access:\n  edist: never\n', '2:3 `edist` is not known here.'],
  ['access: never\n', '1:9 `access` is of the wrong kind, or missing. It takes a map of names and values.'],
  ['access:\n  protect: src\n', '2:12 `access.protect` is of the wrong kind, or missing. It takes a list.'],
  [
    'access:\n  protect: [src, 7]\n',
    '2:18 `access.protect[2]` is of the wrong kind, or missing. It takes text.',
  ],
  [
    'access:\n  protect: [../other]\n',
    '2:13 `access.protect[1]` is not as it has to be. It takes a path below',
  ],
  [
    'access:\n  protect: ["{a,b}"]\n',
    '2:13 `access.protect[1]` is not as it has to be. It takes a path below',
  ],
  ['access:\n  protect: ["/etc"]\n', '2:13 `access.protect[1]` is not as it has to be.'],
  ['- access\n', '1:1 The file is of the wrong kind, or missing. It takes a map of names and values.'],
  ['version: 2\n', '1:10 `version` has a value that it cannot have. It takes `1`.'],
  ['tools:\n  build:\n    cwd: src\n', '2:3 `tools.build.command` is of the wrong kind, or missing.'],
  ['tools:\n  "a b": { command: [ls] }\n', '2:3 `tools.a b` is no name that it can have.'],
  ['tools:\n  a: { command: [] }\n', '2:17 `tools.a.command` has less than it needs.'],
  [
    'services:\n  a: { command: [x], probe: { url: "http://example.com" } }\n',
    '2:36 `services.a.probe.url` is not',
  ],
  [
    'services:\n  a: { command: [x], probe: { port: 1, line: up } }\n',
    '2:29 `services.a.probe` is not as it has to be. It takes one of `url`, `port` and `line`.',
  ],
  [
    'services:\n  a: { command: [x], probe: { seconds: 9 } }\n',
    '2:29 `services.a.probe` is not as it has to be. It takes one of `url`, `port` and `line`.',
  ],
  [
    'services:\n  a: { command: [x], probe: { port: 1, status: 200 } }\n',
    '2:29 `services.a.probe` is not as it has to be. Only an `url` has a `status`.',
  ],
  [
    'services:\n  a: { command: x && y }\n',
    '2:17 `services.a.command` is of the wrong kind, or missing. It takes a list.',
  ],
  ['secrets:\n  required: [hunter2-Secret]\n', '2:14 `secrets.required[1]` is not as it has to be.'],
  ['access: {}\naccess: {}\n', '2:1 `access` is there twice.'],
  ['access: { tools: never, tools: ask }\n', '1:25 `tools` is there twice.'],
  ['? [a, b]\n: 1\n', '1:3 This is no name for a value.'],
  ['1: 2\n', '1:1 This is no name for a value.'],
  ['access: .inf\n', '1:9 This value is of a kind that has no use here.'],
  ['access: *nobody\n', '1:9 This alias repeats nothing.'],
  ['access: &a { never: *a }\n', '1:21 This alias stands inside of what it repeats.'],
  ['access: &a\n  never: { intents: [*a] }\n', '2:22 This alias stands inside of what it repeats.'],
  ['access: !!js/function "x"\n', '1:9 This is not YAML that can be read.'],
  ['access: !include other.yaml\n', '1:9 This is not YAML that can be read.'],
  ['%YAML 1.1\n---\naccess: { tools: no }\n', '3:18 `access.tools` has a value that it cannot have.'],
  ['<<: { access: {} }\n', '1:1 `<<` is not known here.'],
  ['__proto__: { access: {} }\n', '1:1 `__proto__` is not known here.'],
  ['constructor: 1\n', '1:1 `constructor` is not known here.'],
  ['a: 1\n---\nb: 2\n', '2:1 This is not YAML that can be read.'],
  ['a: [1\n', 'This is not YAML that can be read.'],
  ['\t- a\n', 'This is not YAML that can be read.'],
])('a file is wrong, and is told where: %j', async (text, expected) => {
  const problems = await problemsOf(text);
  expect(problems.join('\n')).toContain(expected);
  for (const problem of problems) expect(problem).toMatch(/^\d+:\d+ \S.*\.$/u);
});

test('every mistake of a file is told, up to a bound', async () => {
  expect(await problemsOf('access:\n  tools: x\n  edits: y\nnothing: 1\n')).toHaveLength(3);
  expect(await problemsOf(Array.from({ length: 90 }, (_, index) => `n${index}: 1`).join('\n'))).toHaveLength(
    20,
  );
});

test('no value of the file stands in a sentence, and no name that a terminal would obey', async () => {
  const problems = await problemsOf(
    'secrets:\n  required: [sk-live-CANARY]\naccess:\n  tools: CANARY\n"red`": 1\nrefactor: { proof: CANARY }\n',
  );
  expect(problems).toHaveLength(4);
  expect(problems.join('\n')).not.toContain('CANARY');
  const named = await problemsOf('"\\e[31mred": 1\n');
  expect(named).toEqual(['1:1 This is no name for a value. The names of a map are plain text.']);
});

const kilobyte = 1024;
const many = (text: string, bytes = 60 * kilobyte) => text.repeat(Math.floor(bytes / text.length));

test.each([
  ['lists in lists', `a: ${many('[')}`, 'This lies too deep.'],
  ['maps in maps', many('{a: '), 'This lies too deep.'],
  ['list items in list items', `${many('- ')}x`, 'This lies too deep.'],
  ['keys of keys', `${many('? ')}x`, 'This lies too deep.'],
  ['values of values', many(': '), 'This lies too deep.'],
  ['an endless list', `a: [${many('x,')}x]`, 'too much to read'],
  ['keys without values', `{${many('a,')}}`, 'too much to read'],
  ['comments', many('#\n'), 'too much to read'],
  ['documents', many('---\n'), 'too much to read'],
  ['tags', `a: ${many('!!str ')}x`, 'too much to read'],
  ['a text without an end', `a: "${many('x\n\n')}`, 'This is not YAML that can be read.'],
  ['nothing but NUL', many('\0'), 'The file is of the wrong kind'],
  ['aliases of aliases', bomb(9, 8), 'This file says too much.'],
  ['a long chain of aliases', chain(200), 'This lies too deep.'],
])('a hostile file costs little: %s', async (_what, text, sentence) => {
  const problems = await problemsOf(text);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.length).toBeLessThanOrEqual(20);
  expect(problems[0]).toContain(sentence);
});

/** A text that doubles, or more, with each line. */
function bomb(lines: number, factor: number): string {
  const line = (index: number) =>
    `a${index}: &a${index} [${Array.from({ length: factor }, () => (index === 0 ? 'x' : `*a${index - 1}`)).join(', ')}]`;
  return Array.from({ length: lines }, (_, index) => line(index)).join('\n');
}

function chain(links: number): string {
  return Array.from(
    { length: links },
    (_, index) => `a${index}: &a${index} [${index === 0 ? 'x' : `*a${index - 1}`}]`,
  ).join('\n');
}
