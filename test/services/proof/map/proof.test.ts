import { beforeEach, describe, expect, it } from 'vitest';
import { isRefusal, refused } from '../../../../server/src/base/index.ts';
import type { ToolRun } from '../../../../server/src/core/ports/index.ts';
import { probeBodies } from '../../../../server/src/services/analysis/probes/index.ts';
import { createProof, type Proof } from '../../../../server/src/services/proof/index.ts';
import { reportTests, rewrite, scriptedWorkspace, type SandboxView } from '../support/world.ts';

const full = { gates: 'full', approved: true } as const;
const never = new AbortController().signal;
const test = 'test/a.test.ts';
const source = [
  'export const used = () => 1;',
  'export const other = () => 2; // NOT_TESTED',
  'export const third = () => 3;',
  '',
].join('\n');

let workspace: ReturnType<typeof scriptedWorkspace>;
let proof: Proof;
/** What each run of the tests was asked for, and whether it was recorded. */
let asked: string[];
let environment: Record<string, string>;
let outcome: (sandbox: SandboxView, run: ToolRun) => 'passed' | 'failed';

/** The one test file enters every probe of `src/a.ts` except those on lines with `NOT_TESTED`. */
beforeEach(() => {
  workspace = scriptedWorkspace();
  workspace.tree.set('src/a.ts', source);
  asked = [];
  environment = { TZ: 'UTC', TERM: 'dumb' };
  outcome = () => 'passed';
  workspace.tools.vitest = async (sandbox, run) => {
    const except = run.argv.some((word) => word === `--exclude=${test}`);
    const marks = run.env?.['GRACE_MARKS'];
    const kind = run.argv.includes('related')
      ? 'related'
      : run.argv.includes(`/copy/${test}`)
        ? 'file'
        : 'all';
    asked.push(
      [kind, ...(except ? ['without'] : []), ...(marks === undefined ? ['unrecorded'] : [])].join(' '),
    );
    if (except) return reportTests(sandbox, run, {});
    if (marks !== undefined) await sandbox.write(marks, marksOf(sandbox));
    return reportTests(sandbox, run, { 'a works': outcome(sandbox, run) });
  };
  proof = createProof({
    ...workspace.ports,
    environment,
    async openSandbox(request, signal) {
      const sandbox = await workspace.ports.openSandbox(request, signal);
      if (isRefusal(sandbox)) return sandbox;
      return {
        ...sandbox,
        write: (change, stop) =>
          change.files.some(({ path }) => path === 'src/link.ts')
            ? Promise.resolve(refused('It is a link.'))
            : sandbox.write(change, stop),
      };
    },
    analysis: {
      ...workspace.ports.analysis,
      sourceFiles: () => Promise.resolve([...workspace.tree.keys()].filter((path) => path.endsWith('.ts'))),
      bodies: (files) =>
        Promise.resolve(
          files.map(({ file, lines }) => {
            const bodies = probeBodies(file, lines);
            return { readsSources: file.after?.includes('?raw') === true, ...(bodies ? { bodies } : {}) };
          }),
        ),
      importClosures: (paths) =>
        Promise.resolve(Object.fromEntries(paths.map((path) => [path, ['src/a.ts']]))),
    },
  });
});

function marksOf(sandbox: SandboxView): string {
  const lines = sandbox
    .text('src/a.ts')
    .split('\n')
    .filter((line) => !line.includes('NOT_TESTED') && !line.includes('function __graceProbe'));
  const probes = lines.flatMap((line) =>
    [...line.matchAll(/__graceProbe\((\d+)\)/g)].map(([, probe]) => Number(probe)),
  );
  return probes.map((probe) => `${JSON.stringify(['hit', probe, 'src/a.ts', `/copy/${test}`])}\n`).join('');
}

const edit = (from: string, to: string) =>
  rewrite(
    workspace,
    source.replace(from, () => to),
  );
const prove = (from: string, to: string) => proof.prove(edit(from, to), full, never);

