import { describe, expect, it } from 'vitest';
import { Cancelled } from '../../../server/src/base/index.ts';
import type { ToolRun } from '../../../server/src/core/ports/index.ts';
import type { ChangeSet } from '../../../server/src/protocol/index.ts';
import { createProof } from '../../../server/src/services/proof/index.ts';
import {
  executeProbes,
  proofOf,
  reportTests,
  rewrite,
  scriptedWorkspace,
  type ScriptedWorkspace,
} from './support/world.ts';

const full = { gates: 'full', approved: true } as const;
const never = new AbortController().signal;

async function prove(workspace: ScriptedWorkspace, change: ChangeSet, options = {}) {
  return proofOf(workspace).prove(change, { ...full, ...options }, never);
}

const good = 'export const a = 1;\nexport const b = 3;\n';

describe('a proof', () => {
  it('is proven when every gate passes and tests execute the changed lines, at the price of one run each', async () => {
    const workspace = scriptedWorkspace();
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report).toMatchObject({
      verdict: 'proven',
      summary: 'No new problem in types, lint, tests. Tests executed the changed line.',
      changedLines: { total: 1, executed: 1 },
      missing: [],
    });
    expect([...workspace.runs].sort()).toEqual(['eslint changed', 'tsc changed', 'vitest probed']);
  });

  it('fails on what the compiler finds new, and runs no test then', async () => {
    const workspace = scriptedWorkspace();
    const report = await prove(workspace, rewrite(workspace, 'export const a = 1;\nTYPE_ERROR;\n'));
    expect(report).toMatchObject({
      verdict: 'failed',
      summary: "It would add a type error: Cannot find name 'x' (TS2304) at src/a.ts:2.",
      gates: { tests: { status: 'skipped', reason: 'Not run, because the types gate failed.' } },
    });
    expect(workspace.runs).not.toContain('vitest probed');
  });

  it('counts only what is new where the tree is red already', async () => {
    const workspace = scriptedWorkspace();
    workspace.tree.set('src/a.ts', 'LINT_ERROR;\nTYPE_ERROR;\nexport const b = 2;\n');
    const report = await prove(
      workspace,
      rewrite(workspace, 'let c;\nLINT_ERROR;\nTYPE_ERROR;\nexport const b = 2;\n'),
    );
    expect(report.verdict).toBe('proven');
    const worse = await prove(workspace, rewrite(workspace, 'LINT_ERROR;\nTYPE_ERROR;\nLINT_ERROR;\n'));
    expect(worse).toMatchObject({ verdict: 'failed', gates: { types: { status: 'pass' } } });
    expect(worse.gates.lint.newProblems).toHaveLength(1);
  });

  it('takes a baseline once for a tree', async () => {
    const workspace = scriptedWorkspace();
    const proof = proofOf(workspace);
    const change = rewrite(workspace, 'TYPE_ERROR;\n');
    await proof.prove(change, full, never);
    await proof.prove(change, full, never);
    expect(workspace.runs.filter((run) => run === 'tsc base')).toHaveLength(1);
    workspace.tree.set('package.json', '{"version":"2"}');
    await proof.prove(change, full, never);
    expect(workspace.runs.filter((run) => run === 'tsc base')).toHaveLength(2);
  });

  it('is only checked when no test executes a changed line, and says which', async () => {
    const workspace = scriptedWorkspace();
    const report = await prove(
      workspace,
      rewrite(workspace, 'export const a = 1;\nfresh(); // NOT_TESTED\n'),
    );
    expect(report).toMatchObject({
      verdict: 'checked',
      summary: 'Nothing new is broken, but no test executes the changed line src/a.ts:2.',
      changedLines: { total: 1, executed: 0 },
    });
  });

  it('counts the lines of one statement as one, and a branch in it as another', async () => {
    const workspace = scriptedWorkspace();
    const call = 'log({\n  first: 1,\n  second: 2,\n});\n';
    const plain = await prove(workspace, rewrite(workspace, call));
    expect(plain.changedLines).toEqual({ total: 1, executed: 1 });
    const branching = await prove(
      workspace,
      rewrite(workspace, 'log({\n  first: 1,\n  second: a ??\n    b(), // NOT_TESTED\n});\n'),
    );
    expect(branching).toMatchObject({ verdict: 'checked', changedLines: { total: 2, executed: 1 } });
    expect(branching.summary).toContain('not executed: src/a.ts:4.');
  });

  it('runs the whole suite once where related tests leave lines out', async () => {
    const workspace = scriptedWorkspace();
    workspace.tools.vitest = async (sandbox, run) => {
      if (run.argv.includes('related')) return reportTests(sandbox, run, {});
      await executeProbes(sandbox);
      return reportTests(sandbox, run, { 'a works': 'passed' });
    };
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('proven');
    expect(workspace.runs.filter((run) => run.startsWith('vitest'))).toHaveLength(2);
  });

  it('does not run the whole suite where a part of it took too long already', async () => {
    const workspace = scriptedWorkspace();
    workspace.tools.vitest = async (sandbox, run) => ({
      ...(await reportTests(sandbox, run, { 'a works': 'passed' })),
      ms: 61_000,
    });
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('checked');
    expect(workspace.runs.filter((run) => run.startsWith('vitest'))).toHaveLength(1);
  });

  it('does not take “no test ran” for a pass', async () => {
    const workspace = scriptedWorkspace();
    workspace.tools.vitest = (sandbox, run) => reportTests(sandbox, run, {});
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report).toMatchObject({
      verdict: 'checked',
      gates: { tests: { status: 'skipped', reason: 'No test ran that can see the change.' } },
    });
  });

  it('needs no test when the emitted JavaScript is identical', async () => {
    const workspace = scriptedWorkspace();
    workspace.facts.sameEmit = true;
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('proven');
    expect(report.summary).toContain('The emitted JavaScript is identical');
    expect([...workspace.runs].sort()).toEqual(['eslint changed', 'tsc changed']);
  });

  it('fails on a cheat before anything runs', async () => {
    const workspace = scriptedWorkspace();
    const cheat = {
      rule: 'any_type',
      severity: 'cheat' as const,
      file: 'src/a.ts',
      line: 2,
      message: 'It hides a type behind `any`.',
    };
    workspace.facts.cheats.push(cheat);
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('failed');
    expect(report.summary).toContain('It hides a type behind `any` (any_type) at src/a.ts:2.');
    expect(workspace.runs).toEqual([]);
  });

  it('stops at checked, and runs nothing, until the commands are approved', async () => {
    const workspace = scriptedWorkspace();
    const report = await prove(workspace, rewrite(workspace, good), { approved: false });
    expect(report.verdict).toBe('checked');
    expect(report.summary).toContain('approve their commands');
    expect(workspace.runs).toEqual([]);
    const bad = await prove(workspace, rewrite(workspace, 'TYPE_ERROR;'), { approved: false });
    expect(bad.verdict).toBe('failed');
  });

  it('stops at checked when only types are asked for', async () => {
    const workspace = scriptedWorkspace();
    const report = await prove(workspace, rewrite(workspace, good), { gates: 'types' });
    expect(report.verdict).toBe('checked');
    expect(workspace.runs).toEqual(['tsc changed']);
  });

  it('is proven without a gate that the workspace lacks, which it names', async () => {
    const workspace = scriptedWorkspace();
    workspace.member = { ...workspace.member, lint: [] };
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report).toMatchObject({ verdict: 'proven', gates: { lint: { absent: true } } });
    expect(report.summary).toContain('the workspace has no lint');
    expect(report.missing).toEqual(['lint: The workspace has no such tool for these files.']);
  });

  it('is refused when the change was made from another text', async () => {
    const workspace = scriptedWorkspace();
    const change = rewrite(workspace, good);
    workspace.tree.set('src/a.ts', 'edited since\n');
    expect(await prove(workspace, change)).toMatchObject({
      verdict: 'refused',
      summary: 'It was not made against this tree: src/a.ts is not what the change was made from.',
    });
  });

  it('is refused when the file changes while it is being proven', async () => {
    const workspace = scriptedWorkspace();
    const { eslint } = workspace.tools;
    workspace.tools.eslint = (sandbox, run) => {
      workspace.tree.set('src/a.ts', 'edited meanwhile\n');
      return eslint(sandbox, run);
    };
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('refused');
    expect(report.summary).toContain('src/a.ts changed while it was being proven');
  });

  it.each<[string, (workspace: ScriptedWorkspace) => unknown]>([
    ['vanishes', ({ tree }) => tree.delete('src/other.ts')],
    ['appears', ({ tree }) => tree.set('src/new.ts', '')],
  ])('is refused when another file %s while it is being proven', async (_how, happens) => {
    const workspace = scriptedWorkspace();
    workspace.tree.set('src/other.ts', '');
    const { eslint } = workspace.tools;
    workspace.tools.eslint = (sandbox, run) => {
      happens(workspace);
      return eslint(sandbox, run);
    };
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('refused');
    expect(report.summary).toMatch(/^src\/(?:other|new)\.ts changed while it was being proven/);
  });

  it('is refused, and runs nothing, when the commands are no longer those that were approved', async () => {
    const workspace = scriptedWorkspace();
    const asked: string[][] = [];
    const proof = createProof({
      ...workspace.ports,
      mayRun(commands) {
        asked.push(commands.map(({ gate, argv }) => `${gate} ${argv.at(-1) ?? ''}`));
        return Promise.resolve(false);
      },
    });
    const report = await proof.prove(rewrite(workspace, good), full, never);
    expect(report.verdict).toBe('refused');
    expect(report.summary).toContain('not the ones that were approved');
    expect(await proof.format(rewrite(workspace, good), full, never)).toEqual(rewrite(workspace, good));
    expect(workspace.runs).toEqual([]);
    const shown = await proof.commands();
    if ('kind' in shown) throw new Error(shown.message);
    expect(asked[0]).toEqual(shown.map(({ gate, argv }) => `${gate} ${argv.at(-1) ?? ''}`));
  });

  it('names the files that its copy lacks', async () => {
    const workspace = scriptedWorkspace();
    workspace.leftOut.push({ path: 'big.bin', reason: 'The file has 300 MB.' });
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report).toMatchObject({ verdict: 'proven', missing: ['big.bin: The file has 300 MB.'] });
  });

  it('proves against unsaved buffers', async () => {
    const workspace = scriptedWorkspace();
    const unsaved = 'export const a = 5;\n';
    const overlays = new Map([['src/a.ts', unsaved]]);
    const change = { files: [{ path: 'src/a.ts', before: unsaved, after: good }] };
    expect((await prove(workspace, change, { overlays })).verdict).toBe('proven');
    expect((await prove(workspace, change)).verdict).toBe('refused');
  });

  it('runs proofs one after the other, and one that is cancelled not at all', async () => {
    const workspace = scriptedWorkspace();
    const proof = proofOf(workspace);
    const controller = new AbortController();
    const first = proof.prove(rewrite(workspace, good), full, never);
    const second = proof.prove(rewrite(workspace, good), full, controller.signal);
    controller.abort();
    await expect(second).rejects.toThrow(Cancelled);
    expect((await first).verdict).toBe('proven');
    expect([...workspace.runs].sort()).toEqual(['eslint changed', 'tsc changed', 'vitest probed']);
  });

  it('shows every command it may run', async () => {
    const commands = await proofOf(scriptedWorkspace()).commands();
    if ('kind' in commands) throw new Error(commands.message);
    expect(commands.map(({ gate, argv }) => `${gate}: ${argv.join(' ')}`)).toEqual([
      'types: /usr/bin/node /user/shop/node_modules/.bin/tsc -p tsconfig.json --noEmit --pretty false --incremental --tsBuildInfoFile <build information>',
      'types: /usr/bin/node /user/shop/node_modules/.bin/tsc -b tsconfig.json --pretty false',
      'lint: /usr/bin/node /user/shop/node_modules/.bin/eslint --format json --no-error-on-unmatched-pattern <changed files>',
      'tests: /usr/bin/node /user/shop/node_modules/.bin/vitest run --reporter=json --outputFile=<report file> --coverage.enabled=false --passWithNoTests',
    ]);
  });
});

