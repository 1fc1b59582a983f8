import type { ChangeSet, ProofReport } from '../../protocol/index.ts';
import { combineChanges } from './combine.ts';
import type { GroupReport } from './proof.ts';
import { reportOf, type Proven } from './prove-change.ts';
import { refusedReport } from './reports.ts';

/** Proofs spent on finding the members of a group that fail; what is not told apart by then is rejected together. */
const groupProofsMax = 40;

/**
 * Proves changes together. A group that fails is halved until the failing members are known; what is left is proven
 * together once more. A member's verdict rests on its own lines: one that no test executed does not weaken the others.
 */
export async function proveGroup(
  changes: readonly ChangeSet[],
  prove: (change: ChangeSet) => Promise<Proven>,
): Promise<GroupReport> {
  const reports = new Map<number, ProofReport>();
  const members = compatible(changes, reports);
  let proofs = 0;
  let last: { readonly key: string; readonly proven: Proven } | undefined;

  async function proveTogether(indices: readonly number[]): Promise<Proven | undefined> {
    const key = indices.join(' ');
    if (last?.key === key) return last.proven;
    const combined = combineChanges(indices.flatMap((index) => changes[index] ?? []));
    if (!('change' in combined)) return undefined;
    proofs += 1;
    const proven = await prove(combined.change);
    last = { key, proven };
    return proven;
  }

  async function settle(indices: readonly number[]): Promise<void> {
    if (indices.length === 0) return;
    const proven = await proveTogether(indices);
    if (!proven) return;
    const bad = proven.report.verdict === 'failed' || proven.report.verdict === 'refused';
    if (bad && indices.length > 1 && proofs < groupProofsMax) {
      const middle = Math.ceil(indices.length / 2);
      await settle(indices.slice(0, middle));
      await settle(indices.slice(middle));
      return;
    }
    for (const index of indices) reports.set(index, memberReport(proven, changes[index]));
  }

  await settle(members);
  const accepted = members.filter((index) => {
    const verdict = reports.get(index)?.verdict;
    return verdict === 'proven' || verdict === 'checked';
  });
  const nothing = refusedReport('No member of the group could be accepted.');
  const combined = accepted.length > 0 ? await proveTogether(accepted) : undefined;
  if (combined && (combined.report.verdict === 'failed' || combined.report.verdict === 'refused')) {
    const summary = `Each part passes alone, but not together: ${combined.report.summary}`;
    for (const index of accepted) reports.set(index, { ...combined.report, summary });
  } else if (combined) {
    // What was seen of a part alone does not outlast what was seen, or not seen, of the whole.
    for (const index of accepted) reports.set(index, memberReport(combined, changes[index]));
  }
  return {
    reports: changes.map((_change, index) => reports.get(index) ?? nothing),
    combined: combined?.report ?? nothing,
  };
}

/** Members that can be applied together, in order; the others are refused. */
function compatible(changes: readonly ChangeSet[], reports: Map<number, ProofReport>): readonly number[] {
  const members: number[] = [];
  for (const [index, change] of changes.entries()) {
    const combined = combineChanges([...members.flatMap((member) => changes[member] ?? []), change]);
    if ('change' in combined) members.push(index);
    else {
      reports.set(
        index,
        refusedReport(
          `It rewrites ${combined.conflict}, as another change of this group does: apply that one first and ask again.`,
        ),
      );
    }
  }
  return members;
}

/** The group's gates, weighed with the member's own lines. */
function memberReport({ report, coverage, facts }: Proven, member: ChangeSet | undefined): ProofReport {
  if (!member || !coverage || !facts || report.verdict === 'failed' || report.verdict === 'refused')
    return report;
  const own = new Set(member.files.map((file) => file.path));
  return reportOf(
    report.gates,
    facts,
    coverage.filter((file) => own.has(file.path)),
    report.ms,
  );
}
