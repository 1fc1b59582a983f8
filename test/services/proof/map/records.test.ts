import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProbedBodies } from '../../../../server/src/services/analysis/index.ts';
import type { TestRun } from '../../../../server/src/services/reports/index.ts';
import { learn } from '../../../../server/src/services/proof/map/learn.ts';
import { readMarks } from '../../../../server/src/services/proof/map/marks.ts';
import {
  readRecords,
  writeRecords,
  type Records,
} from '../../../../server/src/services/proof/map/records.ts';
import type { TreeInputs } from '../../../../server/src/services/proof/map/tree-inputs.ts';
import { bodyInput } from '../../../../server/src/services/proof/map/tree-inputs.ts';
import { privateFiles } from '../../../../server/src/services/proof/private-files.ts';
import { seeded, UnreliableDisk } from '../../../support/unreliable-disk.ts';

const path = '/caches/map/a.json';
const none = { tests: new Map(), suite: undefined, distrusted: undefined };

describe('records', () => {
  const records: Records = {
    tests: new Map([
      ['test/a.test.ts', [['world 1', 'body src/a.ts x'], ['world 0']]],
      ['test/b.test.ts', [['world 1']]],
    ]),
    suite: { world: '1', ran: ['test/a.test.ts'], there: ['test/a.test.ts', 'test/b.test.ts'] },
    distrusted: '0',
  };

  it('come back as they were', async () => {
    const files = privateFiles(new UnreliableDisk(seeded(1)));
    await writeRecords(path, records, files);
    expect(await readRecords(path, files)).toEqual(records);
  });

  it('are none where the file is missing, or damaged in any place', async () => {
    const files = privateFiles(new UnreliableDisk(seeded(1)));
    expect(await readRecords(path, files)).toEqual(none);
    await writeRecords(path, records, files);
    const text = (await files.read(path)) ?? '';
    for (let at = 0; at < text.length; at += 1) {
      await files.write(path, text.slice(0, at));
      expect(await readRecords(path, files)).toEqual(none);
      const other = text[at] === '1' ? '2' : '1';
      await files.write(path, text.slice(0, at) + other + text.slice(at + 1));
      expect(await readRecords(path, files)).toEqual(none);
    }
  });
});

const root = '/copy';
const text = "import '../src/a.ts';";

function treeOf(
  tests: Readonly<Record<string, string>> = { 'test/a.test.ts': text },
  sources: Readonly<Record<string, string>> = {},
): TreeInputs {
  const bodies = new Map(
    ['src/a.ts', 'src/b.ts'].map((file) => [
      file,
      { path: file, text: '', hitsToken: '', lines: [], keys: ['m', 'f', 'g'] } satisfies ProbedBodies,
    ]),
  );
  const texts = new Map([...bodies.keys()].map((file) => [file, sources[file] ?? '']));
  const all = new Set([
    'world w',
    ...[...bodies].flatMap(([file, { keys }]) => keys.map((key) => bodyInput(file, key))),
  ]);
  return { all, fresh: new Set(), world: 'w', bodies, texts, tests: new Map(Object.entries(tests)) };
}

function green(files: readonly string[], state: 'passed' | 'failed' | 'skipped' = 'passed'): TestRun {
  const tests = files.map((file) => ({ id: file, file, name: 'works', state }));
  return { tests, ran: tests.length, suiteErrors: [] };
}

const together = (...runs: readonly TestRun[]): TestRun => ({
  tests: runs.flatMap(({ tests }) => tests),
  ran: runs.reduce((sum, { ran }) => sum + ran, 0),
  suiteErrors: runs.flatMap(({ suiteErrors }) => suiteErrors),
});
const broken = (file?: string): TestRun => ({
  ...{ tests: [], ran: 0 },
  suiteErrors: [{ file, message: 'Unhandled' }],
});

const marksOf = (...lines: readonly (readonly unknown[])[]) =>
  readMarks([...lines.map((line) => JSON.stringify(line)), ''].join('\n'), '');
const hit = ['hit', 1, 'src/a.ts', '/copy/test/a.test.ts'];
const changeOf = (before: string, after: string) => ({ files: [{ path: 'src/b.ts', before, after }] });
const lesson = {
  run: green(['test/a.test.ts']),
  marks: marksOf(hit),
  tree: treeOf(),
  root,
  closures: { 'test/a.test.ts': ['src/b.ts', 'test/help.ts'] },
  helpers: new Map([['test/help.ts', 'export const help = 1;']]),
  change: changeOf('import "./c";', 'import "./c"; 1;'),
};
const fresh = (): Records => ({ tests: new Map(), suite: undefined, distrusted: undefined });

