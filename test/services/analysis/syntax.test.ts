import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startAnalysis, temporaryTree, type StartedAnalysis } from '../../support/analysis.ts';

const signal = new AbortController().signal;
// Real processes on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const choice = 'if (ready) {\n  go();\n} else {\n  stay();\n}\n';
const files = {
  'package.json': '{ "name": "tree", "type": "module" }',
  '.gitignore': '# what tools made\n/generated/\n*.local.ts\n!kept.local.ts\n',
  'src/choice.ts': choice,
  'src/plain.ts': 'if (ready) {\n  go();\n}\n',
  'src/broken.ts': 'const a = 1;\nconst = 2;\nif (a) { b(); } else { c(); }\n',
  'src/huge.ts': 'export const one = 1;\n'.repeat(20_001),
  'src/wide.ts': `export const text = '${'x'.repeat(2 * 1024 * 1024)}';\n`,
  'src/own.local.ts': choice,
  'src/kept.local.ts': choice,
  'src/types.d.ts': 'declare const ready: boolean;\n',
  'src/notes.md': '# not code\n',
  'generated/code.ts': choice,
  'dist/choice.js': choice,
  'node_modules/dependency/index.ts': choice,
  'script.cjs': choice,
};

describe('the syntax process', () => {
  const tree = temporaryTree(files);
  let analysis: StartedAnalysis;
  beforeAll(async () => {
    analysis = await startAnalysis(tree.root, { entry: 'test' });
  });
  afterEach(() => analysis.closeDocument('src/choice.ts'));
  afterAll(async () => {
    await analysis.dispose();
    tree.remove();
  });
  const offersOf = async (path: string, at = 0) =>
    (await analysis.offers({ path, span: { start: at, end: at } }, signal)).filter(
      (offer) => offer.intent === 'invert_if',
    );

  test('lists the intents as data', async () => {
    expect((await analysis.intents(signal))[0]).toEqual({
      id: 'invert_if',
      title: 'invert if',
      description: 'invert if.',
      kind: 'refactor.rewrite.grace.invert_if',
      safety: 'safe',
      needs: 'syntax',
    });
  });

  test('offers at the caret, greys out with the reason, and is silent elsewhere', async () => {
    expect(await offersOf('src/choice.ts')).toEqual([
      { intent: 'invert_if', kind: 'refactor.rewrite.grace.invert_if', title: 'invert if' },
    ]);
    expect((await offersOf('src/plain.ts'))[0]?.refused).toBe('There is no `else` arm to swap with.');
    expect(await offersOf('src/choice.ts', choice.length)).toEqual([]);
    expect(await offersOf('../outside.ts')).toEqual([]);
  });

  test('an unsaved buffer wins over the disk, edit by edit, until it is closed', async () => {
    analysis.openDocument('src/choice.ts', 1, 'start();\n');
    expect(await offersOf('src/choice.ts')).toEqual([]);
    analysis.changeDocument('src/choice.ts', 2, `start();\n${choice}`);
    expect(await offersOf('src/choice.ts', 'start();\n'.length)).toHaveLength(1);
    expect(await offersOf('src/choice.ts')).toEqual([]);
    analysis.closeDocument('src/choice.ts');
    expect(await offersOf('src/choice.ts')).toHaveLength(1);
  });

  test('an edited buffer is parsed as a whole parse would, whatever was typed', async () => {
    const texts = [
      choice,
      choice.replace('go', 'go/*'),
      choice.replace('}', ''),
      `\`\${${choice}`,
      choice,
      '',
    ];
    for (const [index, text] of texts.entries()) {
      analysis.changeDocument('src/choice.ts', index + 1, text);
      const incremental = await analysis.find({ path: 'src/choice.ts' }, signal);
      analysis.closeDocument('src/choice.ts');
      analysis.openDocument('src/choice.ts', 100 + index, text);
      expect(await analysis.find({ path: 'src/choice.ts' }, signal), text).toEqual(incremental);
    }
  });

  test('finds what a file has, or says why the file is left out', async () => {
    const found = await analysis.find({ path: 'src/choice.ts', intent: 'invert_if' }, signal);
    expect(found).toEqual({
      opportunities: [
        {
          intent: 'invert_if',
          file: 'src/choice.ts',
          range: { start: { line: 1, column: 1 }, end: { line: 5, column: 2 } },
          title: 'invert if',
          metrics: { size: choice.length },
          gain: choice.length / 2,
        },
      ],
    });
    const reasonFor = async (path: string) => (await analysis.find({ path }, signal)).skipped;
    expect(await reasonFor('src/broken.ts')).toMatch(
      /^src\/broken\.ts has a syntax error at line 2 \(.*\); fix it first\.$/,
    );
    expect(await reasonFor('src/huge.ts')).toMatch(
      /has 20,002 lines, more than the 20,000 that Grace works on/,
    );
    expect(await reasonFor('src/wide.ts')).toMatch(/is larger than the 2 MB that Grace works on/);
    expect(await reasonFor('src/missing.ts')).toBe('src/missing.ts does not exist.');
    expect(await reasonFor('../other/a.ts')).toMatch(/lies outside of the workspace/);
  });

  test('a file that is too large or broken greys every entry out, with the reason', async () => {
    expect((await offersOf('src/huge.ts'))[0]?.refused).toMatch(/20,002 lines/);
    expect((await offersOf('src/broken.ts', files['src/broken.ts'].indexOf('if')))[0]?.refused).toMatch(
      /syntax error at line 2/,
    );
  });

  test('lists source files without ignored ones, build output, dependencies and declarations', async () => {
    expect(await analysis.sourceFiles([''], signal)).toEqual([
      'script.cjs',
      'src/broken.ts',
      'src/choice.ts',
      'src/huge.ts',
      'src/kept.local.ts',
      'src/plain.ts',
      'src/wide.ts',
    ]);
    expect(
      await analysis.sourceFiles(['src/own.local.ts', 'src/plain.ts', './src/plain.ts'], signal),
    ).toEqual(['src/own.local.ts', 'src/plain.ts']);
    expect(await analysis.sourceFiles(['../..', 'nowhere'], signal)).toEqual([]);
  });

  test('an intent that throws is logged and does not take the others away', async () => {
    await expect(
      analysis.edit({ path: 'src/choice.ts', intent: 'explode', span: { start: 0, end: 0 } }, signal),
    ).resolves.toMatchObject({ kind: 'refusal', message: expect.stringContaining('no such luck') as string });
    expect(analysis.logged.join('\n')).toContain('The intent explode failed at src/choice.ts: no such luck');
  });
});
