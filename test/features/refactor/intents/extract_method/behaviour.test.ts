import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../../../../support/run-program.ts';
import { parseFixture } from '../../../../support/fixture.ts';

/** Programs in which a careless extraction type-checks and changes what happens. */
const bank = join(import.meta.dirname, '../../../../fixtures/intents/extract_method/silent/programs');

describe('what is extracted from the bank of silent changes runs as before', () => {
  for (const name of readdirSync(bank).sort()) {
    const { files, target, expected } = parseFixture(readFileSync(join(bank, name), 'utf8'));
    const after = expected.kind === 'after' ? expected.files.get(target) : undefined;
    const before = files.get(target) ?? '';
    // What is refused is told by its fixture; elements need a page to be run in.
    if (after === undefined || target.endsWith('x')) continue;
    test(name.replace(/\.txt$/, ''), async () => {
      const [run, again] = [await runProgram(target, before), await runProgram(target, after)];
      expect(again).toEqual(run);
      expect(
        run.traced.length + (run.ended === 'returned undefined' ? 0 : 1),
        'it shows something',
      ).toBeGreaterThan(0);
    });
  }
});

test('the bank is large', () => {
  expect(readdirSync(bank).length).toBeGreaterThanOrEqual(60);
});
