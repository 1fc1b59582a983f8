import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPhi, createVigil } from '../../../server/src/core/watchdog/index.ts';

const beatMs = 250;
const lookMs = 50;

/** Beats come at these times; whoever watches looks every `lookMs`, and later at times. What each look said, by its time. */
function watched(beats: readonly number[], untilMs: number, looks: Looks = {}) {
  const vigil = createVigil({ beatMs, lookMs, ...looks.options });
  vigil.begin(0);
  const waiting = [...beats];
  const seen: { readonly atMs: number; readonly isSuspicious: boolean; readonly phi: number }[] = [];
  for (let atMs = lookMs; atMs <= untilMs; atMs += lookMs) {
    const heldUp = looks.heldUp?.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    if (heldUp === true) continue;
    // What comes after a look is read after it: a timer that is late rings before the beats that waited.
    const silence = vigil.look(atMs);
    seen.push({ atMs, ...silence });
    const held = looks.heldUp?.some(({ toMs }) => toMs === atMs) === true;
    while ((waiting[0] ?? Infinity) <= atMs + (held ? 0 : lookMs - 1)) {
      const beatAtMs = waiting.shift() ?? 0;
      vigil.beat(Math.max(beatAtMs, atMs));
    }
  }
  return seen;
}

interface Looks {
  readonly options?: { readonly deviationMsMin?: number };
  /** Spans in which the whole process of who watches stood still. */
  readonly heldUp?: readonly { readonly fromMs: number; readonly toMs: number }[];
}

const jittered = (jitterMs: number) =>
  fc
    .array(fc.integer({ min: -jitterMs, max: jitterMs }), { minLength: 5, maxLength: 120 })
    .map((jitters) => times(jitters.map((jitter) => beatMs + jitter)));

function times(intervals: readonly number[]): readonly number[] {
  let atMs = 0;
  return intervals.map((interval) => (atMs += interval));
}

const alarms = (seen: readonly { readonly isSuspicious: boolean }[]) =>
  seen.filter(({ isSuspicious }) => isSuspicious).length;

describe('φ', () => {
  const intervals = fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 300 });

  test('never falls while nothing is heard, and is never negative', () => {
    fc.assert(
      fc.property(intervals, fc.array(fc.nat(100_000), { minLength: 2 }), (beats, silences) => {
        const phi = createPhi(beatMs);
        for (const interval of beats) phi.add(interval);
        const values = silences.sort((a, b) => a - b).map((ms) => phi.of(ms));
        expect(values.every((value, index) => value >= (values[index - 1] ?? 0))).toBe(true);
      }),
    );
  });

  test('says what the normal distribution says, within the precision of the approximation', () => {
    const phi = createPhi(1_000, 100);
    for (let count = 0; count < 400; count += 1) phi.add(1_000);
    // −log10(1 − Φ(y)) at 0, 1, 2, 3 and 4 standard deviations of 100 ms.
    const exact = [0.301, 0.7995, 1.643, 2.8697, 4.4994];
    exact.forEach((value, y) => expect(phi.of(1_000 + 100 * y)).toBeCloseTo(value, y < 4 ? 1 : 0));
  });

  test('forgets what was long ago', () => {
    const phi = createPhi(beatMs);
    for (let count = 0; count < 300; count += 1) phi.add(5_000);
    for (let count = 0; count < 300; count += 1) phi.add(beatMs);
    expect(phi.of(beatMs * 3)).toBeGreaterThan(8);
  });
});

describe('who stops', () => {
  test('is noticed within three beats, however irregular the beats were before', () => {
    fc.assert(
      fc.property(jittered(beatMs), (beats) => {
        const lastMs = beats.at(-1) ?? 0;
        const seen = watched(beats, lastMs + 10 * beatMs);
        const noticed = seen.find(({ atMs, isSuspicious }) => atMs > lastMs && isSuspicious);
        expect((noticed?.atMs ?? Infinity) - lastMs).toBeLessThanOrEqual(3 * beatMs);
        const after = seen.filter(({ atMs }) => atMs >= (noticed?.atMs ?? 0));
        expect(alarms(after)).toBe(after.length);
      }),
    );
  });

  test('is noticed sooner where beats were regular', () => {
    const beats = times(Array<number>(40).fill(beatMs));
    const noticed = watched(beats, 20_000).find(({ isSuspicious }) => isSuspicious);
    expect((noticed?.atMs ?? 0) - (beats.at(-1) ?? 0)).toBeLessThan(2.5 * beatMs);
  });

  test('before it ever beat is noticed too', () => {
    expect(watched([], 10 * beatMs).find(({ isSuspicious }) => isSuspicious)?.atMs).toBeLessThanOrEqual(
      3 * beatMs,
    );
  });
});

describe('who beats', () => {
  test('is never suspected, though each beat comes up to 100 ms too early or too late', () => {
    fc.assert(
      fc.property(jittered(100), (beats) => {
        expect(alarms(watched(beats, beats.at(-1) ?? 0))).toBe(0);
      }),
    );
  });

  test('is not suspected for the first late beat after many regular ones: the floor on the deviation', () => {
    const late = times([...Array<number>(100).fill(beatMs), beatMs + 180, beatMs]);
    const untilMs = late.at(-1) ?? 0;
    expect(alarms(watched(late, untilMs))).toBe(0);
    expect(alarms(watched(late, untilMs, { options: { deviationMsMin: 10 } }))).toBeGreaterThan(0);
  });

  test('is not suspected for the time in which nobody could look', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 400 }), fc.integer({ min: 4, max: 400 }), (after, length) => {
        const heldUp = [{ fromMs: after * lookMs, toMs: (after + length) * lookMs }];
        const beats = times(Array<number>(200).fill(beatMs));
        expect(alarms(watched(beats, beats.at(-1) ?? 0, { heldUp }))).toBe(0);
      }),
    );
  });
});
