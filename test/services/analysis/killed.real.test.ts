import { availableParallelism } from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startAnalysis, temporaryTree, type StartedAnalysis } from '../../support/analysis.ts';
import { keepBusy } from '../../support/busy.ts';

/** `npm run bench -- watchdog` does it more often, and takes the times. */
const times = 10;
const files = {
  'tsconfig.json': '{ "compilerOptions": { "noEmit": true, "lib": ["es5"], "types": [] } }',
  'a.ts': 'export const a = 1;\n',
};
const signal = new AbortController().signal;
const place = { path: 'a.ts', span: { start: 0, end: 0 } };

let tree: ReturnType<typeof temporaryTree>;
let analysis: StartedAnalysis;
beforeEach(async () => {
  tree = temporaryTree(files);
  // A process that dies so often would be left alone for a while.
  analysis = await startAnalysis(tree.root, { entry: 'test', limits: { deathsMax: 1_000 } });
});
afterEach(async () => {
  await analysis.dispose();
  tree.remove();
});

/** Process id of the busy process whose line of `debugInfo` starts so; waits until there is one. */
async function busyProcess(name: string): Promise<number> {
  const pattern = new RegExp(`^${name}: process (\\d+).*busy$`, 'm');
  for (;;) {
    const pid = pattern.exec(analysis.debugInfo())?.[1];
    if (pid !== undefined) return Number(pid);
    await sleep(2);
  }
}

async function interrupted<T>(
  name: string,
  signalName: NodeJS.Signals,
  ask: () => Promise<T>,
  afterMs: number,
) {
  const answer = ask();
  const pid = await busyProcess(name);
  await sleep(afterMs);
  process.kill(pid, signalName);
  return { pid, answer: await answer };
}

const edit = () => analysis.edit({ ...place, intent: 'brief' }, signal);
const edited = { change: { files: [{ path: 'a.ts', after: 'export const a = 1;\n// brief\n' }] } };
const semantic = 'semantic tsconfig.json';

describe.each(['SIGKILL', 'SIGSTOP'] as const)(
  `%s of the process that answers, ${times} times`,
  (signalName) => {
    test('an edit is made all the same, by another process', async () => {
      await edit();
      for (let round = 0; round < times; round += 1) {
        const { pid, answer } = await interrupted(semantic, signalName, edit, (round * 17) % 300);
        expect(answer).toMatchObject(edited);
        expect(isAlive(pid)).toBe(false);
      }
      expect(analysis.logged.filter((line) => line.startsWith('warn'))).toHaveLength(times);
    });

    test('offers come all the same, the next ones too', async () => {
      const offers = () => analysis.offers(place, signal);
      const usual = await offers();
      for (let round = 0; round < times; round += 1) {
        const { pid } = await interrupted('syntax', signalName, () => Promise.all(manyOffers(offers)), 0);
        expect(await offers()).toEqual(usual);
        while (isAlive(pid)) await sleep(2);
      }
    });
  },
);

test('neither is a process that works taken for a stopped one, nor the other way round, on a busy machine', async () => {
  await edit();
  const load = keepBusy(2 * availableParallelism(), 200);
  try {
    for (let round = 0; round < times; round += 1) expect(await edit()).toMatchObject(edited);
    expect(analysis.logged).toEqual([]);
    for (let round = 0; round < times / 2; round += 1) {
      const { answer } = await interrupted(semantic, 'SIGSTOP', edit, (round * 31) % 300);
      expect(answer).toMatchObject(edited);
    }
    expect(analysis.logged).toHaveLength(times / 2);
  } finally {
    load.end();
  }
});

/** Enough of them that the process has not answered all when it is hit. */
function manyOffers<T>(offers: () => Promise<T>): readonly Promise<T>[] {
  return Array.from({ length: 40 }, () => offers());
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
