import { rollbackSentence, type Decision, type StateRolledBack } from '../../../protocol/index.ts';

/** Why a kept state was put back, or the one from before it was. */
export function rollbackDecision(rollback: StateRolledBack): Decision {
  const { cause, outcome, reason, epoch, epochTime, epochSeq, before } = rollback;
  const isAsked = cause === 'asked';
  return {
    kind: 'rollback',
    subject: 'state',
    decided: rollbackSentence(rollback),
    evidence: [
      { what: isAsked ? 'A person asked for it.' : reason },
      { what: `${epoch} was kept at ${epochTime}, and every byte of it was compared before.` },
      ...(epochSeq === 0 ? [] : [{ what: 'The log had come to this record then.', seq: epochSeq }]),
    ],
    turnedDown:
      outcome === 'called_off'
        ? [
            {
              option: `Finish it with what is left of ${epoch}`,
              why: 'That would be a mixture of two states.',
            },
          ]
        : [
            ...(isAsked ? [] : [{ option: 'Safe mode', why: 'It comes where this does not help.' }]),
            {
              option: 'Put the log back as well',
              why: 'What was acknowledged is never lost: it says this, too.',
            },
            {
              option: 'Put files of the workspace back',
              why: 'They are the person’s: each apply has its own undo.',
            },
          ],
    certainty: isAsked
      ? { level: 'certain', why: 'It was asked for.' }
      : { level: 'moderate', why: `Grace came up with it then; ${before} takes it back.` },
    causes: [],
  };
}
