import { isCancelled, isRefusal, messageOf } from '../../base/index.ts';
import type { Card, Deed } from './card.ts';
import type { DrillPorts } from './drill.ts';
import { losses, lossesHeld } from './integrity.ts';
import { limits } from './limits.ts';
import { judgeDetection, judgeDiagnosis, judgeIntegrity, judgeRecovery } from './judge.ts';
import { falseAlarm, inconclusive, type Outcome } from './outcome.ts';
import { Monitors } from './signals.ts';
import type { UndoRecord } from './undo.ts';
import { controlRun, hasLanded, untilSteady, watchMended, watchRecovery, type Watched } from './watch.ts';

/** A drill without what is around it: from a fresh Grace to what was seen of it, judged before anything is undone. */
export async function carryOut(
  asked: Card,
  deed: Deed,
  record: UndoRecord,
  seed: number,
  ports: DrillPorts,
  signal: AbortSignal,
): Promise<Outcome> {
  const { clock, onStep } = ports;
  onStep('subject');
  const subject = await ports.openSubject(record.folder, seed, signal);
  if (isRefusal(subject)) return inconclusive(subject.message);
  try {
    const watching = { subject, monitors: new Monitors(), clock, signal };
    onStep('steady state');
    const steady = await untilSteady(watching);
    if (typeof steady === 'string') return inconclusive(steady);
    onStep('control run');
    const alarm = await controlRun(steady, watching);
    if (alarm !== undefined) return falseAlarm(alarm);
    const pace = Math.min(limits.paceMax, Math.max(1, ports.slowdown()));
    const card = atPace(asked, pace);
    const strike = await deed.prepare(subject.levers, signal);
    const written = await subject.write(signal);
    if (isRefusal(written)) return inconclusive(`It records nothing: ${written.message}`);
    const before = await subject.records(signal);
    // What it said of that belongs to before.
    watching.monitors.read(await subject.look(signal));
    await clock.sleep(deed.delayMs, signal);
    if (!(await ports.book.isOpen(record.drill)))
      return inconclusive('What has to be undone is not on record.');
    onStep('injection');
    const struckMs = clock.monotonic();
    const injury = await strike();
    const { held, sinceMs = struckMs } = injury;
    if (!(await hasLanded(injury, clock, signal)))
      return inconclusive(`The fault did not land: ${injury.what}`);
    onStep('watch');
    const watched = await watchRecovery(card, injury, steady, sinceMs, watching);
    onStep('integrity');
    const askedMs = clock.monotonic();
    const losing = held
      ? lossesHeld(subject, before, { ...injury, held }, signal)
      : losses(subject, before, injury, signal);
    const wrong = await sentencesOf(losing);
    const integrityMs = clock.monotonic() - askedMs;
    if (!held) return { ...judged(card, watched, wrong, integrityMs), pace };
    onStep('mend');
    await held.mend(signal);
    const mended = await watchMended(card, steady, watching);
    const after = await sentencesOf(losses(subject, [], injury, signal));
    return { ...judged(card, afterMending(watched, mended), [...wrong, ...after], integrityMs), pace };
  } finally {
    onStep('close');
    await subject.close();
  }
}

/** Budgets are meant for a machine that has time: where everything takes longer, they are longer by as much. */
function atPace(card: Card, pace: number): Card {
  const { detectMsMax, recoverMsMax } = card;
  return {
    ...card,
    detectMsMax: Math.round(pace * detectMsMax),
    recoverMsMax: Math.round(pace * recoverMsMax),
  };
}

async function sentencesOf(losing: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await losing;
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    return [`What it kept could not be looked at: ${messageOf(thrown)}.`];
  }
}

/** It held still, and is well again once a person did what it said: both, or neither counts. */
function afterMending({ signals, backMs, trouble }: Watched, mended: Watched): Watched {
  const why =
    trouble ??
    (mended.backMs === undefined
      ? `Mended as it says, it is not well: ${mended.trouble ?? 'it did not hold.'}`
      : undefined);
  return { signals, ...(why === undefined ? (backMs === undefined ? {} : { backMs }) : { trouble: why }) };
}

function judged(card: Card, watched: Watched, wrong: readonly string[], integrityMs: number): Outcome {
  const raised = watched.signals.find(({ kind }) => kind === 'raised');
  const recovery = watched.signals.find(({ kind }) => kind === 'recovery');
  return {
    verdict: 'passed',
    wrong,
    integrityMs,
    gates: {
      detect: judgeDetection(card, watched),
      diagnose: judgeDiagnosis(card, watched),
      recover: judgeRecovery(card, watched),
      integrity: judgeIntegrity(integrityMs, wrong),
    },
    ...(raised ? { raised: `${raised.name} ${raised.about}` } : {}),
    ...(recovery ? { recovery: `${recovery.name} ${recovery.about}` } : {}),
  };
}
