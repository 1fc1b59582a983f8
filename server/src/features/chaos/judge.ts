import type { ChaosGate, ChaosGates } from '../../protocol/index.ts';
import type { Card } from './card.ts';
import { isExpected, type Watched } from './watch.ts';

/** The gate of a drill that did not come so far. */
export function skipped(reason: string): ChaosGate {
  return { status: 'skipped', ms: 0, reason };
}

export function allSkipped(reason: string): ChaosGates {
  const gate = skipped(reason);
  return { detect: gate, diagnose: gate, recover: gate, integrity: gate };
}

/** The ordinary monitors raised it, and in time. */
export function judgeDetection(card: Card, { signals }: Watched): ChaosGate {
  const raised = signals.find(isExpected(card, 'raised'));
  const wanted = `${card.triggers.join(' or ')} about ${card.about.join(' or ')}`;
  if (!raised) return failed(0, `Nothing raised ${wanted} within ${card.detectMsMax} ms.`);
  return raised.atMs <= card.detectMsMax
    ? passed(raised.atMs, raised.text)
    : failed(
        raised.atMs,
        `${wanted} was raised after ${Math.round(raised.atMs)} ms: ${card.detectMsMax} are allowed.`,
      );
}

/** What was done about it first is one of the things that help. */
export function judgeDiagnosis(card: Card, { signals }: Watched): ChaosGate {
  const first = signals.find(({ kind }) => kind === 'recovery');
  const wanted = card.recoveries.join(' or ');
  if (!first) return failed(0, `Nothing was done about it; ${wanted} was expected.`);
  return isExpected(card, 'recovery')(first)
    ? passed(first.atMs, first.text)
    : failed(first.atMs, `${first.name} of ${first.about} was tried first; ${wanted} was expected.`);
}

/** The steady state came back by itself, in time, and held. */
export function judgeRecovery(card: Card, { backMs, trouble }: Watched): ChaosGate {
  if (backMs === undefined)
    return failed(
      0,
      `It was not well again within ${card.recoverMsMax} ms. ${trouble ?? 'It did not hold.'}`,
    );
  return backMs <= card.recoverMsMax
    ? passed(backMs, 'The steady state came back and held.')
    : failed(backMs, `It was well again after ${Math.round(backMs)} ms: ${card.recoverMsMax} are allowed.`);
}

/** Everything that was wrong, as one gate. */
export function judgeIntegrity(ms: number, wrong: readonly string[]): ChaosGate {
  return wrong.length === 0
    ? passed(ms, 'Nothing that was acknowledged is lost, the log verifies, and nothing was left behind.')
    : failed(ms, wrong.join(' '));
}

function passed(ms: number, reason: string): ChaosGate {
  return { status: 'pass', ms, reason };
}

function failed(ms: number, reason: string): ChaosGate {
  return { status: 'fail', ms, reason };
}
