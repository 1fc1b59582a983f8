import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { recorderFiles } from '../../../../server/src/services/proof/map/index.ts';
import { chooseTests } from '../../../../server/src/services/proof/gates/left-out.ts';
import { runnerOf } from '../../../../server/src/services/proof/gates/runners/index.ts';
import type { TestJob } from '../../../../server/src/services/proof/gates/test-jobs.ts';
import type { TestsRequest } from '../../../../server/src/services/proof/gates/tests-request.ts';
import type { TestSelection } from '../../../../server/src/services/proof/gates/runners/index.ts';

type Kind = TestJob['tool']['kind'];

function job(kind: Kind, selection: TestSelection, folder = ''): TestJob {
  const tool = {
    state: 'ready',
    kind,
    version: '1.0.0',
    entry: '/bin/runner',
    args: ['test'],
    env: {},
  } as const;
  return { runner: runnerOf(kind), tool, folder, selection };
}

interface Known {
  readonly settled?: readonly string[];
  readonly executing?: readonly string[];
  readonly tests?: readonly string[];
  readonly reach?: readonly string[];
}

/** What is asked of the runner, as its command line from the first word of a test on, and what is left out. */
async function chosen(
  asked: TestJob,
  { settled = [], executing = [], tests = settled, reach = tests }: Known,
) {
  const request = {
    sandbox: { tree: '/copy' },
    reach: { paths: ['src/a.ts'], tests: reach, opaque: [] },
    map: {
      tree: { tests: new Map(tests.map((test) => [test, ''])) },
      settled: () => Promise.resolve(new Set(settled)),
      executing: () => Promise.resolve(executing),
    },
  } as unknown as TestsRequest;
  const { jobs, leftOut } = await chooseTests([asked], request);
  return { selections: jobs.map(({ selection }) => selection), jobs, leftOut };
}

const related = { kind: 'related', sources: ['/copy/src/a.ts'] } as const;

describe('what is settled', () => {
  it('is left out of the files that are named, and the whole job where nothing else is', async () => {
    const files = { kind: 'files', files: ['/copy/a.test.js', '/copy/b.test.js'] } as const;
    const some = await chosen(job('node:test', files), { settled: ['a.test.js'] });
    expect(some).toMatchObject({
      selections: [{ kind: 'files', files: ['/copy/b.test.js'] }],
      leftOut: ['a.test.js'],
    });
    expect((await chosen(job('node:test', files), { settled: ['a.test.js', 'b.test.js'] })).jobs).toEqual([]);
    expect((await chosen(job('node:test', files), {})).selections).toEqual([files]);
  });

  it('is kept out of what the runner relates by itself', async () => {
    const known = { settled: ['test/a.test.ts'], tests: ['test/a.test.ts', 'test/b.test.ts'] };
    const { selections, leftOut } = await chosen(job('vitest', related), known);
    expect(selections).toEqual([{ ...related, except: ['/copy/test/a.test.ts'] }]);
    expect(leftOut).toEqual(['test/a.test.ts']);
    const whole = await chosen(job('jest', { kind: 'all' }), known);
    expect(whole.selections).toEqual([{ kind: 'all', except: ['/copy/test/a.test.ts'] }]);
  });

  it('is run where the runner cannot leave files out', async () => {
    for (const kind of ['node:test', 'tap', 'mocha', 'ava'] as const)
      expect((await chosen(job(kind, { kind: 'all' }), { settled: ['a.test.js'] })).leftOut).toEqual([]);
  });

  it.each([
    ['another file ends alike', ['test/a.test.ts', 'packages/b/test/a.test.ts'], ''],
    ['its name is a pattern', ['test/[id].test.ts'], ''],
    ['it is outside of the folder', ['test/a.test.ts'], 'packages/b'],
  ])('is run where its name would leave out others: %s', async (_why, tests, folder) => {
    const [settled = ''] = tests;
    const { selections } = await chosen(job('vitest', related, folder), { settled: [settled], tests });
    expect(selections).toEqual([related]);
  });

  it('is counted only where it would have run', async () => {
    const known = { settled: ['a.test.ts', 'b.test.ts'], reach: ['b.test.ts'] };
    expect((await chosen(job('vitest', related), known)).leftOut).toEqual(['b.test.ts']);
  });
});

describe('a test file that executed a changed file before', () => {
  it('is run though no import leads there, and once where one does', async () => {
    const known = { executing: ['x.test.ts', 'a.test.ts'], tests: ['a.test.ts'] };
    expect((await chosen(job('vitest', related), known)).selections).toEqual([
      related,
      { kind: 'files', files: ['/copy/x.test.ts'] },
    ]);
  });

  it('is left out where it is settled', async () => {
    const known = { executing: ['x.test.ts'], settled: ['x.test.ts'], tests: ['a.test.ts', 'x.test.ts'] };
    const { selections } = await chosen(job('vitest', related), known);
    expect(selections).toHaveLength(1);
  });
});

/** What our filter answers Jest, in a process of its own as ever. */
async function filterOfJest(input: string, tests: readonly string[]): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'grace-filter-'));
  try {
    await writeFile(join(folder, 'filter.cjs'), recorderFiles['jest-filter.cjs'] ?? '');
    await writeFile(join(folder, 'except'), input);
    const asks = `require('./filter.cjs')(${JSON.stringify(tests)}).then((answer) => console.log(JSON.stringify(answer)))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', asks], {
      cwd: folder,
      env: { GRACE_JEST_EXCEPT: join(folder, 'except') },
    });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the command line', () => {
  const place = {
    ...{ node: '/node', report: '/r', reporters: '/p', caches: '/c', cwd: '/copy/packages/b' },
  };
  const except = ['/copy/packages/b/test/a.test.ts'];

  it('leaves files out as each runner does', () => {
    const vitest = job('vitest', { ...related, except });
    const { argv } = vitest.runner.command({ ...place, tool: vitest.tool, selection: vitest.selection });
    expect(argv).toContain('--exclude=test/a.test.ts');
    const jest = job('jest', { kind: 'all', except });
    const command = jest.runner.command({ ...place, tool: jest.tool, selection: jest.selection });
    expect(command.argv).toContain('--filter=/p/jest-filter.cjs');
    expect(command).toMatchObject({
      env: { GRACE_JEST_EXCEPT: '/r-except' },
      input: { path: '/r-except' },
    });
  });

  it.each([
    ['29.7.0', [{ test: '/b.test.ts' }]],
    ['30.0.0', ['/b.test.ts']],
  ])('answers Jest %s as that version reads it', async (version, filtered) => {
    const { runner, tool } = job('jest', related);
    const selection = { kind: 'all', except: ['/a.test.ts'] } as const;
    const { input } = runner.command({ ...place, tool: { ...tool, version }, selection });
    expect(await filterOfJest(input?.text ?? '', ['/a.test.ts', '/b.test.ts'])).toEqual({ filtered });
  });

  it('leaves nothing out of a Jest whose version is not known', () => {
    const { runner, tool } = job('jest', related);
    const selection = { kind: 'all', except } as const;
    const { argv } = runner.command({ ...place, tool: { ...tool, version: '' }, selection });
    expect(argv.filter((word) => word.includes('filter'))).toEqual([]);
  });

  it('is what it was where nothing is left out', () => {
    for (const kind of ['vitest', 'jest'] as const) {
      const { runner, tool } = job(kind, related);
      const { argv } = runner.command({ ...place, tool, selection: related });
      expect(argv.filter((word) => /exclude|filter/.test(word))).toEqual([]);
    }
  });
});
