import type { Line } from '../lines.ts';
import type { ParsedError } from '../parsed-error.ts';

/**
 * Reads what one tool prints. A parser is asked of each line whether something of its tool begins there, and answers
 * with a block, which takes the lines that follow for as long as they belong to it.
 */
export interface Parser {
  /** Name of the tool, and of the fixture folder. */
  readonly tool: string;
  readonly begins: Beginnings;
  begin(line: Line, around: Around): Block | undefined;
}

/**
 * What lines have with which something of the tool begins, one of these at least: the parser is asked of no other line.
 * It need not be enough, since the parser looks for itself.
 */
export type Beginnings =
  | {
      /** Anywhere in the line; the first three characters count. */
      readonly holds?: readonly string[];
      /** At its start; the first character counts. */
      readonly with?: readonly string[];
      readonly endsInDigit?: true;
    }
  /** No sign tells: asked of each line. */
  | 'anywhere';

export interface Around {
  /** The lines before, oldest first, that nobody took: a stack trace is known by its first frame. */
  readonly before: readonly Line[];
}

export interface Block {
  /** `false` where the line does not belong to it: the block is over, and others are asked about the line. */
  add(line: Line): boolean;
  /** What was found. */
  finish(): Findings;
}

export interface Findings {
  readonly errors: readonly BlockError[];
  /** How many of its lines were not the tool's after all, counted from the end: others are asked about them. */
  readonly giveBack?: number;
}

/** An error with the lines it was read from; without them it has those of its block. */
export interface BlockError extends ParsedError {
  readonly firstLine?: number;
  readonly lastLine?: number;
}
