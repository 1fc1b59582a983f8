/** One fault that is put into a copy of a project, the tool that is run on it, and what it must say. */
export interface Case {
  /** Name of the fixture, unique within its tool. */
  readonly name: string;
  /** The fault itself: cases with the same one differ only in how the tool was asked. */
  readonly fault: string;
  /** What was broken, in a sentence. */
  readonly prose: string;
  readonly project: string;
  /** Folder of the project that the tool runs in. */
  readonly cwd?: string;
  readonly command: string;
  /** Files as they are with the fault; `undefined` takes one away. */
  readonly seed: Readonly<Record<string, string | ((text: string) => string) | undefined>>;
  readonly expected: Expected;
}

/** Known from the fault, not from what any parser says. */
export interface Expected {
  readonly tool: string;
  readonly code?: string;
  readonly message: string;
  /** As the tool is to print it: relative to the folder that it runs in, or to `within`. */
  readonly file?: string;
  /** A folder that the tool tells files from. */
  readonly within?: string;
  /** A piece of the line of that file on which the fault is. */
  readonly at?: string;
}

/** Adds code at the end of a file. */
export function append(code: string): (text: string) => string {
  return (text) => `${text.trimEnd()}\n\n${code}\n`;
}

/** A name for a file in the name of a case. */
export function slug(text: string): string {
  return text
    .replaceAll(/[^a-zA-Z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
    .toLowerCase();
}
