import { sha256 } from '../../base/index.ts';
import type { ChangeSet, Decision, Gates, PayloadOf, ProofReport } from '../../protocol/index.ts';
import type { Proof } from './proof.ts';
import { verdictDecision } from './verdict-decision.ts';

type VerdictRecord = PayloadOf<'proof.verdict'>;

/**
 * The same proof, whose verdicts are recorded before they are answered, each with why it is what it is; the recording never
 * fails a proof.
 */
export function recordVerdicts(
  proof: Proof,
  record: (verdict: VerdictRecord) => Promise<void>,
  decide: (decision: Decision) => Promise<unknown> = () => Promise.resolve(),
): Proof {
  async function keep(change: ChangeSet, report: ProofReport, intents: readonly string[] | undefined) {
    const verdict = verdictOf(change, report, intents);
    // The decision is about the record before it.
    await Promise.all([record(verdict), decide(verdictDecision(verdict, report))]);
  }
  return {
    ...proof,
    async prove(change, options, signal) {
      const report = await proof.prove(change, options, signal);
      await keep(change, report, options.intents);
      return report;
    },
    async proveGroup(changes, options, signal) {
      const group = await proof.proveGroup(changes, options, signal);
      await Promise.all(
        changes.flatMap((change, index) => {
          const report = group.reports[index];
          return report ? [keep(change, report, options.intents)] : [];
        }),
      );
      return group;
    },
  };
}

/** What the verdict is bound to: the content on both sides, as it would lie on disk. */
function verdictOf(change: ChangeSet, report: ProofReport, intents: readonly string[] = []): VerdictRecord {
  return {
    verdict: report.verdict,
    intents: [...intents],
    files: change.files.map(({ path, before, after }) => ({
      path,
      before: before === null ? null : sha256(before),
      after: after === null ? null : sha256(after),
    })),
    gates: statusesOf(report.gates),
    summary: report.summary,
    ms: report.ms,
  };
}

function statusesOf({ parse, types, lint, tests }: Gates): VerdictRecord['gates'] {
  return { parse: parse.status, types: types.status, lint: lint.status, tests: tests.status };
}
