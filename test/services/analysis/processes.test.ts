import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createProcesses, forkAhead } from '../../../server/src/adapters/index.ts';
import { isCancelled, isRefusal } from '../../../server/src/base/index.ts';
import { processRequest } from '../../../server/src/services/analysis/index.ts';
import {
  startAnalysis,
  temporaryTree,
  type StartedAnalysis,
  type StartOptions,
} from '../../support/analysis.ts';

const signal = new AbortController().signal;
// Real processes on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0)) await step();
});

const config =
  '{ "compilerOptions": { "noEmit": true, "allowImportingTsExtensions": true, "lib": ["es5"], "types": [] } }';
const small = { 'tsconfig.json': config, 'a.ts': 'export const a = 1;\n' };

async function open(files: Readonly<Record<string, string>>, options: StartOptions = {}) {
  const tree = temporaryTree(files);
  const analysis = await startAnalysis(tree.root, { entry: 'test', ...options });
  cleanUp.push(async () => {
    await analysis.dispose();
    tree.remove();
  });
  return { ...tree, analysis };
}

const editOf = (analysis: StartedAnalysis, intent: string, path = 'a.ts', until = signal) =>
  analysis.edit({ path, intent, span: { start: 0, end: 0 } }, until);

/** Process id of the first process whose line of `debugInfo` starts so; waits until there is one. */
async function pidOf(analysis: StartedAnalysis, name: string): Promise<number> {
  for (;;) {
    const line = analysis
      .debugInfo()
      .split('\n')
      .find((each) => each.startsWith(name));
    const pid = /process (\d+)/.exec(line ?? '')?.[1];
    if (pid !== undefined) return Number(pid);
    await sleep(5);
  }
}

async function untilBusy(analysis: StartedAnalysis, name: string): Promise<void> {
  const isBusy = () => new RegExp(`^${name}.*busy$`, 'm').test(analysis.debugInfo());
  while (!isBusy()) await sleep(5);
}

describe('a process that dies is replaced, and what it owed is answered', () => {
  test('SIGKILL during an edit', async () => {
    const { analysis } = await open(small);
    const answer = editOf(analysis, 'slow');
    const pid = await pidOf(analysis, 'semantic');
    await untilBusy(analysis, 'semantic');
    process.kill(pid, 'SIGKILL');
    expect(await answer).toMatchObject({
      change: { files: [{ path: 'a.ts', after: 'export const a = 1;\n// slow\n' }] },
    });
    expect(await pidOf(analysis, 'semantic')).not.toBe(pid);
  });

  test('SIGKILL of the syntax process, which knows the open buffers again', async () => {
    const { analysis } = await open(small);
    analysis.openDocument('a.ts', 1, 'if (a) { b(); } else { c(); }\n');
    const first = await analysis.offers({ path: 'a.ts', span: { start: 0, end: 0 } }, signal);
    process.kill(await pidOf(analysis, 'syntax'), 'SIGKILL');
    const second = await analysis.offers({ path: 'a.ts', span: { start: 0, end: 0 } }, signal);
    expect(second).toEqual(first);
    expect(second.map((offer) => offer.intent)).toContain('invert_if');
  });

  test('SIGSTOP: it gives no sign of life, is killed, and the edit is answered', async () => {
    const { analysis } = await open(small, { limits: { silenceMs: 4_000 } });
    const answer = editOf(analysis, 'slow');
    const pid = await pidOf(analysis, 'semantic');
    // Once it has reported its memory it is up, and silence means something.
    while (!/^semantic.* MB, busy$/m.test(analysis.debugInfo())) await sleep(5);
    process.kill(pid, 'SIGSTOP');
    expect(await answer).toMatchObject({ change: { files: [{ path: 'a.ts' }] } });
    expect(isRunning(pid)).toBe(false);
  });

  test('one that hangs every time is refused with a sentence', async () => {
    const { analysis } = await open(small, { limits: { silenceMs: 4_000 } });
    expect(await editOf(analysis, 'forever')).toEqual({
      kind: 'refusal',
      passing: true,
      message:
        'The analysis of tsconfig.json gave no sign of life and was killed. ' +
        'It was started again and gave no sign of life again. Nothing was changed.',
    });
    expect(await editOf(analysis, 'move_out')).toMatchObject({ change: {} });
  });

  test('one that dies all the time is left alone for a while', async () => {
    const { analysis } = await open(small, { limits: { silenceMs: 4_000, retriesMax: 0, deathsMax: 1 } });
    expect(isRefusal(await editOf(analysis, 'forever'))).toBe(true);
    const answer = await editOf(analysis, 'move_out');
    expect(isRefusal(answer) && answer.message).toMatch(
      /stopped 1 times in a row; Grace tries again in \d+ s/,
    );
  });

  test('one that takes too much memory is killed, and the sentence says so', async () => {
    const { analysis } = await open(small, {
      limits: { semanticMemoryBytesMax: 350 * 1024 * 1024, memoryPollMs: 50, lookMs: 20 },
    });
    expect(await editOf(analysis, 'hog')).toEqual({
      kind: 'refusal',
      passing: true,
      message:
        'The analysis of tsconfig.json needed more memory than it may have and was killed. ' +
        'Such a project is too large for a check by Grace; nothing was changed.',
    });
    expect(await editOf(analysis, 'move_out')).toMatchObject({ change: {} });
  });

  test('a request that takes longer than it may is given up', async () => {
    const { analysis } = await open(small, { limits: { editDeadlineMs: 700, cancelGraceMs: 100 } });
    await editOf(analysis, 'move_out');
    const answer = await editOf(analysis, 'forever');
    expect(isRefusal(answer) && answer.message).toMatch(
      /was given up: It took longer than the 1 s it may take/,
    );
  });
});

