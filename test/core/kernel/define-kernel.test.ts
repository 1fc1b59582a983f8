import { describe, expect, test } from 'vitest';
import { Cancelled, refused } from '../../../server/src/base/index.ts';
import {
  createLifetime,
  defineKernel,
  dependantsOf,
  wavesOf,
  type Lifetime,
} from '../../../server/src/core/kernel/index.ts';
import { kernelIds, kernelTiers, tierNames, type KernelId } from '../../../server/src/protocol/index.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const idle = {
  service: undefined,
  isReady: () => Promise.resolve('ready' as const),
  beat: () => Promise.resolve({ moved: 0, owed: 0 }),
};

function lifetimeOf(clock: VirtualClock, failures: string[] = []): Lifetime {
  return createLifetime({
    clock,
    onFailure: (name) => failures.push(name),
    bounds: { drainMsMax: 100, disposeMsMax: 50 },
  });
}

/** A resource that writes down when it goes. */
const noting = (gone: string[], name: string) => ({ dispose: () => void gone.push(name) });

describe('the kernels of Grace', () => {
  test('are twenty, in four tiers', () => {
    const sizes = tierNames.map((_name, tier) => kernelIds.filter((id) => kernelTiers[id] === tier).length);
    expect(sizes).toEqual([6, 6, 5, 3]);
  });

  test('tier 0 has to run where nothing is said, the others do not', () => {
    const bare = { dependsOn: [], start: () => Promise.resolve(idle) };
    expect(defineKernel({ id: 'store', ...bare }).optional).toBe(false);
    expect(defineKernel({ id: 'analysis', ...bare }).optional).toBe(true);
    expect(defineKernel({ id: 'workspace', optional: false, ...bare }).optional).toBe(false);
  });

  test('none may depend on a higher tier, or on itself', () => {
    const bare = { start: () => Promise.resolve(idle) };
    // @ts-expect-error `analysis` is of tier 2.
    defineKernel({ id: 'store', dependsOn: ['analysis'], ...bare });
    // @ts-expect-error A kernel that waits for itself never starts.
    defineKernel({ id: 'store', dependsOn: ['store'], ...bare });
    expect(defineKernel({ id: 'analysis', dependsOn: ['store', 'workspace'], ...bare }).dependsOn).toEqual([
      'store',
      'workspace',
    ]);
  });
});

describe('a kernel that starts and stops', () => {
  test('cancels its work, waits for it, and disposes in reverse', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const kernel = defineKernel({
      id: 'analysis',
      dependsOn: [],
      async start(_ports: undefined, lifetime) {
        lifetime.own('first', noting(seen, 'first'));
        lifetime.own('second', noting(seen, 'second'));
        void lifetime
          .run('work', async (signal) => {
            await clock.sleep(1_000, signal).catch(() => undefined);
            await clock.sleep(10, new AbortController().signal);
            seen.push(signal.aborted ? 'cancelled work' : 'work');
          })
          .catch(() => undefined);
        return Promise.resolve(idle);
      },
    });
    const running = await kernel.start(undefined, lifetimeOf(clock));
    const stopped = running.stop();
    await clock.advance(20);
    expect(await stopped).toEqual({ leftBehind: [] });
    expect(await running.stop()).toEqual({ leftBehind: [] });
    expect(seen).toEqual(['cancelled work', 'second', 'first']);
    expect(clock.sleeping).toBe(0);
  });

  test('says why it does not come up, and lets go of what it had', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const start = async (outcome: () => never | ReturnType<typeof refused>) => {
      const lifetime = lifetimeOf(clock);
      const kernel = defineKernel({
        id: 'store',
        dependsOn: [],
        start() {
          lifetime.own('file', noting(seen, 'file'));
          return Promise.resolve(outcome());
        },
      });
      try {
        await kernel.start(undefined, lifetime);
      } finally {
        await lifetime.end();
      }
    };
    await expect(start(() => refused('The disk is full.'))).rejects.toThrow('The disk is full.');
    await expect(
      start(() => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    expect(seen).toEqual(['file', 'file']);
  });
});

describe('a lifetime', () => {
  test('names what does not end, and releases the rest all the same', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const failures: string[] = [];
    const lifetime = lifetimeOf(clock, failures);
    lifetime.own('file', noting(seen, 'file'));
    lifetime.own('broken', {
      dispose: () => {
        throw new Error('no');
      },
    });
    lifetime.own('endless', { dispose: () => new Promise<void>(() => undefined) });
    void lifetime.run('deaf', () => new Promise(() => undefined));
    const stopped = lifetime.end();
    await clock.advance(200);
    expect(await stopped).toEqual({ leftBehind: ['deaf', 'endless'] });
    expect(failures).toEqual(['broken']);
    expect(seen).toEqual(['file']);
  });

  test('that has ended takes nothing any more', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const lifetime = lifetimeOf(clock);
    await lifetime.end();
    expect(() => lifetime.own('late', noting(seen, 'late'))).toThrow(Cancelled);
    expect(seen).toEqual(['late']);
    await expect(lifetime.run('late', () => Promise.resolve(1))).rejects.toThrow(Cancelled);
  });
});

describe('the order of kernels', () => {
  const placed = (id: KernelId, ...dependsOn: KernelId[]) => ({ id, dependsOn });
  const kernels = [
    placed('refactor', 'analysis', 'verification'),
    placed('verification', 'analysis', 'workspace'),
    placed('analysis', 'workspace'),
    placed('workspace', 'config'),
    placed('store', 'immutable_log'),
    placed('immutable_log'),
  ];

  test('is waves: each kernel comes after all that it needs, as early as it may', () => {
    expect(wavesOf(kernels).map((wave) => wave.map(({ id }) => id))).toEqual([
      ['workspace', 'immutable_log'],
      ['analysis', 'store'],
      ['verification'],
      ['refactor'],
    ]);
  });

  test('is none where kernels wait for each other, or where one is there twice', () => {
    expect(() => wavesOf([placed('store', 'config'), placed('config', 'store')])).toThrow(
      'wait for each other: store, config',
    );
    expect(() => wavesOf([placed('store'), placed('store')])).toThrow('twice');
  });

  test('says who goes down with one', () => {
    expect([...dependantsOf('workspace', kernels)].sort()).toEqual(['analysis', 'refactor', 'verification']);
    expect([...dependantsOf('refactor', kernels)]).toEqual([]);
  });
});
