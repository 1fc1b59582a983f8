import { describe, expect, it } from 'vitest';
import { Cancelled, refused } from '../../server/src/base/index.ts';
import type { OpenedWorkspace } from '../../server/src/cli/index.ts';
import { bootReportSchema, type BootReport } from '../../server/src/protocol/index.ts';
import { runProgram } from './run-program.ts';

describe('grace', () => {
  it('prints its help and exits 0 when called without a command', async () => {
    const { code, out } = await call([]);
    expect(code).toBe(0);
    expect(out).toContain('grace refactor run');
  });

  it('answers an unknown command with the ones there are, exit code 2', async () => {
    const { code, err } = await call(['refactor', 'everything']);
    expect(code).toBe(2);
    expect(err).toContain("There is no command 'refactor everything'.");
    expect(err).toContain('grace refactor find');
  });

  it.each([
    [['refactor', 'find', '--colour'], '--colour'],
    [['refactor', 'run', '--proof', 'some'], '--proof takes'],
    [['refactor', 'run', '--limit', '0'], '--limit takes'],
    [['restore', 'apply'], 'Name one restore point'],
    [['log', 'show', '--since', 'yesterday'], '--since takes'],
    [['log', 'show', '--limit', '0'], '--limit takes'],
    [['log', 'show', '--topic', 'restore'], '--topic takes'],
    [['why'], 'Name one event'],
    [['why', 'yesterday'], 'Name one event'],
    [['why', '0'], 'Name one event'],
    [['why', '3', '4'], 'Name one event'],
    [['serve'], 'grace serve --stdio'],
  ])('answers the mistake in %j with the usage, exit code 2', async (argv, sentence) => {
    const { code, err } = await call(argv);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(err).toContain('Usage: grace ');
  });

  it('says why a workspace cannot be opened, exit code 3', async () => {
    const { code, err, out } = await call(['refactor', 'list']);
    expect(code).toBe(3);
    expect(err).toBe('There is no folder here.\n');
    expect(out).toBe('');
  });

  it('says it as JSON where JSON is asked for', async () => {
    const { code, out } = await call(['refactor', 'list', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toEqual({ refused: 'There is no folder here.' });
  });

  it('shows a boot as a waterfall, with what is degraded and why', async () => {
    const { code, out } = await call(['boot'], workspaceWith());
    expect(code).toBe(0);
    expect(out).toContain('Live after 200 ms.\nThe state of Grace was put back to e1.\n');
    expect(out).toMatch(/preflight +█{3} +20 ms\n/);
    expect(out).toMatch(/services +█{29} +180 ms +degraded: analysis: It hangs\.\n/);
    expect(out).toMatch(/analysis +degraded +It hangs\.; restarted 2 times\n/);
    expect(out).toContain(
      'All parts at the same time, after that: failed in 7 ms: store: It forgot a record.',
    );
    const { out: json } = await call(['boot', '--json'], workspaceWith());
    expect(bootReportSchema.parse(JSON.parse(json))).toEqual(bootReport);
  });

  it('finds, prints 1-based positions and exits 1 when there is something', async () => {
    const { code, out } = await call(['refactor', 'find'], workspaceWith());
    expect(code).toBe(1);
    expect(out).toBe('src/a.ts:2:1  Log better  (improve_logging, 3 calls)\n');
  });

  it('prints one JSON document, or with --json-lines a line for each as it is found', async () => {
    const { out } = await call(['refactor', 'find', '--json'], workspaceWith());
    expect(JSON.parse(out)).toMatchObject({
      opportunities: [{ file: 'src/a.ts' }],
      lookedAtBefore: 2,
      state: 'done',
    });
    const lines = await call(['refactor', 'find', '--json-lines'], workspaceWith());
    expect(
      lines.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([{ intent: 'improve_logging', file: 'src/a.ts' }]);
    expect(lines.err).toContain('2 places were looked at before and refused; --fresh lists them too.');
  });

  it.each([['--json'], ['--json-lines']])(
    'answers an interruption under %s with what is known, exit code 130',
    async (flag) => {
      const workspace = workspaceWith();
      const interrupted: OpenedWorkspace = {
        ...workspace,
        batch: {
          ...workspace.batch,
          find: async (request, onFile, signal) => {
            await workspace.batch.find(request, onFile, signal);
            throw new Cancelled();
          },
        },
      };
      const { code, out } = await call(['refactor', 'find', flag], interrupted);
      expect(code).toBe(130);
      expect(JSON.parse(out)).toMatchObject(
        flag === '--json'
          ? { state: 'interrupted', opportunities: [{ file: 'src/a.ts' }] }
          : { file: 'src/a.ts' },
      );
    },
  );

  it('refuses an intent that does not exist and names those that do', async () => {
    const { code, err } = await call(['refactor', 'find', '--intent', 'tidy'], workspaceWith());
    expect(code).toBe(3);
    expect(err).toContain("There is no intent 'tidy': choose one of improve_logging.");
  });

  it.each([
    ['src/a.ts:9', 'lies outside the file'],
    ['../b.ts', 'outside the workspace'],
  ])('refuses the target %s', async (target, sentence) => {
    const { code, err } = await call(
      ['refactor', 'run', '--intent', 'improve_logging', '--target', target],
      workspaceWith(),
    );
    expect(code).toBe(3);
    expect(err).toContain(sentence);
  });
});

function call(argv: readonly string[], workspace?: OpenedWorkspace) {
  return runProgram(argv, {
    open: () => Promise.resolve(workspace ?? refused('There is no folder here.')),
    serve: () => Promise.resolve(),
  });
}

const silence: ReturnType<OpenedWorkspace['settings']['word']> = {
  ...{ levels: {}, protect: new Map(), neverIntents: new Map(), neverActions: new Map() },
};

const emptyLog: OpenedWorkspace['log'] = {
  read: () => Promise.resolve({ lastSeq: 0 }),
  catchUp: () => Promise.resolve({ lastSeq: 0 }),
  verify: () => Promise.resolve({ erased: 0, notes: [], ms: 0 }),
};

/** A workspace with one file and one opportunity; what a test does not need throws when it is touched. */
function workspaceWith(): OpenedWorkspace {
  const opportunity = {
    intent: 'improve_logging',
    file: 'src/a.ts',
    range: { start: { line: 2, column: 1 }, end: { line: 2, column: 5 } },
    title: 'Log better',
    metrics: { calls: 3 },
    gain: 3,
  };
  const refactor = {
    intents: () => Promise.resolve([{ id: 'improve_logging' }]),
  } as unknown as OpenedWorkspace['refactor'];
  const batch = {
    find: (_request, onFile) => {
      onFile({ file: 'src/a.ts', index: 0, total: 1, opportunities: [opportunity] });
      return Promise.resolve({ opportunities: [opportunity], lookedAtBefore: 2 });
    },
    run: () => Promise.reject(new Error('Not part of this test.')),
  } satisfies OpenedWorkspace['batch'];
  return {
    root: '/workspace',
    refactor,
    batch,
    tasks: {} as unknown as OpenedWorkspace['tasks'],
    knowledge: {} as unknown as OpenedWorkspace['knowledge'],
    chaos: {} as unknown as OpenedWorkspace['chaos'],
    playbooks: {} as unknown as OpenedWorkspace['playbooks'],
    rollbacks: {} as unknown as OpenedWorkspace['rollbacks'],
    services: {} as unknown as OpenedWorkspace['services'],
    newId: () => 'new-id',
    owner: () => Promise.resolve(undefined),
    health: {
      report: () => bootReport,
      booted: () => Promise.resolve(),
      proven: () => Promise.resolve(),
    },
    log: emptyLog,
    clarity: { explain: () => Promise.resolve(refused('Nothing has happened here yet.')) },
    secrets: { attest: () => Promise.resolve(), statuses: () => [] },
    settings: { files: () => [], word: () => silence },
    read: (path) => Promise.resolve(path === 'src/a.ts' ? 'one\ntwo\n' : undefined),
    locate: (path) =>
      Promise.resolve(path.startsWith('..') ? refused(`${path} lies outside the workspace.`) : path),
    dispose: () => Promise.resolve(),
  };
}

const bootReport: BootReport = {
  rollback: { outcome: 'put_back', detail: 'The state of Grace was put back to e1.' },
  canary: { state: 'failed', ms: 7, detail: 'store: It forgot a record.' },
  phases: [
    { name: 'preflight', ms: 20, fromMs: 0, state: 'done' },
    { name: 'services', ms: 180, fromMs: 20, state: 'degraded', detail: 'analysis: It hangs.' },
  ],
  checks: [{ name: 'storage', state: 'ok', detail: '900 MB are free.' }],
  kernels: [
    { name: 'store', tier: 0, state: 'ready', readyMs: 12.3, restarts: 0 },
    { name: 'analysis', tier: 2, state: 'degraded', detail: 'It hangs.', restarts: 2 },
    { name: 'chaos', tier: 3, state: 'planned', restarts: 0 },
  ],
  live: true,
  ms: 200,
};