describe('cancelling', () => {
  /** Enough declarations that a check of all dependents takes seconds. */
  const many = Object.fromEntries(
    Array.from({ length: 150 }, (_each, index) => [
      `user${index}.ts`,
      `import { shape } from './a.ts';\n` +
        Array.from(
          { length: 120 },
          (_line, line) =>
            `export function f${line}<T extends { a: ${line} }>(x: T) { return [shape(), x, { ...x, b: [x] }] as const; }\n` +
            `export const v${line} = f${line}({ a: ${line}, c: f${Math.max(line - 1, 0)}({ a: ${Math.max(line - 1, 0)} }) });\n`,
        ).join(''),
    ]),
  );
  const large = { 'tsconfig.json': config, 'a.ts': 'export function shape() { return 5; }\n', ...many };

  test('a running check stops by itself: the process lives on and answers the next request', async () => {
    const { root, analysis } = await open(large);
    const start = readFileSync(join(root, 'a.ts'), 'utf8').indexOf('return');
    const controller = new AbortController();
    let progress = '';
    const checking = analysis.edit(
      { path: 'a.ts', intent: 'return_text', span: { start, end: start } },
      controller.signal,
      (message) => {
        progress = message;
      },
    );
    while (!progress.startsWith('Checking what depends')) await sleep(2);
    const pid = await pidOf(analysis, 'semantic');
    controller.abort();
    await expect(checking).rejects.toSatisfy(isCancelled);
    while (analysis.debugInfo().includes('busy')) await sleep(2);
    expect(await analysis.screen({ files: [] }, signal)).toMatchObject({ newProblems: [] });
    expect(await pidOf(analysis, 'semantic')).toBe(pid);
    expect(analysis.logged).toEqual([]);
  });

  test('a project whose loading was cancelled is loaded by the next request', async () => {
    const { root, analysis } = await open(large, { limits: { recheckMs: 600_000 } });
    const start = readFileSync(join(root, 'user1.ts'), 'utf8').indexOf('return');
    for (const waitMs of [0, 30, 120]) {
      const controller = new AbortController();
      const loading = analysis.edit(
        { path: 'user1.ts', intent: 'return_text', span: { start, end: start } },
        controller.signal,
        (message) => {
          if (message === 'Loading the project') setTimeout(() => controller.abort(), waitMs);
        },
      );
      await expect(loading).rejects.toSatisfy(isCancelled);
    }
    const span = { start, end: start };
    const answer = await analysis.edit({ path: 'user1.ts', intent: 'return_text', span }, signal);
    expect(answer).toMatchObject({ change: { files: [{ path: 'user1.ts' }] } });
  });

  test('offers are answered while a check is running', async () => {
    const { root, analysis } = await open(large);
    const controller = new AbortController();
    const start = readFileSync(join(root, 'a.ts'), 'utf8').indexOf('return');
    const checking = analysis.edit(
      { path: 'a.ts', intent: 'return_text', span: { start, end: start } },
      controller.signal,
    );
    await untilBusy(analysis, 'semantic');
    expect(
      (await analysis.offers({ path: 'a.ts', span: { start, end: start } }, signal)).length,
    ).toBeGreaterThan(0);
    expect(analysis.debugInfo()).toMatch(/^semantic.*busy$/m);
    controller.abort();
    await expect(checking).rejects.toSatisfy(isCancelled);
  });

  test('a request that waits is dropped, one that was cancelled before is never sent', async () => {
    const { analysis } = await open(small);
    const first = editOf(analysis, 'slow');
    const controller = new AbortController();
    const second = editOf(analysis, 'slow', 'a.ts', controller.signal);
    await untilBusy(analysis, 'semantic');
    controller.abort();
    await expect(second).rejects.toSatisfy(isCancelled);
    await expect(editOf(analysis, 'slow', 'a.ts', controller.signal)).rejects.toSatisfy(isCancelled);
    expect(await first).toMatchObject({ change: {} });
  });
});

