import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ChangeSet } from '../../../server/src/protocol/index.ts';
import { startAnalysis, temporaryTree, type StartedAnalysis } from '../../support/analysis.ts';

const signal = new AbortController().signal;
// Real processes on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe('facts of a change', () => {
  const tree = temporaryTree({});
  let analysis: StartedAnalysis;
  beforeAll(async () => {
    analysis = await startAnalysis(tree.root, { entry: 'test' });
  });
  afterAll(async () => {
    await analysis.dispose();
    tree.remove();
  });
  const factsOf = (before: string | null, after: string | null, path = 'a.ts') =>
    analysis.facts({ files: [{ path, before, after }] } satisfies ChangeSet, signal);

  test.each([
    [
      'types and comments',
      'export const a = f(1);',
      '/** One. */\nexport const a: number = f(1) as number; // why',
      'a.ts',
    ],
    ['an import type', 'export let a;', "import type { A } from './b.ts';\nexport let a: A;", 'a.ts'],
    ['an interface in a new file', null, 'export interface A { b: string }\n', 'b.ts'],
    ['a comment in JavaScript', 'export const a = 1;', '/** @type {number} */\nexport const a = 1;', 'a.js'],
    ['a declaration file', 'export const a: 1;', 'export const a: 2;', 'a.d.ts'],
    ['indentation', 'if (a) {\nb();\n}', 'if (a) {\n    b();\n}', 'a.ts'],
  ])('%s: the emitted JavaScript is the same', async (_name, before, after, path) => {
    expect((await factsOf(before, after, path)).sameEmit).toBe(true);
  });

  test.each([
    ['a value', 'export const a = 1;', 'export const a = 2;', 'a.ts'],
    ['an import that may be kept', 'export let a;', "import { A } from './b.ts';\nexport let a: A;", 'a.ts'],
    [
      'metadata of a decorator',
      '@d class A { constructor(a: B) {} }',
      '@d class A { constructor(a: C) {} }',
      'a.ts',
    ],
    ['a field that is declared only', 'class A { a: B; }', 'class A { declare a: B; }', 'a.ts'],
    ['a deleted file', 'run();', null, 'a.ts'],
    ['data', '{"a":1}', '{"a":2}', 'a.json'],
  ])('%s: the emitted JavaScript differs', async (_name, before, after, path) => {
    expect((await factsOf(before, after, path)).sameEmit).toBe(false);
  });

  test.each<[string, string, string, number[]]>([
    ['a changed call', 'a();\nb();\n', 'a();\nc();\n', [2]],
    ['a type', 'const a = f();\n', 'const a: A = f();\n', []],
    ['a cast and a non-null mark', 'f(a.b);\n', 'f(a!.b as C);\n', []],
    ['comments, imports, blank lines', 'a();\n', "// why\nimport b from 'b';\n\na();\n", []],
    ['a type only', 'a();\n', 'interface A {\n  b: string;\n}\na();\n', []],
    ['indentation', 'a();\n', 'if (c) {\n  a();\n}\n', [1]],
    ['the header of a function', '', 'function name(one: string) {\n  return one;\n}\n', [2]],
    ['a default value', 'function f(a) {\n  a();\n}\n', 'function f(a = g()) {\n  a();\n}\n', [1]],
    ['a deleted call: the line in its place', 'a();\nb();\nc();\n', 'a();\nc();\n', [2]],
    ['a deleted call at the end', 'a();\nb();\n', 'a();\n', [1]],
    ['brackets alone', 'f([\n  1]);\n', 'f([\n  1,\n]);\n', []],
    ['grouping', 'x = (a + b) * c;\n', 'x = a + (b * c);\n', [1]],
    ['a comparison', 'x = a < b;\n', 'x = a > b;\n', [1]],
    ['a template over lines', 'f(`a\nb`);\n', 'f(`a\nc`);\n', [2]],
  ])('executable lines: %s', async (_name, before, after, lines) => {
    expect((await factsOf(before, after)).executableLines).toEqual({ 'a.ts': lines });
  });

  test('syntax errors that the change adds, not those that only moved', async () => {
    const added = await factsOf('const a = 1;\n', 'const a = 1;\nconst = 2;\n');
    expect(added.parseProblems[0]).toMatchObject({ tool: 'typescript', file: 'a.ts', line: 2 });
    expect((await factsOf('const = 2;\n', 'a();\nconst = 2;\n')).parseProblems).toEqual([]);
    expect((await factsOf('a();', 'let a: number;', 'a.js')).parseProblems).toHaveLength(1);
    expect((await factsOf('{}', '{ "a": }', 'a.json')).parseProblems).not.toEqual([]);
  });

  test('cheats are told', async () => {
    const { cheats } = await factsOf('a();\n', '// @ts-ignore\na();\n');
    expect(cheats.map(({ file, line }) => ({ file, line }))).toEqual([{ file: 'a.ts', line: 1 }]);
  });
});
