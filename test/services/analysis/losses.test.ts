import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { processIncidentOf } from '../../../server/src/services/analysis/index.ts';
import { startAnalysis, temporaryTree, type StartedAnalysis } from '../../support/analysis.ts';

// Real processes on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const signal = new AbortController().signal;
const place = { path: 'a.ts', span: { start: 0, end: 0 } };
const files = {
  'tsconfig.json': '{ "compilerOptions": { "noEmit": true, "lib": ["es5"], "types": [] } }',
  'a.ts': 'export const a = 1;\n',
};

let tree: ReturnType<typeof temporaryTree>;
let analysis: StartedAnalysis;
beforeEach(async () => {
  tree = temporaryTree(files);
  analysis = await startAnalysis(tree.root, { entry: 'test' });
});
afterEach(async () => {
  await analysis.dispose();
  tree.remove();
});

const edit = (intent: string) => analysis.edit({ ...place, intent }, signal);
const linesOf = () =>
  analysis.events.map((event) => {
    const { topic, payload } = processIncidentOf(event);
    return `${topic}: ${'title' in payload ? `${payload.trigger}: ${payload.title}. ` : ''}${payload.detail}`;
  });

function pidOf(name: string): number | undefined {
  const pid = new RegExp(`^${name}: process (\\d+)`, 'm').exec(analysis.debugInfo())?.[1];
  return pid === undefined ? undefined : Number(pid);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

function kill(name: string, by: NodeJS.Signals = 'SIGKILL'): number {
  const pid = pidOf(name);
  if (pid === undefined) throw new Error(`There is no process ${name}.`);
  process.kill(pid, by);
  return pid;
}

test('a process that is killed over a request is told of, and that another answers', async () => {
  await edit('brief');
  const answer = edit('slow');
  await until(() => /^semantic .*busy$/m.test(analysis.debugInfo()));
  kill('semantic tsconfig.json');
  expect(await answer).toMatchObject({ change: {} });
  expect(linesOf()).toEqual([
    'incident.opened: kernel_exit: The analysis of tsconfig.json ended unexpectedly. It owed 1 answer.',
    'incident.closed: Another process answers since.',
  ]);
});

test('a process that is stopped over a request was hung', async () => {
  await edit('brief');
  const answer = edit('slow');
  await until(() => /^semantic .*busy$/m.test(analysis.debugInfo()));
  kill('semantic tsconfig.json', 'SIGSTOP');
  expect(await answer).toMatchObject({ change: {} });
  expect(linesOf()[0]).toContain('heartbeat_stall: The analysis of tsconfig.json gave no sign of life');
});

test('offers get another process at once, though nobody asks', async () => {
  await analysis.offers(place, signal);
  const pid = kill('syntax');
  await until(() => analysis.events.length === 2);
  expect(linesOf()).toEqual([
    'incident.opened: kernel_exit: The analysis of the syntax of this workspace ended unexpectedly. It owed nothing.',
    'incident.closed: Another process answers since.',
  ]);
  expect(pidOf('syntax')).not.toBe(pid);
});

test('a program that is loaded for nobody is not loaded again before it is needed', async () => {
  await edit('brief');
  kill('semantic tsconfig.json');
  await until(() => analysis.events.length === 2);
  expect(linesOf()[1]).toBe('incident.closed: It owed nothing: the next question starts another.');
  expect(pidOf('semantic tsconfig.json')).toBeUndefined();
  expect(await edit('brief')).toMatchObject({ change: {} });
});

test('what is ended in order is no loss', async () => {
  await edit('brief');
  await analysis.dispose();
  expect(analysis.events).toEqual([]);
});
