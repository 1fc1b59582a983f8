import type { LearnedRemedy } from '../../../protocol/index.ts';
import { limits } from './limits.ts';
import type { RemedyFacts } from './remedy-facts.ts';

/** The 97.5% quantile of the normal distribution: both ends of the interval together leave 5% out. */
const z95 = 1.959963984540054;

/**
 * The lower bound of Wilson's score interval (E. B. Wilson, 1927): below it lies the true rate of success in one case of
 * forty. Few attempts say little, so three of three are worth less than nine of ten.
 */
export function lowerBound(successes: number, attempts: number): number {
  if (attempts === 0) return 0;
  const rate = successes / attempts;
  const spread = z95 * Math.sqrt((rate * (1 - rate)) / attempts + z95 ** 2 / (4 * attempts ** 2));
  return Math.max(0, (rate + z95 ** 2 / (2 * attempts) - spread) / (1 + z95 ** 2 / attempts));
}

/**
 * Whether a remedy failed twice in a row: the last attempts of which the end is known, since a person let it out. An attempt
 * that was verified, because somebody tried it all the same, lets it out as well. `sameRemedy`: its records for all
 * signatures of one failure.
 */
export function isQuarantined(sameRemedy: readonly RemedyFacts[]): boolean {
  const releasedSeq = Math.max(0, ...sameRemedy.map(({ releasedSeq: seq = 0 }) => seq));
  const ended = sameRemedy
    .flatMap(({ attempts }) => attempts)
    .filter(({ outcome, seq, endedSeq = seq }) => outcome !== undefined && endedSeq > releasedSeq)
    .toSorted((one, other) => one.seq - other.seq)
    .slice(-limits.failuresToQuarantine);
  return ended.length === limits.failuresToQuarantine && ended.every(({ outcome }) => outcome !== 'verified');
}

/** What is known of each remedy over all signatures of one failure, in the order in which to try them. */
export function judgeRemedies(records: readonly RemedyFacts[]): LearnedRemedy[] {
  const byName = new Map<string, RemedyFacts[]>();
  for (const record of records) {
    const name = `${record.kind}:${record.id}`;
    byName.set(name, [...(byName.get(name) ?? []), record]);
  }
  return [...byName.values()].map(judged).sort(firstToTry);
}

function judged(same: readonly RemedyFacts[]): LearnedRemedy {
  const [latest, ...rest] = same.toSorted((one, other) => other.lastMs - one.lastMs);
  if (!latest) throw new Error('a remedy has a record');
  const sum = (count: (record: RemedyFacts) => number) =>
    same.reduce((total, record) => total + count(record), 0);
  const [tried, verified, reverted] = [
    sum((each) => each.tried),
    sum((each) => each.verified),
    sum((each) => each.reverted),
  ];
  const title = [latest, ...rest].find((each) => each.title !== undefined)?.title;
  const attempts = same.flatMap((each) => each.attempts).toSorted((one, other) => other.seq - one.seq);
  const elsewhere = same
    .flatMap((each) => (each.elsewhere ? [each.elsewhere] : []))
    .toSorted((one, other) => other.tried - one.tried)[0];
  return {
    ...{ kind: latest.kind, id: latest.id, tried, verified, reverted },
    failed: sum((each) => each.failed),
    // Rounded down, as it is a lower bound.
    bound: Math.floor(lowerBound(verified - reverted, tried) * boundSteps) / boundSteps,
    quarantined: isQuarantined(same),
    ...(title === undefined ? {} : { title }),
    ...(tried === 0 ? {} : { lastTried: new Date(Math.max(...same.map(lastTriedMs))).toISOString() }),
    attempts: attempts
      .slice(0, limits.attemptsMax)
      .map(({ seq, startedMs, outcome, reason, incident, restorePoint }) => ({
        ...{ attempt: seq, time: new Date(startedMs).toISOString() },
        ...(outcome === undefined ? {} : { outcome }),
        ...(reason === undefined ? {} : { reason }),
        ...(incident === undefined ? {} : { incident }),
        ...(restorePoint === undefined ? {} : { restorePoint }),
      })),
    ...(elsewhere ? { elsewhere } : {}),
  };
}

const boundSteps = 1_000;

function lastTriedMs({ tried, lastMs }: RemedyFacts): number {
  return tried === 0 ? 0 : lastMs;
}

/**
 * What helps most surely here, then what failed least here, then what is said to help elsewhere. So what others say never
 * lifts a remedy above one that helped here, and never one that failed here above one that was not tried yet.
 */
function firstToTry(one: LearnedRemedy, other: LearnedRemedy): number {
  return (
    Number(one.quarantined) - Number(other.quarantined) ||
    other.bound - one.bound ||
    one.tried - other.tried ||
    boundElsewhere(other) - boundElsewhere(one) ||
    (`${one.kind}:${one.id}` < `${other.kind}:${other.id}` ? -1 : 1)
  );
}

function boundElsewhere({ elsewhere }: LearnedRemedy): number {
  return elsewhere ? lowerBound(elsewhere.verified - elsewhere.reverted, elsewhere.tried) : 0;
}
