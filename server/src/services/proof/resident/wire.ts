/** What a resident tool is asked, and what it answers; plain data, for the two ends may run on different Nodes. */
export interface TscQuestion {
  readonly tool: 'tsc';
  /** Absolute path of the compiler's package, as the workspace names it. */
  readonly home: string;
  /** Only this version answers as the cold run would. */
  readonly version: string;
  /** Relative to the folder the process runs in. */
  readonly project: string;
  /** Absolute path of the build information that cold runs keep as well. */
  readonly buildInfo: string;
}

export interface EslintQuestion {
  readonly tool: 'eslint';
  /** Absolute path of the linter's package, as the workspace names it. */
  readonly home: string;
  readonly version: string;
  readonly style: 'flat' | 'legacy';
  /** Absolute path of the copy: everything in it may be seen by a rule. */
  readonly root: string;
  /** Absolute path of the configuration; empty when there is none of its own. */
  readonly config: string;
  /** The configuration is handed over by name, for ESLint does not find it by itself. */
  readonly named: boolean;
  /** Relative to the folder the process runs in. */
  readonly files: readonly string[];
}

export type Question = TscQuestion | EslintQuestion;

export interface ToResident {
  readonly id: number;
  readonly question: Question;
}

/**
 * `cannot`: nothing was learned, and the tool has to be run cold; `reason` is for the log. `stale`: what the process has
 * loaded is not what lies there now; a new one can say.
 */
export type FromResident =
  | { readonly id: number; readonly kind: 'stale' }
  | { readonly id: number; readonly kind: 'said'; readonly stdout: string; readonly exitCode: number }
  | { readonly id: number; readonly kind: 'cannot'; readonly reason: string };

export function isFromResident(message: unknown): message is FromResident {
  if (typeof message !== 'object' || message === null || !('id' in message) || !('kind' in message))
    return false;
  if (message.kind === 'said')
    return 'stdout' in message && typeof message.stdout === 'string' && 'exitCode' in message;
  return (
    message.kind === 'stale' ||
    (message.kind === 'cannot' && 'reason' in message && typeof message.reason === 'string')
  );
}
