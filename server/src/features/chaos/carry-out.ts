import { isCancelled, isRefusal, messageOf } from '../../base/index.ts';
import type { Card, Deed, Injury } from './card.ts';
import type { DrillPorts } from './drill.ts';
import { losses } from './integrity.ts';
import { judgeDetection, judgeDiagnosis, judgeIntegrity, judgeRecovery } from './judge.ts';
import { falseAlarm, inconclusive, type Outcome } from './outcome.ts';
import { Monitors } from './signals.ts';
import type { RecordLook, Subject } from './subject.ts';
import type { UndoRecord } from './undo.ts';
import { controlRun, hasLanded, untilSteady, watchRecovery, type Watched } from './watch.ts';

/** A drill without what is around it: from a fresh Grace to what was seen of it, judged before anything is undone. */
export async function carryOut(
  card: Card,
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
    const written = await subject.write(signal);
    if (isRefusal(written)) return inconclusive(`It records nothing: ${written.message}`);
    const before = await subject.records(signal);
    // What it said of that belongs to before.
    watching.monitors.read(await subject.look(signal));
    await clock.sleep(deed.delayMs, signal);
    if (!(await ports.book.isOpen(record.drill)))
      return inconclusive('What has to be undone is not on record.');
    onStep('injection');
    const sinceMs = clock.monotonic();
    const injury = await deed.inject(subject.levers, signal);
    if (!(await hasLanded(injury, clock, signal)))
      return inconclusive(`The fault did not land: ${injury.what}`);
    onStep('watch');
    const watched = await watchRecovery(card, injury, steady, sinceMs, watching);
    onStep('integrity');
    const askedMs = clock.monotonic();
    const wrong = await lossesOf(subject, before, injury, signal);
    return judged(card, watched, wrong, clock.monotonic() - askedMs);
  } finally {
    onStep('close');
    await subject.close();
  }
}

async function lossesOf(
  ...asked: readonly [Subject, readonly RecordLook[], Injury, AbortSignal]
): Promise<readonly string[]> {
  try {
    return await losses(...asked);
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    return [`What it kept could not be looked at: ${messageOf(thrown)}.`];
  }
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
