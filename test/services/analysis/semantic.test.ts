import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isRefusal } from '../../../server/src/base/index.ts';
import {
  startAnalysis,
  temporaryTree,
  type StartedAnalysis,
  type StartOptions,
} from '../../support/analysis.ts';

const signal = new AbortController().signal;
// Real processes on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const strict =
  '{ "compilerOptions": { "strict": true, "noEmit": true, "allowImportingTsExtensions": true, "lib": ["es5"], "types": [] } }';
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0)) await step();
});

async function open(files: Readonly<Record<string, string>>, options: StartOptions = {}) {
  const tree = temporaryTree(files);
  const analysis = await startAnalysis(tree.root, { entry: 'test', ...options });
  cleanUp.push(async () => {
    await analysis.dispose();
    tree.remove();
  });
  return { ...tree, analysis };
}

/** Picks an intent where `marker` begins, and answers with the new texts or the sentence of the refusal. */
async function pick(
  analysis: StartedAnalysis,
  root: string,
  path: string,
  intent: string,
  marker = 'return',
) {
  const start = Math.max(readFileSync(join(root, path), 'utf8').indexOf(marker), 0);
  const answer = await analysis.edit({ path, intent, span: { start, end: start } }, signal);
  if (isRefusal(answer)) return answer.message;
  return Object.fromEntries(answer.change.files.map((file) => [file.path, file.after]));
}

describe('edits that the checker agrees with', () => {
  test('carry whole texts, what the types were, and the checker’s word', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': 'function local() { return 5; }\nlocal();\n',
    });
    const start = readFileSync(join(root, 'a.ts'), 'utf8').indexOf('return');
    const answer = await analysis.edit(
      { path: 'a.ts', intent: 'return_text', span: { start, end: start } },
      signal,
    );
    expect(answer).toMatchObject({
      title: 'return text',
      notes: ['It was 5.'],
      change: {
        files: [
          {
            path: 'a.ts',
            before: 'function local() { return 5; }\nlocal();\n',
            after: "function local() { return '5'; }\nlocal();\n",
          },
        ],
      },
      screening: { newProblems: [], complete: true },
    });
  });

  test('try candidates on the checker, and name what is new', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': "const known: number = 'wrong before';\nexport const answer = 42;\nexport const odd = {};\n",
    });
    expect(await pick(analysis, root, 'a.ts', 'first_fitting_type', 'answer')).toEqual({
      'a.ts':
        "const known: number = 'wrong before';\nexport const answer: number = 42;\nexport const odd = {};\n",
    });
    expect(await pick(analysis, root, 'a.ts', 'first_fitting_type', 'odd')).toMatch(
      /^Nothing fits: TS2322 at \d+\.$/,
    );
    const start = readFileSync(join(root, 'a.ts'), 'utf8').indexOf('answer');
    const span = { start, end: start };
    expect(await analysis.edit({ path: 'a.ts', intent: 'first_fitting_type', span }, signal)).toMatchObject({
      introduces: { path: 'a.ts', name: 'number' },
    });
  });

  test('line ends and a byte-order mark are kept', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': '\uFEFFfunction local() {\r\n  return 5;\r\n}\r\nlocal();\r\n',
    });
    const span = { start: readFileSync(join(root, 'a.ts'), 'utf8').indexOf('return') - 1, end: 30 };
    const answer = await analysis.edit({ path: 'a.ts', intent: 'return_text', span }, signal);
    expect(answer).toMatchObject({
      change: {
        files: [
          {
            before: '\uFEFFfunction local() {\r\n  return 5;\r\n}\r\nlocal();\r\n',
            after: "\uFEFFfunction local() {\r\n  return '5';\r\n}\r\nlocal();\r\n",
          },
        ],
      },
    });
  });

  test('several files: moved out with a re-export, importers still fine', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': 'export const one = 1;\n',
      'b.ts': "import { one } from './a.ts';\nexport const two: number = one;\n",
    });
    expect(await pick(analysis, root, 'a.ts', 'move_out')).toEqual({
      'a.ts': "export * from './moved.ts';\n",
      'moved.ts': 'export const one = 1;\n',
    });
  });

  test('a problem that was there before is not held against the edit', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': "const wrong: number = 'x';\nfunction local() { return 5; }\nlocal(); wrong;\n",
    });
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toMatchObject({
      'a.ts': expect.any(String) as string,
    });
  });
});

