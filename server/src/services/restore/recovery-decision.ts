import type { Decision } from '../../protocol/index.ts';
import type { Recovery } from './restore.ts';

const filesShownMax = 20;

/** Why what a crash interrupted was finished, rolled back, or left to the person. */
export function recoveryDecision({ id, outcome, message, files }: Recovery): Decision {
  const { turnedDown, certainty } = reasons[outcome];
  return {
    kind: 'recovery',
    subject: `point ${id}`,
    decided: message,
    evidence: [
      { what: 'The journal holds the intent and the bytes from before, and no end.' },
      { what: `It touched ${files.slice(0, filesShownMax).join(', ')}.` },
    ],
    turnedDown,
    certainty,
    causes: [],
  };
}

const reasons: Readonly<Record<Recovery['outcome'], Pick<Decision, 'turnedDown' | 'certainty'>>> = {
  finished: {
    turnedDown: [{ option: 'Roll it back', why: 'Everything had been written already.' }],
    certainty: { level: 'certain', why: 'Every file is byte for byte as it was to be.' },
  },
  'rolled-back': {
    turnedDown: [
      { option: 'Finish it', why: 'A change is whole or nothing, and this one had not been written whole.' },
    ],
    certainty: { level: 'certain', why: 'Every file is byte for byte as it was before.' },
  },
  'needs-you': {
    turnedDown: [
      { option: 'Roll it back', why: 'Something else was written there since: it would be lost.' },
      { option: 'Finish it', why: 'It would be written over something that nobody looked at.' },
    ],
    certainty: { level: 'low', why: 'What stands there now is neither of what the journal knows.' },
  },
};
