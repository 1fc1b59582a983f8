import type { Decision } from '../../protocol/index.ts';
import type { UndoOutcome } from '../../services/restore/index.ts';
import type { Proposal } from './proposal.ts';

/** Proposals that a decision names; the rest is counted. */
const namedMax = 20;

/** Why a proposal, or several as one, were written: what was known of them, and who wanted it. */
export function applyDecision(
  point: { readonly id: string; readonly title: string },
  proposals: readonly Proposal[],
  by: 'accepted' | 'asked for',
): Decision {
  const isEarly = proposals.some(({ verdict }) => verdict === 'proving');
  const who =
    by === 'accepted' ? 'a person accepted it' : 'a person asked for what holds to be applied (`--apply`)';
  return {
    kind: 'apply',
    subject: `point ${point.id}`,
    decided: `“${point.title}” was applied: ${who}.`,
    evidence: evidenceOf(proposals),
    turnedDown: [
      isEarly
        ? { option: 'Wait for the proof', why: 'A person chose to apply it now, only checked.' }
        : { option: 'Leave it a proposal', why: 'It was wanted, and is as good as what it rests on.' },
    ],
    certainty: { level: 'certain', why: 'It is what was asked for, and a restore point can take it back.' },
    causes: [],
  };
}

/** Why something was taken back, and what became of what was edited since. */
export function undoDecision(undone: string, { id, restored, merged }: UndoOutcome): Decision {
  return {
    kind: 'undo',
    subject: `point ${id}`,
    decided: `Restore point ${undone} was taken back: a person asked for it.`,
    evidence: [
      { what: `${counted(restored.length)} byte for byte as before.` },
      ...(merged.length === 0
        ? []
        : [{ what: `Edited since, and merged: ${merged.slice(0, namedMax).join(', ')}.` }]),
    ],
    turnedDown: [
      merged.length === 0
        ? { option: 'Merge with later edits', why: 'There were none.' }
        : {
            option: 'Refuse, as files were edited since',
            why: 'The edits and the undo do not touch each other.',
          },
    ],
    certainty: { level: 'certain', why: 'The bytes from before were kept, and the undo can be undone.' },
    causes: [],
  };
}

function evidenceOf(proposals: readonly Proposal[]): Decision['evidence'] {
  const named = proposals.slice(0, namedMax).map(({ title, verdict, report }) => ({
    what: `${title}: ${verdict === 'proving' ? 'checked, and not proven yet' : verdict}. ${report?.summary ?? ''}`.trimEnd(),
  }));
  const more = proposals.length - named.length;
  return more > 0 ? [...named, { what: `${more} more, as good as these.` }] : named;
}

function counted(count: number): string {
  return count === 1 ? '1 file is' : `${count} files are`;
}