describe('a run teaches', () => {
  it('what a test file executed and loaded, and all of what it imports and was not seen running', () => {
    const records = fresh();
    expect(learn(lesson, records)).toEqual(['test/a.test.ts']);
    const [inputs] = records.tests.get('test/a.test.ts') ?? [];
    expect([...(inputs ?? [])].sort()).toEqual(
      [
        ...[bodyInput('src/a.ts', 'm'), bodyInput('src/a.ts', 'f'), 'world w'],
        ...['m', 'f', 'g'].map((key) => bodyInput('src/b.ts', key)),
      ].sort(),
    );
  });

  it('that what ran outside of any test file belongs to all of them', () => {
    const records = fresh();
    learn({ ...lesson, marks: marksOf(hit, ['hit', 2, 'src/b.ts', null]) }, records);
    const [inputs] = records.tests.get('test/a.test.ts') ?? [];
    expect(inputs).toContain(bodyInput('src/b.ts', 'g'));
    expect(inputs).not.toContain(bodyInput('src/b.ts', 'f'));
  });

  it('that what ran once may run again, as long as it is still there', () => {
    const records = fresh();
    records.tests.set('test/a.test.ts', [
      [bodyInput('src/b.ts', 'g'), bodyInput('src/b.ts', 'gone'), 'world old'],
    ]);
    learn(lesson, records);
    const [inputs] = records.tests.get('test/a.test.ts') ?? [];
    expect(inputs).toContain(bodyInput('src/b.ts', 'g'));
    expect(inputs).not.toContain(bodyInput('src/b.ts', 'gone'));
    expect(inputs).not.toContain('world old');
  });

  it.each<[string, Partial<typeof lesson>]>([
    ['a test failed', { run: together(green(['test/a.test.ts']), green(['test/a.test.ts'], 'failed')) }],
    [
      'something outside of its tests failed',
      { run: together(green(['test/a.test.ts']), broken('test/a.test.ts')) },
    ],
    ['the run as a whole failed', { run: together(green(['test/a.test.ts']), broken()) }],
    [
      'a failure elsewhere may have stopped it',
      {
        run: together(
          green(['test/a.test.ts']),
          green(['test/a.test.ts'], 'skipped'),
          green(['test/b.test.ts'], 'failed'),
        ),
      },
    ],
    ['its runner did not report it', { run: green(['test/b.test.ts']) }],
    ['it entered no probe of what it imports', { marks: marksOf(['began', '/copy/test/a.test.ts']) }],
    ['it started a process', { marks: marksOf(hit, ['starts', '/copy/test/a.test.ts']) }],
    ['it read a source', { marks: marksOf(hit, ['reads', '/copy/src/b.ts', '/copy/test/a.test.ts']) }],
    [
      'it copied a folder of sources',
      { marks: marksOf(hit, ['reads', '/copy/src', '/copy/test/a.test.ts']) },
    ],
    ['somebody read a source', { marks: marksOf(hit, ['reads', '/copy/src/b.ts', null]) }],
    [
      'it entered what is not in the tree',
      { marks: marksOf(hit, ['hit', 0, 'src/c.ts', '/copy/test/a.test.ts']) },
    ],
    ['it is not known what it imports', { closures: {} as typeof lesson.closures }],
    [
      'a file behind it imports another file than before',
      { change: changeOf("import './c';", "import './c'; import { type D } from './d';") },
    ],
    ['its text is not known', { tree: treeOf({}) }],
    ['it asks where lines stand', { tree: treeOf({ 'test/a.test.ts': 'error.stack' }) }],
    ['it draws by chance', { tree: treeOf({ 'test/a.test.ts': "import fc from 'fast-check'" }) }],
    [
      'it looks at how functions are written',
      { tree: treeOf({ 'test/a.test.ts': 'Function.prototype.toString.call(f)' }) },
    ],
    [
      'it takes the text of a source into itself',
      { tree: treeOf({ 'test/a.test.ts': "import text from '../src/a.ts?raw';" }) },
    ],
    ...[
      'error.stack',
      "import fc from 'fast-check'",
      "import text from '../src/a.ts?raw';",
      "import.meta.glob('../src/*.ts', { as: 'raw' })",
      "import text from '../src/a.ts' with { type: 'text' };",
      "require('@babel/core').transformFileSync('src/a.ts')",
      "require('ts-node').register()",
    ].map((help): [string, Partial<typeof lesson>] => [
      `what helps it does: ${help}`,
      { helpers: new Map([['test/help.ts', help]]) },
    ]),
    ['another one left something in the tree', { marks: marksOf(hit, ['writes', '/copy/test/b.test.ts']) }],
    ['somebody left something in the tree', { marks: marksOf(hit, ['writes', null]) }],
    ['it looked at how a function is written', { marks: marksOf(hit, ['shows', '/copy/test/a.test.ts']) }],
    [
      'a source that it imports reads stacks through a package',
      { tree: treeOf(undefined, { 'src/b.ts': "import * as trace from 'stack-trace';" }) },
    ],
    ['it bundles', { tree: treeOf({ 'test/a.test.ts': "import { build } from 'rolldown';" }) }],
    [
      'a source that it runs asks where lines stand',
      { tree: treeOf(undefined, { 'src/a.ts': "new Error().stack?.split('\\n')[2]" }) },
    ],
    [
      'a source that it imports bundles',
      { tree: treeOf(undefined, { 'src/b.ts': "const { build } = await import('esbuild');" }) },
    ],
  ])('nothing of a test file where %s', (_why, other) => {
    const records = fresh();
    expect(learn({ ...lesson, ...other }, records)).toEqual([]);
    expect(records.tests.size).toBe(0);
  });

  it('it also of a test file that ran to its end beside one that fails', () => {
    for (const red of [green(['test/b.test.ts'], 'failed'), broken('test/b.test.ts')])
      expect(learn({ ...lesson, run: together(lesson.run, red) }, fresh())).toEqual(['test/a.test.ts']);
  });

  it('it also of one that found in the tree only what it wrote there itself', () => {
    const marks = marksOf(hit, ['writes', '/copy/test/a.test.ts']);
    expect(learn({ ...lesson, marks }, fresh())).toEqual(['test/a.test.ts']);
  });

  it('it also of one where a helper that it does not import is unsteady', () => {
    const helpers = new Map([['test/other.ts', 'error.stack']]);
    expect(learn({ ...lesson, helpers }, fresh())).toEqual(['test/a.test.ts']);
  });

  it('it also of one in which tests are skipped while nothing fails', () => {
    const run = together(lesson.run, green(['test/a.test.ts', 'test/b.test.ts'], 'skipped'));
    expect(learn({ ...lesson, run }, fresh())).toEqual(['test/a.test.ts']);
  });

  it('it also of a test file whose sources only hand a stack on, or name a bundler', () => {
    const sources = {
      'src/a.ts': "log(error.stack); // as 'vite' does",
      'src/b.ts': 'return stack.split();',
    };
    expect(learn({ ...lesson, tree: treeOf(undefined, sources) }, fresh())).toEqual(['test/a.test.ts']);
  });

  it('of a file that is read only what is watched: data is of the world', () => {
    const marks = marksOf(hit, ['reads', '/copy/test/data.js', '/copy/test/a.test.ts']);
    expect(learn({ ...lesson, marks }, fresh())).toEqual(['test/a.test.ts']);
  });

  it('nothing that a tree with another input has not got', () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2]), fc.constantFrom(0, 1, 2), (entered, changed) => {
        const records = fresh();
        learn(
          {
            ...lesson,
            closures: { 'test/a.test.ts': ['src/a.ts'] },
            marks: marksOf(...entered.map((probe) => ['hit', probe, 'src/a.ts', '/copy/test/a.test.ts']), [
              'began',
              '/copy/test/a.test.ts',
            ]),
          },
          records,
        );
        const [inputs = ['nothing was learned']] = records.tests.get('test/a.test.ts') ?? [];
        const tree = new Set(
          [...treeOf().all].filter(
            (input) => input !== bodyInput('src/a.ts', ['m', 'f', 'g'][changed] ?? ''),
          ),
        );
        const sees = entered.length === 0 || changed === 0 || entered.includes(changed);
        expect(inputs.every((input) => tree.has(input))).toBe(!sees);
      }),
    );
  });
});