describe('edits that the checker objects to are refused', () => {
  const shape = 'export function shape() { return 5; }\n';
  const user = "import { shape } from './a.ts';\nexport const size: number = shape();\n";

  test('in the changed file', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': 'function f(): number { return 5; }\nf();\n',
    });
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toBe(
      "The edit would add a type error: a.ts:1 TS2322 Type 'string' is not assignable to type 'number'. Nothing was changed.",
    );
  });

  test('a part of an edit that adds a problem is left out, and told', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': 'function f(): number { return 5; }\nfunction g() { return 6; }\nf(); g();\n',
    });
    expect(await pick(analysis, root, 'a.ts', 'return_texts')).toEqual({
      'a.ts': "function f(): number { return 5; }\nfunction g() { return '6'; }\nf(); g();\n",
    });
    const edited = await analysis.edit(
      { path: 'a.ts', intent: 'return_texts', span: { start: 0, end: 0 } },
      signal,
    );
    expect(edited).toMatchObject({
      notes: [
        "Line 1 stays: Its edit would add a type error (TS2322 Type 'string' is not assignable to type 'number').",
      ],
    });
  });

  test('every part of an edit, and then nothing is left of it', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': 'function f(): number { return 5; }\nf();\n',
    });
    expect(await pick(analysis, root, 'a.ts', 'return_texts')).toContain('a.ts:1 TS2322');
  });

  test('in a dependent, because what the file shows changed', async () => {
    const { root, analysis } = await open({ 'tsconfig.json': strict, 'a.ts': shape, 'b.ts': user });
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toContain('b.ts:2 TS2322');
  });

  test('in a dependent of a dependent, through a re-export and through an inferred type', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': shape,
      'again.ts': "export * from './a.ts';\n",
      'inferred.ts': "import { shape } from './again.ts';\nexport const made = shape();\n",
      'c.ts': "import { made } from './inferred.ts';\nexport const size: number = made;\n",
    });
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toContain('c.ts:2 TS2322');
  });

  test('beyond the limit of dependents the answer says that it is not complete', async () => {
    const { root, analysis } = await open(
      { 'tsconfig.json': strict, 'a.ts': shape, 'b.ts': "import { shape } from './a.ts';\nshape();\n" },
      { limits: { dependentsMax: 0 } },
    );
    const start = readFileSync(join(root, 'a.ts'), 'utf8').indexOf('return');
    expect(
      await analysis.edit({ path: 'a.ts', intent: 'return_text', span: { start, end: start } }, signal),
    ).toMatchObject({
      screening: { declarationsChanged: ['a.ts'], complete: false },
    });
  });

  test('text that does not parse is a bug that is caught', async () => {
    const { root, analysis } = await open({ 'tsconfig.json': strict, 'a.ts': shape });
    expect(await pick(analysis, root, 'a.ts', 'break_syntax')).toMatch(
      /would break the syntax .* bug of Grace/,
    );
  });
});

describe('files that cannot be edited are refused with a sentence', () => {
  test.each<[string, string, RegExp]>([
    ['broken syntax', 'const = 1;\nreturn', /a\.ts has a syntax error at line 1 .*fix it first/],
    ['too many lines', `return;\n${'a();\n'.repeat(20_000)}`, /20,002 lines/],
    [
      'nothing there any more',
      'const a = 1;\n',
      /has nothing to do at this place of a\.ts\. It may have changed: pick it again\./,
    ],
  ])('%s', async (_name, text, sentence) => {
    const { root, analysis } = await open({ 'a.ts': text });
    expect(await pick(analysis, root, 'a.ts', 'invert_if')).toMatch(sentence);
  });

  test('a place past the end, another folder, an unknown intent, a name that is taken, no UTF-8', async () => {
    const { root, analysis } = await open({ 'a.ts': 'const a = 1;\n', 'moved.ts': '', 'b/x.ts': '' });
    const edit = async (path: string, intent: string, start = 0) => {
      const answer = await analysis.edit({ path, intent, span: { start, end: start } }, signal);
      return isRefusal(answer) ? answer.message : 'edited';
    };
    expect(await edit('a.ts', 'move_out', 99)).toMatch(/lies outside of a\.ts: it has changed since/);
    expect(await edit('../a.ts', 'move_out')).toMatch(/lies outside of the workspace/);
    expect(await edit('a.ts', 'no_such')).toMatch(/There is no refactor called no_such/);
    expect(await edit('a.ts', 'move_out')).toMatch(/moved\.ts exists already/);
    writeFileSync(join(root, 'b/x.ts'), Buffer.from("export const a = '\xff';\n", 'latin1'));
    expect(await edit('b/x.ts', 'move_out')).toMatch(/is not UTF-8 text/);
  });
});

