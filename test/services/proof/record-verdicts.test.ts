import { expect, test } from 'vitest';
import { sha256 } from '../../../server/src/base/index.ts';
import { durableTopics, type ChangeSet, type ProofReport } from '../../../server/src/protocol/index.ts';
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
