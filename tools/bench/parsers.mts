/**
 * `npm run bench -- parsers`: how much of the real outputs under `test/fixtures/recognition` is read right, apart
 * for those that the parsers were written with and those that were held back; whether the same fault has the same
 * signature elsewhere; and the longest time for any of 10,000 random inputs.
 */
import fc from 'fast-check';
import {
  caseFiles,
  faultIn,
  isHeldBack,
  places,
  type CaseFile,
} from '../../test/services/recognition/case-files.ts';
import { anyInput } from '../../test/services/recognition/any-input.ts';
import { recognized } from '../../test/services/recognition/recognized.ts';
import type { Bench } from '../bench.mts';

const randomInputs = 10_000;

export async function run(bench: Bench): Promise<void> {
  const cases = caseFiles();
  for (const [name, chosen] of [
    ['looked at', cases.filter((one) => !isHeldBack(one))],
    ['held back', cases.filter(isHeldBack)],
  ] as const) {
    const wrong = chosen.filter((one) => !isRight(one));
    const moved = chosen.filter(
      (one) => isRight(one) && strictOf(one, 'here') !== strictOf(one, 'elsewhere'),
    );
    const right = chosen.length - wrong.length;
    bench.log(
      `${name}: ${right} of ${chosen.length} right (${((100 * right) / chosen.length).toFixed(1)}%), ${moved.length} with another signature elsewhere`,
    );
    for (const one of wrong) bench.log(`  wrong: ${one.name}`);
  }
  const longestMs = await bench.step('random', () => Promise.resolve(longestOfRandom()));
  bench.log(`${randomInputs} random inputs: none threw, the longest took ${longestMs.toFixed(1)} ms`);
}

function isRight(one: CaseFile): boolean {
  const found = faultIn(one, one.output, places.here);
  return (
    found !== undefined && (one.expected.line === undefined || found.location?.line === one.expected.line)
  );
}

function strictOf(one: CaseFile, place: keyof typeof places): string | undefined {
  return faultIn(one, place === 'here' ? one.output : one.elsewhere, places[place])?.signature.strict;
}

/** The best of three times each, so that what is measured is the reading and not what else the machine does. */
function longestOfRandom(): number {
  let longestMs = 0;
  for (const bytes of fc.sample(anyInput(), { numRuns: randomInputs, seed: 1 })) {
    const times = [1, 2, 3].map(() => {
      const started = performance.now();
      recognized(bytes);
      return performance.now() - started;
    });
    longestMs = Math.max(longestMs, Math.min(...times));
  }
  return longestMs;
}
