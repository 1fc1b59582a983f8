import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines, type Line } from '../../../server/src/services/recognition/lines.ts';
import { candidatesOf, parsers } from '../../../server/src/services/recognition/parsers/index.ts';
import { readErrors } from '../../../server/src/services/recognition/read-errors.ts';
import { anyInput } from './any-input.ts';
import { caseFiles } from './case-files.ts';

const everyParser = () => 2 ** parsers.length - 1;
const outputs = caseFiles().flatMap(({ output, elsewhere }) => [output, elsewhere]);

describe('which parsers are asked about a line', () => {
  it('fits into the bits of a number', () => expect(parsers.length).toBeLessThanOrEqual(31));

  it('are all that would take it, in real outputs', () => {
    for (const output of outputs) expect(takenInVain(Buffer.from(output))).toEqual([]);
  });

  it('are all that would take it, in any input', () => {
    fc.assert(
      fc.property(anyInput(), (bytes) => {
        expect(takenInVain(bytes)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('find the same as when each parser is asked about each line', () => {
    for (const output of outputs) expect(errorsIn(output)).toEqual(errorsIn(output, everyParser));
  });

  it('are few: of an ordinary line next to none', () => {
    const asked = (text: string) => parsers.filter((_, index) => candidatesOf(text) & (1 << index)).length;
    expect(asked('PacketResponder for block terminating')).toBeLessThanOrEqual(2);
    expect(asked("src/cart.ts(2,7): error TS2304: Cannot find name 'totl'.")).toBeLessThanOrEqual(
      parsers.length / 4,
    );
  });
});

/** Tools that would take a line about which they are not asked. */
function takenInVain(bytes: Buffer): readonly string[] {
  const missed: string[] = [];
  let before: Line | undefined;
  const splitter = splitLines((line) => {
    const asked = candidatesOf(line.text);
    parsers.forEach((parser, index) => {
      const isAsked = (asked & (1 << index)) !== 0;
      if (!isAsked && parser.begin(line, { before: before ? [before] : [] }))
        missed.push(`${parser.tool}: ${line.text}`);
    });
    before = line;
  });
  splitter.push(bytes);
  splitter.end();
  return missed;
}

function errorsIn(text: string, candidates = candidatesOf): readonly unknown[] {
  const errors: unknown[] = [];
  const reader = readErrors((error) => errors.push(error), candidates);
  const splitter = splitLines((line) => reader.take(line));
  splitter.push(Buffer.from(text));
  splitter.end();
  reader.end();
  return errors;
}
