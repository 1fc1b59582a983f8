/**
 * One file of a change. `path` is relative to the workspace root, with `/`.
 * Texts are whole files, decoded from UTF-8 with line ends and byte-order mark kept; `null` means "does not exist".
 */
export interface FileChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a refactor or a repair wants to write: all of it or nothing. */
export interface ChangeSet {
  readonly files: readonly FileChange[];
}

/** Half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
