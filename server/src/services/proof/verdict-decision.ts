import { changeSubject } from '../../core/clarity/index.ts';
import {
  gateNames,
  type Decision,
  type PayloadOf,
  type ProofReport,
  type Verdict,
} from '../../protocol/index.ts';

const problemsShownMax = 3;

/** Why a change got the verdict it got: what each gate said, and which other verdicts were turned down. */
export function verdictDecision(record: PayloadOf<'proof.verdict'>, report: ProofReport): Decision {
  const { verdict, summary } = report;
  return {
    kind: 'proof',
    subject: changeSubject(record.files),
    decided: `The change is called ${verdict}. ${summary}`,
    evidence: gateNames.map((name) => ({ what: gateSentence(name, report) })),
    turnedDown: (['proven', 'checked', 'failed'] as const)
      .filter((other) => other !== verdict)
      .map((other) => ({ option: `Call it ${other}`, why: whyNot(other, report) })),
    certainty: certaintyOf(report),
    causes: [],
  };
}

function gateSentence(name: (typeof gateNames)[number], { gates }: ProofReport): string {
  const { status, reason, newProblems, ms } = gates[name];
  if (status === 'pass')
    return `${name}: nothing new against the tree without the change (${Math.round(ms)} ms).`;
  if (status === 'skipped') return `${name}: not run. ${reason ?? ''}`.trimEnd();
  const first = newProblems.slice(0, problemsShownMax).map(({ message }) => message.split('\n')[0] ?? '');
  const more = newProblems.length - first.length;
  return `${name}: ${newProblems.length} new: ${first.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function whyNot(other: Verdict, { verdict, gates, missing, summary }: ProofReport): string {
  const failed = gateNames.filter((name) => gates[name].status === 'fail');
  if (verdict === 'refused') return 'It was not tried.';
  if (other === 'failed') return 'No gate found anything new.';
  if (failed.length > 0) return `Something new was found by ${failed.join(', ')}.`;
  if (other === 'checked') return 'More than that is known.';
  return missing[0] ?? summary;
}

function certaintyOf({ verdict, changedLines, missing }: ProofReport): Decision['certainty'] {
  switch (verdict) {
    case 'proven':
      return {
        level: 'high',
        why: changedLines
          ? `Tests executed ${changedLines.executed} of ${changedLines.total} changed lines.`
          : 'No test could tell the two apart.',
      };
    case 'checked':
      return { level: 'moderate', why: missing[0] ?? 'Not everything was looked at.' };
    case 'failed':
      return { level: 'high', why: 'It is new against the same tools on the same tree without the change.' };
    case 'refused':
      return { level: 'certain', why: 'Nothing was tried, so nothing is claimed.' };
  }
}