describe('the project of a file', () => {
  const numbers = (text: string) => `function f(): number { return ${text}; }\nf();\n`;

  test('references of a solution, composite projects before they are built', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./one" }, { "path": "./two" }] }',
      'base.json': '{ "compilerOptions": { "strict": true, "composite": true, "outDir": "./out" } }',
      'one/tsconfig.json': '{ "extends": "../base.json", "include": ["."] }',
      'one/a.ts': 'export function one() { return 1; }\n',
      'two/tsconfig.json':
        '{ "extends": "../base.json", "include": ["."], "references": [{ "path": "../one" }] }',
      'two/b.ts': "import { one } from '../one/a';\nfunction f(): number { return one(); }\nf();\n",
    });
    expect(await pick(analysis, root, 'two/b.ts', 'return_text')).toContain('two/b.ts:2 TS2322');
    expect(analysis.debugInfo()).toContain('two/tsconfig.json');
    expect(analysis.debugInfo()).not.toContain('one/tsconfig.json');
  });

  test('`paths` and `extends`', async () => {
    const { root, analysis } = await open({
      'base.json': '{ "compilerOptions": { "strict": true, "paths": { "@/*": ["./src/*"] } } }',
      'tsconfig.json': '{ "extends": "./base.json" }',
      'src/a.ts': 'export function shape() { return 5; }\n',
      'app/b.ts': "import { shape } from '@/a';\nexport const size: number = shape();\n",
    });
    expect(await pick(analysis, root, 'src/a.ts', 'return_text')).toContain('app/b.ts:2 TS2322');
  });

  test('a file that no configuration includes borrows the nearest one’s options', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': '{ "compilerOptions": { "strict": true }, "include": ["src"] }',
      'src/a.ts': 'export {};\n',
      'test/a.test.ts': numbers('5'),
    });
    expect(await pick(analysis, root, 'test/a.test.ts', 'return_text')).toContain('TS2322');
    expect(analysis.debugInfo()).toContain('semantic tsconfig.json');
  });

  test('a sibling configuration that includes it goes before borrowing', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': '{ "include": ["src"] }',
      'tsconfig.test.json': '{ "compilerOptions": { "strict": true }, "include": ["test"] }',
      'test/a.test.ts': numbers('5'),
    });
    expect(await pick(analysis, root, 'test/a.test.ts', 'return_text')).toContain('TS2322');
    expect(analysis.debugInfo()).toContain('semantic tsconfig.test.json');
  });

  test('JavaScript: checked where its project says so, and only parsed elsewhere', async () => {
    const text = '/** @returns {number} */\nfunction f() { return 5; }\nf();\n';
    const checked = await open({
      'jsconfig.json': '{ "compilerOptions": { "checkJs": true, "strict": true } }',
      'a.js': text,
    });
    expect(await pick(checked.analysis, checked.root, 'a.js', 'return_text', 'return 5')).toContain(
      'a.js:2 TS2322',
    );
    const plain = await open({ 'package.json': '{}', 'a.js': text });
    expect(await pick(plain.analysis, plain.root, 'a.js', 'return_text', 'return 5')).toEqual({
      'a.js': text.replace('return 5', "return '5'"),
    });
  });

  test('no configuration at all', async () => {
    const { root, analysis } = await open({ 'a.ts': numbers('5') });
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toContain('a.ts:1 TS2322');
    expect(analysis.debugInfo()).toContain('semantic (no configuration)');
  });

  test('a configuration with errors still answers', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': '{ "extends": "./gone.json", "compilerOptions": { "strict": true, "target": "es1" } ',
      'a.ts': numbers('5'),
    });
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toContain('a.ts:1 TS2322');
  });

  test('an older TypeScript of the project’s own brings its own defaults', async () => {
    const files = {
      'node_modules/typescript/package.json': '{ "name": "typescript", "version": "5.4.2" }',
      'a.ts': 'function f(given) { return 5; }\nf(1);\n',
    };
    const older = await open({ ...files, 'tsconfig.json': '{}' });
    const change = { files: [{ path: 'a.ts', before: 'export {};\n', after: files['a.ts'] }] };
    expect(await older.analysis.screen(change, signal)).toMatchObject({ newProblems: [] });
    const strictly = await open({ ...files, 'tsconfig.json': strict });
    expect(await strictly.analysis.screen(change, signal)).toMatchObject({
      newProblems: [{ code: 'TS7006' }],
    });
  });
});

