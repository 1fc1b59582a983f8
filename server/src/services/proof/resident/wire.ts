/** What a resident tool is asked, and what it answers; plain data, for the two ends may run on different Nodes. */
export interface TscQuestion {
  readonly tool: 'tsc';
  /** Absolute path of the compiler's package, as the workspace names it. */
  readonly home: string;
  /** Only this version answers as the cold run would. */
  readonly version: string;
  /** Relative to the folder the process runs in. */
  readonly project: string;
  /** Absolute path of the build information that cold runs keep; read, never written. */
  readonly buildInfo: string;
}

export type Question = TscQuestion;

export interface ToResident {
  readonly id: number;
  readonly question: Question;
}

/** `cannot`: nothing was learned, and the tool has to be run cold; `reason` is for the log. */
export type FromResident =
  | { readonly id: number; readonly kind: 'said'; readonly stdout: string; readonly exitCode: number }
  | { readonly id: number; readonly kind: 'cannot'; readonly reason: string };

export function isFromResident(message: unknown): message is FromResident {
  if (typeof message !== 'object' || message === null || !('id' in message) || !('kind' in message))
    return false;
  return message.kind === 'said'
    ? 'stdout' in message && typeof message.stdout === 'string' && 'exitCode' in message
    : message.kind === 'cannot' && 'reason' in message && typeof message.reason === 'string';
}
