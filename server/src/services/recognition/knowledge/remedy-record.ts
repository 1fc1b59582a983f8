import type { PayloadOf, RemedyName } from '../../../protocol/index.ts';
import { limits } from './limits.ts';
import { isQuarantined } from './judge-remedy.ts';
import type { AttemptFacts, RemedyFacts } from './remedy-facts.ts';

type Remedies = readonly RemedyFacts[];

/** When a record was written, and its number. */
export interface At {
  readonly seq: number;
  readonly timeMs: number;
}

/** An attempt counts from its beginning: what kills Grace in the middle is no reason to forget that it was tried. */
export function begin(
  remedies: Remedies,
  { remedy, incident }: PayloadOf<'remedy.tried'>,
  { seq, timeMs }: At,
): Remedies {
  const { kind, id, title } = remedy;
  const known = remedies.find(isNamed(remedy)) ?? fresh({ kind, id });
  const attempt: AttemptFacts = { seq, startedMs: timeMs, ...(incident === undefined ? {} : { incident }) };
  return put(remedies, {
    ...known,
    ...(title === undefined ? {} : { title, titleSeq: seq }),
    ...{ tried: known.tried + 1, lastMs: timeMs, attempts: bounded([...known.attempts, attempt]) },
  });
}

/** An attempt ends once; one that was verified may be taken back later. What ends another way is no news. */
export function end(
  remedies: Remedies,
  { remedy, attempt: number, outcome, reason, restorePoint }: PayloadOf<'remedy.ended'>,
  { seq }: At,
): Remedies {
  return changeAttempt(remedies, (of) => isNamed(remedy)(of), {
    when: (attempt) =>
      attempt.seq === number &&
      (outcome === 'reverted' ? attempt.outcome === 'verified' : attempt.outcome === undefined),
    change: (attempt) => ({
      ...attempt,
      ...{ outcome, endedSeq: seq, reason },
      restorePoint: restorePoint ?? attempt.restorePoint,
    }),
  });
}

/** An undo takes back what the restore point changed, and an undo of that gives it back. */
export function undo(remedies: Remedies, { id, undoes }: PayloadOf<'restore.undone'>): Remedies {
  const reverted = changeAttempt(remedies, () => true, {
    when: ({ restorePoint, outcome }) => restorePoint === undoes && outcome === 'verified',
    change: (attempt) => ({ ...attempt, outcome: 'reverted', undo: id }),
  });
  return changeAttempt(reverted, () => true, {
    when: (attempt) => attempt.undo === undoes && attempt.outcome === 'reverted',
    change: (attempt) => ({ ...attempt, outcome: 'verified', undo: undefined }),
  });
}

export function release(remedies: Remedies, name: RemedyName, { seq }: At): Remedies {
  return remedies.map((remedy) => (isNamed(name)(remedy) ? { ...remedy, releasedSeq: seq } : remedy));
}

/** Of what several say the one with the most attempts stands: two files may tell of the same ones. */
export function hear(
  remedies: Remedies,
  told: NonNullable<PayloadOf<'error.imported'>['remedies']>,
  { seq, timeMs }: At,
): Remedies {
  return told.reduce<Remedies>((known, { kind, id, title, tried, verified, reverted }) => {
    const before = known.find(isNamed({ kind, id })) ?? fresh({ kind, id });
    if (before.elsewhere && before.elsewhere.tried >= tried) return known;
    const heard = { ...before, elsewhere: { tried, verified, reverted } };
    const isNew = before.title === undefined && title !== undefined;
    return put(known, {
      ...heard,
      ...(isNew ? { title, titleSeq: seq } : {}),
      ...(before.tried === 0 ? { lastMs: timeMs } : {}),
    });
  }, remedies);
}

/** Without the texts that a record held; what was counted stays. */
export function withoutTexts(remedies: Remedies, seq: number): Remedies {
  return remedies.map((remedy) => ({
    ...remedy,
    ...(remedy.titleSeq === seq ? { title: undefined, titleSeq: undefined } : {}),
    attempts: remedy.attempts.map((attempt) => ({
      ...attempt,
      ...(attempt.seq === seq ? { incident: undefined } : {}),
      ...(attempt.endedSeq === seq ? { reason: undefined, restorePoint: undefined } : {}),
    })),
  }));
}

export function isNamed({ kind, id }: RemedyName): (remedy: RemedyName) => boolean {
  return (remedy) => remedy.kind === kind && remedy.id === id;
}

function fresh(name: RemedyName): RemedyFacts {
  return { ...name, tried: 0, verified: 0, failed: 0, reverted: 0, lastMs: 0, attempts: [] };
}

function changeAttempt(
  remedies: Remedies,
  isOf: (remedy: RemedyFacts) => boolean,
  {
    when,
    change,
  }: { when: (attempt: AttemptFacts) => boolean; change: (attempt: AttemptFacts) => AttemptFacts },
): Remedies {
  if (remedies.length === 0) return remedies;
  return remedies.map((remedy) => {
    if (!isOf(remedy) || !remedy.attempts.some(when)) return remedy;
    const attempts = remedy.attempts.map((attempt) => (when(attempt) ? change(attempt) : attempt));
    return { ...remedy, ...recounted(remedy, attempts), attempts };
  });
}

/** Counts by what changed: attempts that are kept no more are counted all the same. */
function recounted(remedy: RemedyFacts, after: readonly AttemptFacts[]) {
  const more = (isCounted: (attempt: AttemptFacts) => boolean) =>
    after.filter(isCounted).length - remedy.attempts.filter(isCounted).length;
  return {
    // What was taken back was verified all the same.
    verified: remedy.verified + more(({ outcome }) => outcome === 'verified' || outcome === 'reverted'),
    failed: remedy.failed + more(({ outcome }) => outcome === 'failed'),
    reverted: remedy.reverted + more(({ outcome }) => outcome === 'reverted'),
  };
}

function put(remedies: Remedies, remedy: RemedyFacts): Remedies {
  const others = remedies.filter((other) => !isNamed(remedy)(other));
  if (others.length < limits.remediesMax) return [...others, remedy];
  // One that is in quarantine would come back as new.
  const oldest = others.toSorted(
    (one, other) =>
      Number(isQuarantined([one])) - Number(isQuarantined([other])) || one.lastMs - other.lastMs,
  )[0];
  return [...others.filter((other) => other !== oldest), remedy];
}

/** One that goes on is kept as long as there is another that is over. */
function bounded(attempts: readonly AttemptFacts[]): readonly AttemptFacts[] {
  if (attempts.length <= limits.attemptsMax) return attempts;
  const over = attempts.findIndex(({ outcome }) => outcome !== undefined);
  return attempts.toSpliced(Math.max(over, 0), 1);
}
