import { limits } from './limits.ts';

/** What was measured over one span of time. What the system does not tell is absent, and never counts as bad. */
export interface Measured {
  readonly fromMs: number;
  readonly toMs: number;
  readonly delayMs: number;
  /** Of one core, by this process. */
  readonly serverCpu: number;
  readonly availableBytes: number;
  readonly totalBytes: number;
  /** Of this process and everything it started. */
  readonly residentBytes?: number;
  readonly diskFreeBytes?: number;
}

export const signalNames = ['event_loop', 'server_cpu', 'memory', 'disk'] as const;
export type SignalName = (typeof signalNames)[number];

/** Why a span is bad, as half a sentence; `undefined` when it is not. */
export function whyBad(
  signal: SignalName,
  measured: Measured,
  delayMsMax: number = limits.delayMsMax,
): string | undefined {
  switch (signal) {
    case 'event_loop':
      return measured.delayMs > delayMsMax
        ? `the event loop was late by ${Math.round(measured.delayMs)} ms, more than ${delayMsMax} ms`
        : undefined;
    case 'server_cpu':
      return measured.serverCpu > limits.serverCpuMax
        ? `the server itself used ${percent(measured.serverCpu)} of a core, more than ${percent(limits.serverCpuMax)}`
        : undefined;
    case 'memory':
      return whyMemoryIsBad(measured);
    case 'disk':
      return measured.diskFreeBytes !== undefined && measured.diskFreeBytes < limits.diskFreeBytesMin
        ? `${megabytes(measured.diskFreeBytes)} of the disk are free, less than ${megabytes(limits.diskFreeBytesMin)}`
        : undefined;
  }
}

function whyMemoryIsBad({ availableBytes, totalBytes, residentBytes = 0 }: Measured): string | undefined {
  const availableMin = Math.max(limits.availableBytesMin, totalBytes * limits.availableShareMin);
  if (availableBytes < availableMin)
    return `${megabytes(availableBytes)} of memory are available, less than ${megabytes(availableMin)}`;
  if (residentBytes > totalBytes * limits.residentShareMax)
    return `Grace and what it started hold ${megabytes(residentBytes)}, more than ${percent(limits.residentShareMax)} of the machine`;
  return undefined;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
