import { describe, expect, it } from 'vitest';
import type { GateResult, Gates } from '../../../server/src/protocol/index.ts';
import { judge, type Evidence } from '../../../server/src/services/proof/verdict.ts';

const pass: GateResult = { status: 'pass', ms: 1, newProblems: [] };
const absent: GateResult = {
  status: 'skipped',
  ms: 0,
  newProblems: [],
  reason: 'There is none.',
  absent: true,
};
const skipped: GateResult = { status: 'skipped', ms: 0, newProblems: [], reason: 'It hung.' };
const fail: GateResult = {
  status: 'fail',
  ms: 1,
  newProblems: [{ tool: 'tsc', code: 'TS1', message: 'Bad.\nMore.', file: 'a.ts', line: 3 }],
};
const all = { parse: pass, types: pass, lint: pass, tests: pass };
const executed = { total: 2, executed: 2 };

interface Row {
  readonly when: string;
  readonly gates: Partial<Gates>;
  readonly rest?: Partial<Evidence>;
  readonly verdict: string;
  readonly says: string;
}

const rows: readonly Row[] = [
  {
    when: 'all passed and every line ran',
    gates: {},
    verdict: 'proven',
    says: 'Tests executed all 2 changed lines.',
  },
  {
    when: 'what lacks is lacked by the workspace',
    gates: { types: absent, lint: absent },
    verdict: 'proven',
    says: 'No new problem in tests (the workspace has no types and no lint). Tests executed all 2 changed lines.',
  },
  {
    when: 'the JavaScript is the same, without a test',
    gates: { tests: skipped },
    rest: { sameEmit: true },
    verdict: 'proven',
    says: 'The emitted JavaScript is identical',
  },
  {
    when: 'the JavaScript is the same, in a workspace without tests',
    gates: { tests: absent },
    rest: { sameEmit: true },
    verdict: 'proven',
    says: 'The emitted JavaScript is identical',
  },
  {
    when: 'the JavaScript is the same, but the types were not looked at',
    gates: { types: skipped, tests: skipped },
    rest: { sameEmit: true },
    verdict: 'checked',
    says: 'the type checker did not vouch for it: It hung.',
  },
  {
    when: 'the linter hung',
    gates: { lint: skipped },
    verdict: 'checked',
    says: 'the linter did not vouch for it: It hung.',
  },
  {
    when: 'the tests hung',
    gates: { tests: skipped },
    verdict: 'checked',
    says: 'the test runner did not vouch',
  },
  {
    when: 'there are no tests',
    gates: { tests: absent },
    verdict: 'checked',
    says: 'the workspace has no tests to execute the changed lines.',
  },
  {
    when: 'a line was not executed',
    gates: {},
    rest: { changedLines: { total: 2, executed: 1 }, missedLines: ['a.ts:4'] },
    verdict: 'checked',
    says: 'tests executed only 1 of 2 changed lines; not executed: a.ts:4.',
  },
  {
    when: 'the only line was not executed',
    gates: {},
    rest: { changedLines: { total: 1, executed: 0 }, missedLines: ['a.ts:4'] },
    verdict: 'checked',
    says: 'no test executes the changed line a.ts:4.',
  },
  {
    when: 'many lines were not executed',
    gates: {},
    rest: {
      changedLines: { total: 7, executed: 0 },
      missedLines: [1, 2, 3, 4, 5, 6, 7].map((line) => `a.ts:${line}`),
    },
    verdict: 'checked',
    says: 'no test executes any of the 7 changed lines; not executed: a.ts:1, a.ts:2, a.ts:3, a.ts:4, a.ts:5 and 2 more.',
  },
  {
    when: 'types are broken',
    gates: { types: fail, tests: skipped },
    verdict: 'failed',
    says: 'It would add a type error: Bad (TS1) at a.ts:3.',
  },
  {
    when: 'a test is broken, whatever else hung',
    gates: { lint: skipped, tests: fail },
    verdict: 'failed',
    says: 'It would break a test: Bad',
  },
  {
    when: 'it cheats',
    gates: { parse: { ...fail, newProblems: [{ tool: 'grace', code: 'any_type', message: 'It hides.' }] } },
    rest: { sameEmit: true },
    verdict: 'failed',
    says: 'It would break the rules of an honest change: It hides (any_type).',
  },
  {
    when: 'it cannot be parsed',
    gates: { parse: fail },
    verdict: 'failed',
    says: 'It would add a syntax error: Bad (TS1) at a.ts:3.',
  },
];

describe('the verdict', () => {
  it.each(rows)('$verdict when $when', ({ gates, rest, verdict, says }) => {
    const judged = judge({ gates: { ...all, ...gates }, sameEmit: false, changedLines: executed, ...rest });
    expect(judged.verdict).toBe(verdict);
    expect(judged.summary).toContain(says);
  });

  it('is not proven when it is not known what a test executed', () => {
    expect(judge({ gates: all, sameEmit: false }).verdict).toBe('checked');
  });

  it('names every gate that did not run', () => {
    expect(judge({ gates: { ...all, lint: absent, tests: skipped }, sameEmit: true }).missing).toEqual([
      'lint: There is none.',
      'tests: It hung.',
    ]);
  });

  it('is proven only with every gate passed or lacked, and lines executed or identical', () => {
    for (const types of [pass, absent, skipped, fail])
      for (const lint of [pass, absent, skipped, fail])
        for (const tests of [pass, absent, skipped, fail])
          for (const sameEmit of [true, false])
            for (const changedLines of [executed, { total: 2, executed: 0 }]) {
              const { verdict } = judge({
                gates: { parse: pass, types, lint, tests },
                sameEmit,
                changedLines,
              });
              const clean = [types, lint].every((gate) => gate === pass || gate === absent);
              const tested = tests === pass && changedLines === executed;
              const broken = [types, lint, tests].includes(fail);
              const isProven = !broken && clean && (tested || sameEmit);
              expect(verdict).toBe(broken ? 'failed' : isProven ? 'proven' : 'checked');
            }
  });
});
