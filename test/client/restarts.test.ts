import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRestarts, restartsMax, restartWindowMs } from '../../client/src/restarts.ts';

function world() {
  let nowMs = 0;
  const restarts = createRestarts(() => nowMs);
  return {
    restarts,
    endedAfter: (ms: number) => {
      nowMs += ms;
      return restarts.ended();
    },
  };
}

test('a server that ends is started again four times within three minutes, and then no more', () => {
  const { endedAfter } = world();
  const seen = Array.from({ length: 6 }, () => endedAfter(1_000));
  expect(seen).toEqual([
    { kind: 'restart', isFirst: true },
    ...Array<unknown>(3).fill({ kind: 'restart', isFirst: false }),
    { kind: 'give up', ends: 5 },
    { kind: 'give up', ends: 6 },
  ]);
});

test('one that ends now and then is always started again, and each time it is said', () => {
  const { endedAfter } = world();
  for (let count = 0; count < 20; count += 1)
    expect(endedAfter(restartWindowMs + 1)).toEqual({ kind: 'restart', isFirst: true });
});

test('a person who restarts it begins anew', () => {
  const { restarts, endedAfter } = world();
  for (let count = 0; count <= restartsMax; count += 1) endedAfter(10);
  restarts.forget();
  expect(endedAfter(10)).toEqual({ kind: 'restart', isFirst: true });
});

test('whenever it ends, it is never started more than four times in any three minutes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 120_000 }), { maxLength: 60 }), (waits) => {
      const { endedAfter } = world();
      let atMs = 0;
      const startsAtMs: number[] = [];
      for (const waitMs of waits) {
        atMs += waitMs;
        if (endedAfter(waitMs).kind === 'restart') startsAtMs.push(atMs);
      }
      for (const fromMs of startsAtMs) {
        const inWindow = startsAtMs.filter((each) => each >= fromMs && each <= fromMs + restartWindowMs);
        expect(inWindow.length).toBeLessThanOrEqual(restartsMax);
      }
    }),
  );
});
