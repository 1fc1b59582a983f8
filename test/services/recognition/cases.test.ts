import { describe, expect, it } from 'vitest';
import { caseFiles, faultIn, isHeldBack, places } from './case-files.ts';

const cases = caseFiles();

describe('real tools, each with a fault that was put in', () => {
  it('are at least 200 outputs', () => expect(cases.length).toBeGreaterThanOrEqual(200));

  it('of which a third was held back until the parsers were judged by it', () => {
    expect(cases.filter(isHeldBack).length).toBeGreaterThan(cases.length / 4);
  });

  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const { tool, code, message, line } = one.expected;
    const found = faultIn(one, one.output, places.here);
    expect(found, `${tool} ${code ?? ''} ${message}\n\n${one.output}`).toBeDefined();
    if (line !== undefined) expect(found?.location?.line).toBe(line);
  });

  it('have the same strict signature in another folder, some lines further down', () => {
    const different = cases.filter((one) => {
      const first = faultIn(one, one.output, places.here)?.signature.strict;
      return first === undefined || first !== faultIn(one, one.elsewhere, places.elsewhere)?.signature.strict;
    });
    expect(different.map(({ name }) => name)).toEqual([]);
  });

  it('have the same strict signature on another day, where nobody knows the folder', () => {
    const different = cases.filter((one) => {
      const first = faultIn(one, one.output, '/unknown')?.signature.strict;
      return (
        first === undefined || first !== faultIn(one, anotherDay(one.elsewhere), '/unknown')?.signature.strict
      );
    });
    expect(different.map(({ name }) => name)).toEqual([]);
  });

  it('never have a strict signature in common when their faults differ', () => {
    const faults = new Map<string, string>();
    for (const one of cases) {
      const signature = faultIn(one, one.output, places.here)?.signature.strict ?? one.name;
      const known = faults.get(signature) ?? one.fault;
      expect(known).toBe(one.fault);
      faults.set(signature, one.fault);
    }
  });
});

/** Other times of day, dates and durations. */
function anotherDay(output: string): string {
  return output
    .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/gu, '2031-02-03T04:05:06')
    .replaceAll(/\b\d\d:\d\d:\d\d\b/gu, '04:05:06')
    .replaceAll(/\b\d+(?:\.\d+)?(?=ms\b)/gu, (duration) =>
      duration === '60' || duration === '50' ? duration : '7.25',
    );
}