describe('how many processes there are', () => {
  const three = Object.fromEntries(
    ['one', 'two', 'three'].flatMap((name) => [
      [`${name}/tsconfig.json`, config],
      [`${name}/a.ts`, 'export const a = 1;\n'],
    ]),
  );

  test('none before the first question, and at most two projects: the longest unused one goes', async () => {
    const { analysis } = await open(three);
    expect(analysis.debugInfo()).toBe('No analysis process is running.');
    const projects = () => [...analysis.debugInfo().matchAll(/^semantic (\w+)/gm)].map((match) => match[1]);
    for (const name of ['one', 'two', 'one', 'three']) await editOf(analysis, 'move_out', `${name}/a.ts`);
    expect(projects()).toEqual(['one', 'three']);
    await Promise.all(['one', 'two', 'three'].map((name) => editOf(analysis, 'move_out', `${name}/a.ts`)));
    expect(projects()).toHaveLength(2);
  });

  test('an idle project is unloaded', async () => {
    const { analysis } = await open(small, { limits: { semanticIdleMs: 50 } });
    await editOf(analysis, 'move_out');
    while (analysis.debugInfo().includes('semantic')) await sleep(5);
    expect(analysis.logged).toEqual(['info: The analysis of tsconfig.json was unloaded: nothing to do.']);
  });

  test('an offer does not wait for a search, which has a process of its own and gives it back', async () => {
    const { analysis } = await open(small, { limits: { searchIdleMs: 50 } });
    const offers = () => analysis.offers({ path: 'a.ts', span: { start: 0, end: 0 } }, signal);
    await offers();
    const searching = analysis.find({ path: 'a.ts', intent: 'slow' }, signal);
    await untilBusy(analysis, 'syntax of searches');
    await offers();
    expect(analysis.debugInfo()).toMatch(/^syntax of searches.*busy$/m);
    await searching;
    while (analysis.debugInfo().includes('syntax of searches')) await sleep(5);
    expect(await offers()).not.toEqual([]);
  });

  test('scaled down, those that are too many go when they are done; scaled up, there is room again', async () => {
    const files = Object.fromEntries(
      ['one', 'two'].flatMap((name) => [
        [`${name}/tsconfig.json`, config],
        [`${name}/a.ts`, 'export const a = 1;\n'],
      ]),
    );
    const { analysis } = await open(files);
    const { pool } = analysis;
    const alive = () => analysis.debugInfo().match(/^semantic (\S+)\//gmu) ?? [];
    expect([pool.size(), pool.sizeMax]).toEqual([2, 2]);
    await editOf(analysis, 'move_out', 'one/a.ts');
    const slow = editOf(analysis, 'slow', 'two/a.ts');
    await untilBusy(analysis, 'semantic two');
    expect(await pool.scale(1, signal)).toBe(1);
    expect(alive()).toEqual(['semantic two/']);
    // The only place is taken: it waits for its turn, and the busy one is not ended for it.
    const waiting = editOf(analysis, 'move_out', 'one/a.ts');
    expect(isRefusal(await slow)).toBe(false);
    expect(isRefusal(await waiting)).toBe(false);
    expect(alive()).toEqual(['semantic one/']);
    await pool.scale(2, signal);
    await editOf(analysis, 'move_out', 'two/a.ts');
    expect(alive()).toHaveLength(2);
  });

  test('a process that was started ahead answers as one that was started when it was needed', async () => {
    let ahead = 0;
    const { analysis } = await open(small, {
      entry: 'product',
      processes(module) {
        const forked = forkAhead(processRequest('syntax', { module }));
        return createProcesses(undefined, {
          take(request) {
            const child = forked.take(request);
            if (child) ahead = child.pid;
            return child;
          },
        });
      },
    });
    expect(await analysis.offers({ path: 'a.ts', span: { start: 0, end: 0 } }, signal)).toEqual([]);
    expect((await analysis.intents(signal)).length).toBeGreaterThan(0);
    expect(await pidOf(analysis, 'syntax')).toBe(ahead);
    await analysis.dispose();
    while (isRunning(ahead)) await sleep(5);
  });

  test('facts of a line start no process where one offers, facts of a file never hold up an offer', async () => {
    const { analysis } = await open(small);
    const factsOf = (before: string, after: string) =>
      analysis.facts({ files: [{ path: 'a.ts', before, after }] }, signal);
    await analysis.offers({ path: 'a.ts', span: { start: 0, end: 0 } }, signal);
    const { parseProblems, sameEmit } = await factsOf('let a = 1;\n', 'let a: number = 1;\n');
    expect({ parseProblems, sameEmit }).toEqual({ parseProblems: [], sameEmit: true });
    expect((await factsOf('let a = 1;\n', 'let a = ;\n')).parseProblems).toHaveLength(1);
    expect(analysis.debugInfo()).not.toContain('syntax of searches');
    await factsOf('let a = 1;\n', `let a = 1;\n${'// a longer text\n'.repeat(20)}`);
    expect(analysis.debugInfo()).toContain('syntax of searches');
  });

  test('disposing ends them all and leaves no flag behind', async () => {
    const { root: scratch, remove } = temporaryTree({});
    const { analysis } = await open(small, { scratch });
    const controller = new AbortController();
    const cancelled = editOf(analysis, 'forever', 'a.ts', controller.signal);
    const pid = await pidOf(analysis, 'semantic');
    await untilBusy(analysis, 'semantic');
    controller.abort();
    await expect(cancelled).rejects.toSatisfy(isCancelled);
    const waiting = analysis.facts({ files: [] }, signal).catch((thrown: unknown) => String(thrown));
    await analysis.dispose();
    expect(await waiting).toContain('Grace is shutting down');
    while (isRunning(pid)) await sleep(5);
    expect(readdirSync(scratch).filter((name) => name.startsWith('flags-'))).toEqual([]);
    remove();
  });

  test('a child whose parent was killed ends itself', async () => {
    const { root } = await open(small);
    const script = join(import.meta.dirname, '../../support/analysis-parent.ts');
    const parent = spawn(process.execPath, [script, root], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString().trim())));
    });
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    while (isRunning(pid)) await sleep(20);
  });
});

/** False for a process that is gone, and for one that has ended and was not collected yet. */
function isRunning(pid: number): boolean {
  if (existsSync(`/proc/${pid}/stat`)) return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  try {
    return execFileSync('ps', ['-o', 'pid=', '-p', String(pid)], { encoding: 'utf8' }).trim() !== '';
  } catch {
    return false;
  }
}
