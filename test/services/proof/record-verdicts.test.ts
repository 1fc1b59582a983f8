import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../server/src/base/index.ts';
import { changeSubject } from '../../../server/src/core/clarity/index.ts';
import {
  decisionSchema,
  durableTopics,
  type ChangeSet,
  type Decision,
  type GateResult,
  type ProofReport,
} from '../../../server/src/protocol/index.ts';
import { recordVerdicts, type Proof, type ProveOptions } from '../../../server/src/services/proof/index.ts';

const signal = new AbortController().signal;
const pass = { status: 'pass' as const, ms: 1, newProblems: [] };
const change: ChangeSet = { files: [{ path: 'a.ts', before: 'old\n', after: null }] };
const options: ProveOptions = { gates: 'full', approved: true, intents: ['improve_logging'] };

function reportOf(verdict: ProofReport['verdict']): ProofReport {
  const lint = { status: 'skipped' as const, ms: 0, newProblems: [], reason: 'No linter.' };
  return {
    verdict,
    gates: { parse: pass, types: pass, lint, tests: pass },
    summary: 'So it is.',
    missing: [],
    ms: 5,
  };
}

/** A proof that says what it is told to, and where its verdicts are recorded. */
function recorded(verdicts: readonly ProofReport['verdict'][]) {
  const records: unknown[] = [];
  const proof: Proof = {
    prove: () => Promise.resolve(reportOf(verdicts[0] ?? 'failed')),
    proveGroup: () => Promise.resolve({ reports: verdicts.map(reportOf), combined: reportOf('proven') }),
    format: (changed) => Promise.resolve(changed),
    commands: () => Promise.resolve([]),
    dispose: () => Promise.resolve(),
  };
  const recording = recordVerdicts(proof, (verdict) => {
    records.push(durableTopics['proof.verdict'].schema.parse(verdict));
    return Promise.resolve();
  });
  return { proof: recording, records };
}

test('a verdict is recorded with the exact content it is about, before it is answered', async () => {
  const { proof, records } = recorded(['proven']);
  expect((await proof.prove(change, options, signal)).verdict).toBe('proven');
  expect(records).toEqual([
    {
      verdict: 'proven',
      intents: ['improve_logging'],
      files: [{ path: 'a.ts', before: sha256('old\n'), after: null }],
      gates: { parse: 'pass', types: 'pass', lint: 'skipped', tests: 'pass' },
      summary: 'So it is.',
      ms: 5,
    },
  ]);
});

test('each member of a group has a record of its own', async () => {
  const { proof, records } = recorded(['proven', 'failed']);
  await proof.proveGroup([change, change], options, signal);
  expect(records).toMatchObject([{ verdict: 'proven' }, { verdict: 'failed' }]);
});

describe('why a verdict is what it is', () => {
  const skipped: GateResult = { status: 'skipped', ms: 0, newProblems: [], reason: 'No linter.' };
  const failing: GateResult = {
    status: 'fail',
    ms: 1,
    newProblems: ['One is wrong\nand more', 'Two', 'Three', 'Four'].map((message) => ({
      tool: 'tsc',
      message,
    })),
  };
  const gates = { parse: pass, types: pass, lint: skipped, tests: pass };

  /** What is decided, in the words of the record. */
  async function decisionFor(report: Partial<ProofReport>): Promise<Decision> {
    const decisions: Decision[] = [];
    const proof: Proof = {
      ...recorded([]).proof,
      prove: () => Promise.resolve({ ...reportOf('proven'), gates, ...report }),
    };
    await recordVerdicts(
      proof,
      () => Promise.resolve(),
      (decision) => Promise.resolve(void decisions.push(decisionSchema.parse(decision))),
    ).prove(change, options, signal);
    expect(decisions).toHaveLength(1);
    return decisions[0]!;
  }

  test('proven: what each gate said, and how much of the change tests executed', async () => {
    const decision = await decisionFor({ changedLines: { total: 4, executed: 3 } });
    expect(decision).toMatchObject({
      kind: 'proof',
      subject: changeSubject([{ path: 'a.ts', before: sha256('old\n'), after: null }]),
      decided: 'The change is called proven. So it is.',
      certainty: { level: 'high', why: 'Tests executed 3 of 4 changed lines.' },
    });
    expect(decision.evidence.map(({ what }) => what)).toEqual([
      'parse: nothing new against the tree without the change (1 ms).',
      'types: nothing new against the tree without the change (1 ms).',
      'lint: not run. No linter.',
      'tests: nothing new against the tree without the change (1 ms).',
    ]);
    expect(decision.turnedDown).toEqual([
      { option: 'Call it checked', why: 'More than that is known.' },
      { option: 'Call it failed', why: 'No gate found anything new.' },
    ]);
  });

  test('checked: what is missing for more', async () => {
    const decision = await decisionFor({ verdict: 'checked', missing: ['No test executes a.ts.'] });
    expect(decision.certainty).toEqual({ level: 'moderate', why: 'No test executes a.ts.' });
    expect(decision.turnedDown[0]).toEqual({ option: 'Call it proven', why: 'No test executes a.ts.' });
  });

  test('failed: what is new, the first of it in its words', async () => {
    const decision = await decisionFor({ verdict: 'failed', gates: { ...gates, types: failing } });
    expect(decision.evidence[1]?.what).toBe('types: 4 new: One is wrong; Two; Three; and 1 more');
    expect(decision.turnedDown.map(({ why }) => why)).toEqual([
      'Something new was found by types.',
      'Something new was found by types.',
    ]);
  });

  test('refused: that nothing was tried', async () => {
    const decision = await decisionFor({ verdict: 'refused' });
    expect(decision.certainty.level).toBe('certain');
    expect(decision.turnedDown.map(({ why }) => why)).toEqual(Array(3).fill('It was not tried.'));
  });
});

test('a decision is told after the record it is about', async () => {
  const told: string[] = [];
  const note = (what: string) => () => Promise.resolve(void told.push(what));
  const { proof } = recorded(['proven', 'failed']);
  await recordVerdicts(proof, note('verdict'), note('decision')).proveGroup(
    [change, change],
    options,
    signal,
  );
  expect(told).toEqual(['verdict', 'decision', 'verdict', 'decision']);
});