describe('a proof with a map', () => {
  it('leaves out a test file that executes nothing that changed, and says so', async () => {
    expect(await prove('=> 3', '=> 30')).toMatchObject({ verdict: 'proven' });
    expect(asked).toEqual(['related']);
    // It executed the third function as it was changed; here is the record of how the tree has it.
    await prove('=> 2;', '=> 20;');
    asked = [];
    const report = await prove('=> 2;', '=> 200;');
    expect(report).toMatchObject({ verdict: 'checked', gates: { tests: { status: 'skipped' } } });
    expect(asked).toEqual(['related without']);
  });

  it('proves the same change as well again: what vouched for it is run, though it passed on it', async () => {
    expect(await prove('=> 1;', '=> 10;')).toMatchObject({ verdict: 'proven' });
    asked = [];
    expect(await prove('=> 1;', '=> 10;')).toMatchObject({ verdict: 'proven' });
    expect(asked).toEqual(['related']);
  });

  it('runs it again for a change of more than sources, though it passed on that before', async () => {
    const { files } = edit('=> 2;', '=> 20;');
    const change = { files: [...files, { path: 'data.txt', before: null, after: 'ten' }] };
    await proof.prove(change, full, never);
    asked = [];
    await proof.prove(change, full, never);
    expect(asked[0]).toBe('related');
  });

  it('runs it again where a body that it executes changed', async () => {
    await prove('=> 2;', '=> 20;');
    asked = [];
    expect(await prove('=> 1;', '=> 10;')).toMatchObject({ verdict: 'proven' });
    expect(asked).toEqual(['related']);
  });

  it.each<[string, () => void]>([
    ['the test file itself', () => workspace.tree.set(test, "import '../src/a.ts'; // more")],
    ['another test file', () => workspace.tree.set('test/b.test.ts', '1;')],
    ['the environment', () => void (environment['TZ'] = 'Asia/Tokyo')],
    ['data', () => workspace.tree.set('package.json', '{"version":"2"}')],
    ['a helper of tests', () => workspace.tree.set('test/helper.ts', '1;')],
    [
      'what the module does when it is loaded',
      () => workspace.tree.set('src/a.ts', `${source}export const x = 1;\n`),
    ],
    ['which sources there are', () => workspace.tree.set('src/b.ts', '1;')],
    ['who reads sources as text', () => workspace.tree.set('src/b.ts', "import './a.ts?raw';")],
  ])('runs it again where something else changed: %s', async (_what, happens) => {
    await prove('=> 2;', '=> 20;');
    asked = [];
    happens();
    const before = workspace.tree.get('src/a.ts') ?? '';
    await proof.prove(rewrite(workspace, before.replace('=> 2;', '=> 21;')), full, never);
    expect(asked[0]).toMatch(/^related(?: unrecorded)?$/);
  });

  it('remembers nothing of a run in which a test failed', async () => {
    outcome = (_sandbox, run) => (run.env?.['GRACE_MARKS'] === undefined ? 'passed' : 'failed');
    await prove('=> 2;', '=> 20;');
    outcome = () => 'passed';
    asked = [];
    await prove('=> 2;', '=> 21;');
    // The failure was one of the probes' own: this runner is not watched any more.
    expect(asked[0]).toBe('related unrecorded');
    asked = [];
    await prove('=> 2;', '=> 22;');
    expect(asked[0]).toBe('related unrecorded');
  });

  it('does without where the tests may rest on what no map sees', async () => {
    workspace.member = { ...workspace.member, dependencies: { 'ts-jest': '^29.0.0' } };
    await prove('=> 1;', '=> 10;');
    expect(asked[0]).toBe('related unrecorded');
  });

  it('leaves it out also in another window of the same person', async () => {
    await prove('=> 2;', '=> 20;');
    asked = [];
    environment['TERM'] = 'xterm';
    environment['VSCODE_PID'] = '1';
    await prove('=> 2;', '=> 21;');
    expect(asked).toEqual(['related without']);
  });

  it('runs the whole suite for lines that were left out, until it is known that it cannot execute them', async () => {
    await prove('=> 2;', '=> 20;');
    expect(asked).toEqual(['related', 'all without']);
    asked = [];
    await prove('=> 2;', '=> 21;');
    expect(asked).toEqual(['related without']);
  });

  it('learns nothing where the tests can only be run without probes', async () => {
    const { vitest } = workspace.tools;
    workspace.tools.vitest = (sandbox, run) =>
      sandbox.text('src/a.ts').includes('__graceProbe')
        ? { exitCode: 7, stderr: 'Unexpected token' }
        : vitest(sandbox, run);
    await prove('=> 1;', '=> 10;');
    expect(asked).toEqual(['all unrecorded']);
    asked = [];
    workspace.tools.vitest = vitest;
    await prove('=> 1;', '=> 11;');
    expect(asked).toEqual(['related']);
  });

  it('does without where a source cannot be written in the copy', async () => {
    workspace.tree.set('src/link.ts', '1;');
    expect((await prove('=> 1;', '=> 10;')).gates.tests.status).toBe('pass');
    expect(asked[0]).toBe('related unrecorded');
  });

  it('does without where the analysis cannot answer', async () => {
    proof = createProof(workspace.ports);
    await prove('=> 1;', '=> 10;');
    expect(asked[0]).toBe('related unrecorded');
  });
});
