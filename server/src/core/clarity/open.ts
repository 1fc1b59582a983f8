import { isRefusal, messageOf } from '../../base/index.ts';
import type { Decision } from '../../protocol/index.ts';
import type { Log } from '../log/index.ts';
import type { Clarity } from './clarity.ts';
import { explain } from './explain.ts';
import { limits } from './limits.ts';

export interface ClarityOptions {
  readonly log: Pick<Log, 'append' | 'read'>;
  readonly warn: (message: string) => void;
}

export function createClarity({ log, warn }: ClarityOptions): Clarity {
  let moved = 0;
  let owed = 0;
  let dropped = 0;

  return {
    async decide(decision) {
      if (owed >= limits.pendingMax) {
        dropped += 1;
        if (dropped === 1) warn('Decisions are made faster than they can be recorded: some are not.');
        return undefined;
      }
      owed += 1;
      try {
        const answer = await log.append('clarity.decided', short(decision));
        if (!isRefusal(answer)) return answer.seq;
        warn(answer.message);
      } catch (thrown) {
        warn(`A decision could not be recorded: ${messageOf(thrown)}.`);
      } finally {
        owed -= 1;
        moved += 1;
      }
      return undefined;
    },
    explain: (asked, signal) => explain(asked, log, signal),
    progress: () => ({ moved, owed }),
  };
}

function short(decision: Decision): Decision {
  const { decided, evidence, turnedDown, certainty } = decision;
  return {
    ...decision,
    decided: cut(decided),
    evidence: evidence.map((each) => ({ ...each, what: cut(each.what) })),
    turnedDown: turnedDown.map(({ option, why }) => ({ option: cut(option), why: cut(why) })),
    certainty: { ...certainty, why: cut(certainty.why) },
  };
}

function cut(sentence: string): string {
  return sentence.length > limits.sentenceLengthMax
    ? `${sentence.slice(0, limits.sentenceLengthMax)}…`
    : sentence;
}
