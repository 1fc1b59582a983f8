/** Where something is wrong, as the tool printed it. Lines and columns are 1-based. */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** One step of a stack trace, innermost first whatever the order of the language. */
export interface Frame {
  /** Absent at the top of a file. */
  readonly call?: string;
  readonly location: Location;
}

/** An exception below the one that was reported: what caused it, or what it holds together. */
export interface Cause {
  readonly name: string;
  readonly message: string;
}

/** What one tool said is wrong, in its own words. */
export interface ParsedError {
  /** Name of the tool: the id of its parser. */
  readonly tool: string;
  readonly severity: 'error' | 'warning';
  /** `TS2304`, `no-unused-vars`, `ERESOLVE`; of an exception its `code`, else the name of its class. */
  readonly code?: string;
  /** The sentence itself, without its code and place. */
  readonly message: string;
  /** What the tool adds on lines of its own. */
  readonly details?: readonly string[];
  readonly location?: Location;
  readonly frames?: readonly Frame[];
  readonly causes?: readonly Cause[];
  readonly expected?: string;
  readonly actual?: string;
  /** Name of the test that failed, outer groups first. */
  readonly test?: string;
}

/** An error from what was found of it: what is absent or empty is left out. */
export function parsedError(found: {
  readonly [Key in keyof ParsedError]: ParsedError[Key] | undefined;
}): ParsedError {
  const given: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(found))
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) given[key] = value;
  return given as unknown as ParsedError;
}

/** A place from what was found of it; `undefined` without a file. */
export function locationOf(
  file: string | undefined,
  line?: string | number,
  column?: string | number,
): Location | undefined {
  if (file === undefined || file === '') return undefined;
  const row = Number(line ?? 0);
  const place = Number(column ?? 0);
  return { file, ...(row > 0 ? { line: row } : {}), ...(row > 0 && place > 0 ? { column: place } : {}) };
}

/** A parsed error together with the lines of the input that it was read from. */
export interface FoundError extends ParsedError {
  readonly firstLine: number;
  readonly lastLine: number;
}