describe('the variables of a script', () => {
  it('are part of what is approved', async () => {
    const workspace = scriptedWorkspace();
    const [test] = workspace.member.tests;
    if (test?.state !== 'ready') throw new Error('The workspace has a test runner.');
    const env = { DATABASE_URL: 'postgres://live' };
    workspace.member = { ...workspace.member, tests: [{ ...test, env }] };
    const commands = await proofOf(workspace).commands();
    if ('kind' in commands) throw new Error(commands.message);
    const tests = commands.find(({ gate }) => gate === 'tests');
    expect(tests?.argv.slice(0, 2)).toEqual(['DATABASE_URL=postgres://live', '/usr/bin/node']);
  });
});

describe('a tool that does not answer', () => {
  it.each([
    ['hangs', { timedOut: true, exitCode: null }, 'did not end within'],
    ['is killed', { signal: 'SIGKILL', exitCode: null }, 'was killed by SIGKILL'],
    [
      'fills the disk',
      { exitCode: 1, stderr: 'Error: ENOSPC: no space left on device' },
      'ran out of disk space',
    ],
    ['crashes', { exitCode: 2, stderr: 'Oops! Something went wrong! :(\n\nTypeError: x' }, 'TypeError: x'],
  ])('%s: the gate says so and the verdict is not proven', async (_name, outcome, words) => {
    for (const tool of ['tsc', 'eslint'] as const) {
      const workspace = scriptedWorkspace();
      workspace.tools[tool] = () => outcome;
      const report = await prove(workspace, rewrite(workspace, good));
      expect(report.verdict).toBe('checked');
      expect(report.gates[tool === 'tsc' ? 'types' : 'lint']).toMatchObject({
        status: 'skipped',
        reason: expect.stringContaining(words) as string,
      });
    }
  });

  it('a test runner that hangs leaves the verdict at checked', async () => {
    const workspace = scriptedWorkspace();
    workspace.tools.vitest = () => ({ timedOut: true, exitCode: null });
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('checked');
    expect(report.gates.tests.reason).toContain('did not end within 900 s');
  });
});

