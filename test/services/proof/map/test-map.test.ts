import { expect, it } from 'vitest';
import { probeBodies } from '../../../../server/src/services/analysis/probes/index.ts';
import { runnerOf } from '../../../../server/src/services/proof/gates/runners/index.ts';
import type { TestJob } from '../../../../server/src/services/proof/gates/test-jobs.ts';
import { openTestMap, type TestMap } from '../../../../server/src/services/proof/map/index.ts';
import { privateFiles } from '../../../../server/src/services/proof/private-files.ts';
import { seeded, UnreliableDisk } from '../../../support/unreliable-disk.ts';

const source = 'export const one = () => 1;\n';
const test = 'test/a.test.ts';
const sources = new Map([
  ['src/a.ts', source],
  [test, "import '../src/a.ts';\n"],
]);
const change = { files: [{ path: 'src/b.ts', before: null, after: '1;\n' }] };

function job(kind: TestJob['tool']['kind']): TestJob {
  const tool = { state: 'ready', kind, version: '1.0.0', entry: '/bin/runner', args: [], env: {} } as const;
  return { runner: runnerOf(kind), tool, folder: '', selection: { kind: 'all' } };
}

const closures: Record<string, readonly string[]> = {
  [test]: ['src/a.ts'],
  'test/setup.ts': ['test/help.ts'],
};

/** A map of one source and one test file, and the files that runs write to. */
async function openMap(more: Readonly<Record<string, string>> = {}) {
  const texts = new Map([...sources, ...Object.entries(more)]);
  const disk = new UnreliableDisk(seeded(1));
  const files = privateFiles(disk);
  const request = {
    ...{
      change,
      disk,
      files,
      facts: {},
      workspace: { packages: [] },
      jobs: [job('node:test')],
      node: '/node',
      environment: {},
      cache: new Map(),
      hits: '/caches/hits',
    },
    sandbox: {
      ...{ tree: '/copy', caches: '/caches', fingerprint: () => Promise.resolve('rest') },
      read: (path: string) => Promise.resolve(texts.get(path)),
    },
    analysis: {
      sourceFiles: () => Promise.resolve([...texts.keys()]),
      bodies: (asked: readonly { file: Parameters<typeof probeBodies>[0] }[]) =>
        Promise.resolve(asked.map(({ file }) => ({ readsSources: false, bodies: probeBodies(file, []) }))),
      importClosures: (paths: readonly string[]) =>
        Promise.resolve(Object.fromEntries(paths.map((path) => [path, closures[path] ?? []]))),
    },
  } as unknown as Parameters<typeof openTestMap>[0];
  const map = await openTestMap(request, new AbortController().signal);
  if (!map) throw new Error('The workspace is not mapped.');
  return { map, files };
}

const green = {
  tests: [{ id: 'a', file: test, name: 'a', state: 'passed' }],
  ran: 1,
  suiteErrors: [],
} as const;

/** One run of node:test; `plain` is what ends up in the file of hits while it runs. */
async function run(map: TestMap, files: ReturnType<typeof privateFiles>, plain: string): Promise<string> {
  await map.prepare();
  await files.write('/caches/hits', `${(await files.read('/caches/hits')) ?? ''}${plain}`);
  await files.write('/caches/marks', `${JSON.stringify(['hit', 0, 'src/a.ts', `/copy/${test}`])}\n`);
  return map.learn(job('node:test'), green);
}

it('learns from a run after one of a runner that is not watched', async () => {
  const { map, files } = await openMap();
  await files.write('/caches/hits', '1 src/a.ts\n');
  expect(await run(map, files, '')).toBe('0 src/a.ts\n');
  expect(await map.executing(job('node:test'), ['src/a.ts'])).toEqual([test]);
});

it('learns nothing from a run that had processes without a recorder, and tells what it executed', async () => {
  const { map, files } = await openMap();
  expect(await run(map, files, '1 src/a.ts\n')).toBe('0 src/a.ts\n');
  expect(await map.executing(job('node:test'), ['src/a.ts'])).toEqual([]);
});

it('learns nothing where what is set up for all test files is not steady, itself or through others', async () => {
  for (const [setup, help, known] of [
    ["import './help.ts';", 'export const help = 1;', [test]],
    ["import './help.ts'; error.stack;", 'export const help = 1;', []],
    ["import './help.ts';", "import fc from 'fast-check';", []],
  ] as const) {
    const { map, files } = await openMap({ 'test/setup.ts': setup, 'test/help.ts': help });
    await run(map, files, '');
    expect(await map.executing(job('node:test'), ['src/a.ts']), `${setup} ${help}`).toEqual(known);
  }
});