describe('what is open or has just changed', () => {
  test('an unsaved buffer wins, also in dependents and after the process was started', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': 'export function shape() { return 5; }\n',
      'b.ts': "import { shape } from './a.ts';\nexport const size: unknown = shape();\n",
    });
    analysis.openDocument(
      'b.ts',
      1,
      "import { shape } from './a.ts';\nexport const size: number = shape();\n",
    );
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toContain('b.ts:2 TS2322');
    analysis.changeDocument(
      'b.ts',
      2,
      "import { shape } from './a.ts';\n\n\nexport const size: string | number = shape();\n",
    );
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toEqual({
      'a.ts': "export function shape() { return '5'; }\n",
    });
    analysis.closeDocument('b.ts');
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toMatchObject({
      'a.ts': expect.any(String) as string,
    });
  });

  test('files that changed, came or went on disk are seen', async () => {
    const { root, analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': 'export function shape() { return 5; }\n',
    });
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toMatchObject({
      'a.ts': expect.any(String) as string,
    });
    writeFileSync(
      join(root, 'b.ts'),
      "import { shape } from './a.ts';\nexport const size: number = shape();\n",
    );
    analysis.filesChanged(['b.ts']);
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toContain('b.ts:2 TS2322');
    writeFileSync(
      join(root, 'b.ts'),
      "import { shape } from './a.ts';\nexport const size: unknown = shape();\n",
    );
    analysis.filesChanged(['b.ts']);
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toMatchObject({
      'a.ts': expect.any(String) as string,
    });
  });

  test('dependencies that were installed are read again', async () => {
    const { root, analysis } = await open({
      'package.json': '{}',
      'tsconfig.json': strict,
      'node_modules/pad/package.json': '{ "name": "pad", "types": "index.d.ts" }',
      'node_modules/pad/index.d.ts': 'export declare function pad(text: unknown): void;\n',
      'a.ts': "import { pad } from 'pad';\nfunction local() { return 5; }\npad(local());\n",
    });
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toMatchObject({
      'a.ts': expect.any(String) as string,
    });
    writeFileSync(
      join(root, 'node_modules/pad/index.d.ts'),
      'export declare function pad(count: number): void;\n',
    );
    analysis.filesChanged(['package-lock.json']);
    expect(await pick(analysis, root, 'a.ts', 'return_text')).toContain('a.ts:3 TS2345');
  });

  test('a configuration that changed governs the next answer', async () => {
    const { root, analysis } = await open({ 'tsconfig.json': strict, 'a.ts': 'export {};\n' });
    const change = {
      files: [{ path: 'a.ts', before: 'export {};\n', after: 'export function f(x) { return x; }\n' }],
    };
    expect(await analysis.screen(change, signal)).toMatchObject({ newProblems: [{ code: 'TS7006' }] });
    writeFileSync(join(root, 'tsconfig.json'), strict.replace('"strict": true', '"strict": false'));
    analysis.filesChanged(['tsconfig.json']);
    expect(await analysis.screen(change, signal)).toMatchObject({ newProblems: [] });
  });

  test('a screening of a change that deletes a file names who still wants it', async () => {
    const { analysis } = await open({
      'tsconfig.json': strict,
      'a.ts': 'export const one = 1;\n',
      'b.ts': "import { one } from './a.ts';\none;\n",
    });
    const change = { files: [{ path: 'a.ts', before: 'export const one = 1;\n', after: null }] };
    expect(await analysis.screen(change, signal)).toMatchObject({
      newProblems: [{ file: 'b.ts', line: 1, code: 'TS2307' }],
      declarationsChanged: ['a.ts'],
    });
    expect(await analysis.screen({ files: [] }, signal)).toMatchObject({ newProblems: [], complete: true });
  });
});