describe('a red test', () => {
  it('counts when it fails every time with the change and never without', async () => {
    const workspace = scriptedWorkspace();
    const report = await prove(workspace, rewrite(workspace, 'BREAKS;\n'));
    expect(report).toMatchObject({
      verdict: 'failed',
      summary: 'It would break a test: a works: failed at test/a.test.ts.',
    });
    expect(workspace.runs.filter((run) => run.startsWith('vitest'))).toEqual([
      'vitest probed',
      'vitest base',
      'vitest changed',
      'vitest changed',
      'vitest base',
    ]);
  });

  it('is weighed by its own test file alone, all of them where a failure names none', async () => {
    const workspace = scriptedWorkspace();
    const asked: string[][] = [];
    const { vitest } = workspace.tools;
    workspace.tools.vitest = (sandbox, run) => {
      asked.push(run.argv.filter((word) => word.includes('.test.ts') || word === 'related'));
      return vitest(sandbox, run);
    };
    await prove(workspace, rewrite(workspace, 'BREAKS;\n'));
    expect(asked).toEqual([['related'], ...Array<string[]>(4).fill(['/copy/test/a.test.ts'])]);
    asked.length = 0;
    workspace.tools.vitest = (_sandbox, run) => {
      asked.push(run.argv.filter((word) => word.includes('.test.ts') || word === 'related'));
      return { exitCode: 1, stderr: 'Unhandled rejection: late' };
    };
    await prove(workspace, rewrite(workspace, 'LEAKS;\n'));
    expect(asked.flat()).not.toContain('/copy/test/a.test.ts');
  });

  it('does not count when it fails without the change too', async () => {
    const workspace = scriptedWorkspace();
    workspace.tree.set('test/a.test.ts', "import '../src/a.ts'; // BREAKS\n");
    const { vitest } = workspace.tools;
    workspace.tools.vitest = async (sandbox, run) => {
      await vitest(sandbox, run);
      return reportTests(sandbox, run, { 'a works': 'failed', 'b works': 'passed' });
    };
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('proven');
    expect(report.gates.tests.reason).toBe('1 test fails already without the change.');
  });

  it('is a fluke when it passes every time it is run again, and is named', async () => {
    const workspace = scriptedWorkspace();
    let runs = 0;
    workspace.tools.vitest = async (sandbox, run) => {
      await executeProbes(sandbox);
      runs += 1;
      return reportTests(sandbox, run, { 'a works': 'passed', shaky: runs === 1 ? 'failed' : 'passed' });
    };
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('proven');
    expect(report.gates.tests.reason).toContain(
      'Failed once and passed when run again: “test/a.test.ts > shaky”',
    );
  });

  it('is flaky when it fails now and then, and no verdict hangs on it', async () => {
    const workspace = scriptedWorkspace();
    const outcomes = { probed: ['failed'], changed: ['failed', 'passed'], base: ['passed'] } as const;
    const counts: Record<string, number> = {};
    workspace.tools.vitest = async (sandbox, run) => {
      await executeProbes(sandbox);
      const state = (workspace.runs.at(-1) ?? '').split(' ')[1] as keyof typeof outcomes;
      counts[state] = (counts[state] ?? -1) + 1;
      return reportTests(sandbox, run, {
        'a works': 'passed',
        shaky: outcomes[state][counts[state]] ?? 'passed',
      });
    };
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('checked');
    expect(report.gates.tests.reason).toContain(
      'Flaky, so it says nothing of the change: “test/a.test.ts > shaky”',
    );
  });

  it('is a failing exit as well, though every test passed', async () => {
    const workspace = scriptedWorkspace();
    workspace.tools.vitest = async (sandbox, run) => {
      await executeProbes(sandbox);
      await reportTests(sandbox, run, { 'a works': 'passed' });
      const changed = sandbox.text('src/a.ts').includes('LEAKS');
      return changed ? { exitCode: 1, stderr: 'Unhandled rejection: late' } : { exitCode: 0 };
    };
    const report = await prove(workspace, rewrite(workspace, 'LEAKS;\n'));
    expect(report).toMatchObject({ verdict: 'failed' });
    expect(report.summary).toContain('Unhandled rejection: late');
  });

  it('is a runner that crashes with the change only', async () => {
    const workspace = scriptedWorkspace();
    const { vitest } = workspace.tools;
    workspace.tools.vitest = (sandbox, run) =>
      sandbox.text('src/a.ts').includes('CRASHES')
        ? { exitCode: 7, stderr: 'Cannot find module' }
        : vitest(sandbox, run);
    expect((await prove(workspace, rewrite(workspace, 'CRASHES;\n'))).verdict).toBe('failed');
  });
});

