import type { KernelStatus } from '../../../../server/src/core/kernel/index.ts';
import type { KernelId } from '../../../../server/src/protocol/index.ts';
import { bounds, unready, type Happening } from './world.ts';

/** What a whole schedule must obey, whatever its faults: judged by what happened alone, not by what the plane believes. */
export function brokenLaws(lines: readonly Happening[], ids: readonly KernelId[]): readonly string[] {
  const each = ids.flatMap((id) => [
    ...stormsOf(id, lines),
    ...hurriesOf(id, lines),
    ...unendingFailuresOf(id, lines),
    ...shortTrialsOf(id, lines),
    ...bearingUnreadinessOf(id, lines),
    ...emptyReasonsOf(id, lines),
  ]);
  return [...each, ...crowdsIn(lines)];
}

/** A cancellation is never a reason: something else was. */
function emptyReasonsOf(id: KernelId, lines: readonly Happening[]): readonly string[] {
  return lines.flatMap(({ event }) =>
    event?.kind === 'failed' && event.id === id && /^$|cancelled/iu.test(event.reason)
      ? [`reason: ${id} failed, it is said, because: ${event.reason}`]
      : [],
  );
}

/** Never more starts at the same time than the machine can bear. */
function crowdsIn(lines: readonly Happening[]): readonly string[] {
  const starting = new Set<KernelId>();
  for (const { event, started, ended } of lines) {
    if (started) starting.add(started);
    if (ended) starting.delete(ended);
    if (event?.kind === 'state' && event.state.name !== 'starting') starting.delete(event.id);
    if (starting.size > bounds.startingMax)
      return [`crowd: ${[...starting].join(', ')} start at the same time`];
  }
  return [];
}

/** One that fails its self-test again and again is started anew. */
function bearingUnreadinessOf(id: KernelId, lines: readonly Happening[]): readonly string[] {
  let sinceMs: number | undefined;
  for (const { atMs, event } of lines) {
    if (event?.kind === 'state' && event.id === id) {
      const isUnready = event.state.name === 'degraded' && event.state.reason === unready;
      sinceMs = isUnready ? (sinceMs ?? atMs) : undefined;
    }
    if (sinceMs !== undefined && atMs - sinceMs > bounds.selfTestsFailedMax * bounds.selfTestMs)
      return [`unready: ${id} runs for ${atMs - sinceMs} ms though it does not work`];
  }
  return [];
}

/** No more starts of one kernel within the window than the bound, whatever causes them. */
function stormsOf(id: KernelId, lines: readonly Happening[]): readonly string[] {
  const starts = lines.filter(({ started }) => started === id).map(({ atMs }) => atMs);
  const limit = bounds.startsPerWindowMax;
  return starts.flatMap((atMs, index) => {
    const later = starts[index + limit];
    return later !== undefined && later - atMs < bounds.startsWindowMs
      ? [`storm: ${id} was started ${limit + 1} times within ${later - atMs} ms`]
      : [];
  });
}

/** The wait after the nth failure in a row is at least half of the doubled one. */
function hurriesOf(id: KernelId, lines: readonly Happening[]): readonly string[] {
  const found: string[] = [];
  let inARow = 0;
  let firmAtMs: number | undefined;
  for (const { atMs, event } of lines) {
    if (event === undefined || !('id' in event) || event.id !== id) continue;
    if (event.kind === 'state' && event.state.name === 'ready') firmAtMs ??= atMs;
    if (event.kind === 'failed') {
      const healthy = firmAtMs !== undefined && atMs - firmAtMs >= bounds.healthyMs;
      inARow = healthy ? 1 : inARow + 1;
      firmAtMs = undefined;
    }
    if (event.kind === 'state' && !['ready', 'degraded'].includes(event.state.name)) firmAtMs = undefined;
    if (event.kind !== 'retry') continue;
    // A healthy time that was interrupted by a stop on purpose counts for the kernel: only the floor is a law then.
    const leastMs = Math.min(bounds.backoffMaxMs, bounds.backoffMinMs * 2 ** Math.max(0, inARow - 1)) / 2;
    if (event.delayMs < Math.min(leastMs, bounds.backoffMinMs / 2))
      found.push(`hurry: ${id} is started again after ${event.delayMs} ms`);
  }
  return found;
}

/** So many failures within the window are answered by an escalation or a quarantine, not by one more retry alone. */
function unendingFailuresOf(id: KernelId, lines: readonly Happening[]): readonly string[] {
  let failuresAtMs: number[] = [];
  let unanswered = false;
  for (const { atMs, event, rebooted } of lines) {
    // A disk that was full may have forgotten.
    if (rebooted) failuresAtMs = [];
    if (event === undefined || !('id' in event) || event.id !== id) continue;
    if (event.kind === 'escalated' || event.kind === 'quarantined') failuresAtMs = [];
    if (event.kind === 'retry') unanswered = false;
    // One that ends in a stop on purpose is not judged.
    if (unanswered && event.kind === 'state' && event.state.name === 'stopped') {
      failuresAtMs.pop();
      unanswered = false;
    }
    if (event.kind !== 'failed') continue;
    unanswered = true;
    failuresAtMs = [...failuresAtMs.filter((earlier) => atMs - earlier < bounds.failureWindowMs), atMs];
    // One failure may be under way to its answer.
    if (failuresAtMs.length > bounds.failuresMax + 1)
      return [`endless: ${id} failed ${failuresAtMs.length} times without an escalation`];
  }
  return [];
}

/** A quarantine ends only after so many good self-tests since the start that followed it. */
function shortTrialsOf(id: KernelId, lines: readonly Happening[]): readonly string[] {
  const found: string[] = [];
  let quarantined = false;
  let startedAtMs = 0;
  for (const { atMs, event, started, rebooted } of lines) {
    if (started === id) startedAtMs = atMs;
    // A disk that was full may have forgotten.
    if (rebooted?.includes(id) === false) quarantined = false;
    if (event === undefined || !('id' in event) || event.id !== id) continue;
    if (event.kind === 'quarantined') quarantined = true;
    if (event.kind === 'recovered') {
      quarantined = false;
      if (atMs - startedAtMs < (bounds.goodProbesMin - 1) * bounds.probeMs)
        found.push(`trial: ${id} is trusted after ${atMs - startedAtMs} ms, too few self-tests`);
    }
    if (event.kind === 'state' && event.state.name === 'ready' && quarantined)
      found.push(`trial: ${id} is trusted ${atMs - startedAtMs} ms after its start, without its self-tests`);
  }
  return found;
}

/** Each ends ready, degraded with a reason, or quarantined for no longer than the bound. */
export function brokenEnds(statuses: readonly KernelStatus[], nowMs: number): readonly string[] {
  return statuses.flatMap(({ id, state }) => {
    if (state.name === 'ready') return [];
    if (state.name === 'degraded' && state.reason.length > 0) return [];
    if (
      state.name === 'quarantined' &&
      state.reason.length > 0 &&
      state.untilMs - nowMs <= bounds.quarantineMaxMs
    )
      return [];
    return [`end: ${id} is ${JSON.stringify(state)}`];
  });
}
