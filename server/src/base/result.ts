/** An expected "no": one sentence for the person, saying what, why and what to do. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly message: string;
  /** What stands in the way may be gone the next time: nothing is concluded from it. */
  readonly passing?: true;
}

/** A failure of the outside world (disk, process, network): typed, so that callers must look at it. */
export interface Fault {
  /** A stable code such as `ENOSPC`, `not_found` or `timed_out`. */
  readonly code: string;
  readonly message: string;
}

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export function refused(message: string): Refusal {
  return { kind: 'refusal', message };
}

/** A refusal for what may be gone the next time, such as a process that died. */
export function refusedForNow(message: string): Refusal {
  return { kind: 'refusal', message, passing: true };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refusal';
}

export function succeeded<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(code: string, message: string): { readonly ok: false; readonly fault: Fault } {
  return { ok: false, fault: { code, message } };
}

/** The message of anything thrown, for a sentence shown to a person. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The errno code (`ENOENT`, `ENOSPC` …) of a thrown system error, or `unknown`. */
export function codeOf(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return 'unknown';
}