describe('a runner that stops before any test', () => {
  /** Mocha as the script calls it; it loads every file before it runs one, and cannot load some. */
  function mochaWorkspace(args: readonly string[], cannotLoad: (run: ToolRun, text: string) => boolean) {
    const workspace = scriptedWorkspace();
    const entry = '/user/shop/node_modules/.bin/mocha';
    workspace.member = {
      ...workspace.member,
      tests: [{ state: 'ready', kind: 'mocha', version: '11.7.1', entry, args, env: {} }],
    };
    const commands: string[] = [];
    workspace.tools.vitest = async (sandbox, run) => {
      commands.push(run.argv.slice(4).join(' '));
      if (cannotLoad(run, sandbox.text('src/a.ts')))
        return { exitCode: 1, stderr: 'TypeError: Unknown file' };
      await executeProbes(sandbox);
      const records = [{ kind: 'test', file: '/copy/src/a.spec.ts', name: 'a works', state: 'passed' }];
      const lines = [...records, { kind: 'end' }].map((record) => JSON.stringify(record));
      await sandbox.write(run.env?.['GRACE_TEST_REPORT'] ?? '', lines.join('\n'));
      return { exitCode: 0 };
    };
    workspace.facts.tests = ['src/a.spec.ts', 'src/slow.spec.ts', 'plugin/b.spec.ts'];
    return { workspace, commands };
  }
  const args = ['--ignore', 'src/slow.spec.ts', 'src/**/*.spec.{ts,js}'];

  it('is not given files that the script does not run', async () => {
    const { workspace, commands } = mochaWorkspace(args, () => false);
    expect((await prove(workspace, rewrite(workspace, good))).verdict).toBe('proven');
    expect(commands).toEqual(['--ignore src/slow.spec.ts /copy/src/a.spec.ts']);
  });

  it('runs the whole suite as the script does where it stops on chosen files', async () => {
    const { workspace, commands } = mochaWorkspace(['--recursive'], (run) =>
      run.argv.includes('/copy/plugin/b.spec.ts'),
    );
    expect((await prove(workspace, rewrite(workspace, good))).verdict).toBe('proven');
    expect(commands.at(-1)).toBe('--recursive');
  });

  it('runs it without probes where it cannot load those, and does not claim that lines were executed', async () => {
    const { workspace } = mochaWorkspace(args, (_run, text) => text.includes('__graceProbe'));
    expect(await prove(workspace, rewrite(workspace, good))).toMatchObject({
      verdict: 'checked',
      summary: 'Nothing new is broken, but it is not known whether a test executed the changed lines.',
      gates: { tests: { status: 'pass' } },
    });
  });

  it('says in its own words why no test ran', async () => {
    const { workspace } = mochaWorkspace(args, () => true);
    const report = await prove(workspace, rewrite(workspace, good));
    expect(report.verdict).toBe('checked');
    expect(report.summary).toContain('Mocha 11.7.1 stopped: TypeError: Unknown file');
  });
});
