import type { Clock } from '../../base/index.ts';
import type { ProbePort } from '../../core/ports/index.ts';
import { limits } from './limits.ts';
import type { Probe } from './service.ts';

/** Why a service does not answer as it should, as half a sentence; `undefined` where it does. */
export async function whyNotAnswering(
  probe: Exclude<Probe, { kind: 'line' }>,
  probes: ProbePort,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (probe.kind === 'port')
    return (await probes.takesConnections(probe.port, signal))
      ? undefined
      : `port ${probe.port} takes no connection`;
  const answer = await probes.status(probe.url, signal);
  if (typeof answer === 'string') return `${probe.url} does not answer: ${answer}`;
  const { status } = probe;
  if (status === undefined ? answer >= okFrom && answer < okTo : answer === status) return undefined;
  return `${probe.url} answers ${answer} and not ${status ?? '2xx'}`;
}

const okFrom = 200;
const okTo = 300;

export interface ReadinessPorts {
  readonly clock: Clock;
  readonly probes: ProbePort;
  /** Resolves when the service prints this text. */
  readonly printed: (text: string) => Promise<void>;
}

/** Resolves when the service is ready. Whoever asks sees to the time it may take. */
export async function becomesReady(
  probe: Probe | undefined,
  { clock, probes, printed }: ReadinessPorts,
  signal: AbortSignal,
): Promise<void> {
  if (!probe) {
    await clock.sleep(limits.settledMs, signal);
    return;
  }
  if (probe.kind === 'line') {
    await printed(probe.text);
    return;
  }
  while ((await whyNotAnswering(probe, probes, signal)) !== undefined)
    await clock.sleep(limits.comingUpMs, signal);
}

/** Tells, until the signal fires, each time a service that was ready stops to answer, and answers again. */
export async function keepAsking(
  probe: Probe | undefined,
  { clock, probes }: Pick<ReadinessPorts, 'clock' | 'probes'>,
  tell: (why: string | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!probe || probe.kind === 'line') return;
  for (let missed = 0; ;) {
    await clock.sleep(limits.watchMs, signal);
    const why = await whyNotAnswering(probe, probes, signal);
    const before = missed;
    missed = why === undefined ? 0 : missed + 1;
    if (missed === limits.missedMax) tell(why);
    else if (missed === 0 && before >= limits.missedMax) tell(undefined);
  }
}
