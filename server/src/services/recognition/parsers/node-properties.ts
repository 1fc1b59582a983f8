import type { Cause, Frame } from '../parsed-error.ts';
import { exceptionHeader, isTelling, stackLine } from './javascript-stack.ts';

/** What Node prints of an error in braces behind its stack. */
export interface ErrorProperties {
  readonly code: string | undefined;
  readonly expected: string | undefined;
  readonly actual: string | undefined;
  /** Its cause, the cause of that and so on, or the errors of an aggregate. */
  readonly causes: readonly Cause[];
  readonly causeFrames: readonly Frame[];
}

/** Causes kept of one error. */
const causesMax = 16;

/** Reads the lines in braces, of which the first was read already; `read` is `false` with the brace that closes them. */
export function readProperties(): ErrorProperties & { read(text: string): boolean } {
  const values = new Map<string, string>();
  const causes: Cause[] = [];
  const causeFrames: Frame[] = [];
  return {
    causes,
    causeFrames,
    get code() {
      return values.get('code');
    },
    get expected() {
      return values.get('expected');
    },
    get actual() {
      return values.get('actual');
    },
    read(text) {
      if (text.startsWith('}')) return false;
      const own = /^ {2}(?<key>code|expected|actual): (?<value>.*?),?$/u.exec(text)?.groups;
      const frame = stackLine(text);
      if (own) values.set(own['key'] ?? '', unquoted(own['value'] ?? ''));
      else if (frame?.location) causeFrames.push({ ...frame, location: frame.location });
      else if (!frame && causes.length < causesMax) {
        const header = exceptionHeader(
          text
            .trim()
            .replace(/^\[cause\]: /u, '')
            .replace(/ \{$/u, ''),
        );
        if (header && isTelling(header)) causes.push({ name: header.name, message: header.message });
      }
      return true;
    },
  };
}

function unquoted(value: string): string {
  const quote = value[0];
  const isQuoted = (quote === "'" || quote === '"' || quote === '`') && value.at(-1) === quote;
  return isQuoted && value.length > 1 ? value.slice(1, -1) : value;
}
