import type { ChangeSet, ProofReport } from '../../protocol/index.ts';
import type { ChangeFacts } from '../analysis/index.ts';
import { combineChanges, createCombination } from './combine.ts';
import type { GroupReport } from './proof.ts';
import { memberReport } from './member-report.ts';
import type { Proven } from './prove-change.ts';
import { refusedReport } from './reports.ts';
import { suspectsOf, type ImportLevels } from './suspects.ts';

/**
 * Proofs spent on finding the members of a group that fail. What is not told apart by then is rejected together, part by
 * part: each that still waits is tried once.
 */
const groupProofsMax = 40;

export interface GroupPorts {
  prove(change: ChangeSet): Promise<Proven>;
  facts(change: ChangeSet): Promise<ChangeFacts>;
  readonly importLevels: ImportLevels;
  say(message: string): void;
}

/**
 * Proves changes together. The accepted members are always ones that were proven as a whole: others are added to them,
 * all at once first. When that fails, the failure itself says who is suspected: the rest is added without them, then
 * they are. Where it does not say, the candidates are halved. So one failing member of many costs two proofs, and no
 * member loses its verdict to another one. A member's verdict rests on its own lines: one that no test executed does
 * not weaken the others.
 */
export async function proveGroup(changes: readonly ChangeSet[], ports: GroupPorts): Promise<GroupReport> {
  const reports = new Map<number, ProofReport>();
  const known = new Map<string, Proven>();
  let accepted: readonly number[] = [];
  let whole: Proven | undefined;
  let proofs = 0;

  async function proveTogether(indices: readonly number[]): Promise<Proven> {
    const key = indices.join(' ');
    const before = known.get(key);
    if (before) return before;
    const combined = combineChanges(indices.flatMap((index) => changes[index] ?? []));
    const proven = 'change' in combined ? await ports.prove(combined.change) : conflicting(combined.conflict);
    // One that syntax alone decides starts no tool, so it costs next to nothing.
    if (proven.report.gates.parse.status !== 'fail') proofs += 1;
    known.set(key, proven);
    return proven;
  }

  async function add(candidates: readonly number[]): Promise<void> {
    if (candidates.length === 0) return;
    const together = [...accepted, ...candidates].sort((a, b) => a - b);
    const proven = await proveTogether(together);
    if (isGood(proven)) {
      accepted = together;
      whole = proven;
      return;
    }
    const parts = await partsOf(candidates, proven);
    for (const part of parts) await add(part);
  }

  /** What to add next, one after the other; none when the candidates are rejected. */
  async function partsOf(
    candidates: readonly number[],
    proven: Proven,
  ): Promise<readonly (readonly number[])[]> {
    const of = (index: number) => changes[index]?.files.map(({ path }) => path) ?? [];
    const { suspects, certain } = await suspectsOf(proven.report, candidates, of, ports.importLevels);
    const rest = candidates.filter((index) => !suspects.includes(index));
    if (
      candidates.length === 1 ||
      (proven.report.verdict === 'refused' && rest.length === candidates.length)
    ) {
      for (const index of candidates) reports.set(index, proven.report);
      return [];
    }
    if (proofs >= groupProofsMax) {
      const summary = `It was not told apart from ${candidates.length - 1} others within ${groupProofsMax} proofs: ${proven.report.summary}`;
      for (const index of candidates) reports.set(index, { ...proven.report, verdict: 'refused', summary });
      return [];
    }
    if (rest.length > 0 && rest.length < candidates.length) {
      ports.say(`${suspects.length} of ${candidates.length} changes are suspected: proving the others first`);
      return [rest, suspects];
    }
    if (certain && suspects.length === candidates.length) return candidates.map((index) => [index]);
    ports.say(`Something among ${candidates.length} changes fails: halving them`);
    const middle = Math.ceil(candidates.length / 2);
    return [candidates.slice(0, middle), candidates.slice(middle)];
  }

  await add(compatible(changes, reports));
  const nothing = refusedReport('No member of the group could be accepted.');
  // What was seen of a part alone does not outlast what was seen, or not seen, of the whole.
  const members = accepted.flatMap((index) => changes[index] ?? []);
  for (const [at, member] of members.entries()) {
    const report = whole && (await memberReport(whole, member, members, (change) => ports.facts(change)));
    if (report) reports.set(accepted[at] ?? 0, report);
  }
  return {
    reports: changes.map((_change, index) => reports.get(index) ?? nothing),
    combined: whole?.report ?? nothing,
  };
}

function isGood({ report }: Proven): boolean {
  return report.verdict === 'proven' || report.verdict === 'checked';
}

function conflicting(path: string): Proven {
  const report = refusedReport(`Two changes of this group rewrite the same lines of ${path}.`);
  return { report, coverage: undefined, facts: undefined };
}

/** Members that can be applied together, in order; the others are refused. */
function compatible(changes: readonly ChangeSet[], reports: Map<number, ProofReport>): readonly number[] {
  const combination = createCombination();
  return [...changes.keys()].filter((index) => {
    const conflict = combination.add(changes[index] ?? { files: [] });
    if (conflict !== undefined) {
      const why = `It rewrites ${conflict}, as another change of this group does: apply that one first and ask again.`;
      reports.set(index, refusedReport(why));
    }
    return conflict === undefined;
  });
}
