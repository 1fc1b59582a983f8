import { splitLines, type Line } from './lines.ts';
import { mask } from './masks/index.ts';
import type { FoundError } from './parsed-error.ts';
import { linesBeforeMax, readErrors } from './read-errors.ts';
import { signatureOf, signatureOfTemplate, type Signature } from './signature.ts';

/** An error with its names. */
export interface RecognizedError extends FoundError {
  readonly signature: Signature;
}

/** What one line of input is: an error begins with it, or it is only text of a known shape. */
export interface RecognizedLine {
  readonly line: number;
  readonly signature: string;
  readonly template: string;
  readonly error?: RecognizedError;
}

export interface Recognizer {
  push(bytes: Uint8Array): void;
  end(): void;
}

export interface RecognizePlace {
  /** The workspace, for the names of paths inside it. */
  readonly root?: string;
}

/** Tells of each error in a stream of bytes, as soon as it was read to its end. */
export function recognizeErrors(
  { root }: RecognizePlace,
  onError: (error: RecognizedError) => void,
): Recognizer {
  const reader = readErrors((error) => onError({ ...error, signature: signatureOf(error, root) }));
  const splitter = splitLines((line) => reader.take(line));
  return {
    push: (bytes) => splitter.push(bytes),
    end() {
      splitter.end();
      reader.end();
    },
  };
}

/** Lines that wait for what they belong to; beyond that they are told as they are. */
const waitingMax = 10_000;

/** Tells of each line of a stream of bytes once, in their order. */
export function recognizeLines({ root }: RecognizePlace, onLine: (line: RecognizedLine) => void): Recognizer {
  let waiting: Line[] = [];
  const found = new Map<number, RecognizedError>();
  const reader = readErrors((error) => {
    if (!found.has(error.firstLine))
      found.set(error.firstLine, { ...error, signature: signatureOf(error, root) });
  });
  const flush = (keep: number) => {
    for (const { number, text } of waiting.slice(0, waiting.length - keep)) {
      const error = found.get(number);
      found.delete(number);
      const template = error?.signature.template ?? mask(text);
      const signature = error?.signature.strict ?? signatureOfTemplate(template);
      onLine({ line: number, signature, template, ...(error ? { error } : {}) });
    }
    waiting = keep === 0 ? [] : waiting.slice(-keep);
  };
  const splitter = splitLines((line) => {
    reader.take(line);
    waiting.push(line);
    if (!reader.isWaiting || waiting.length >= waitingMax) flush(linesBeforeMax);
  });
  return {
    push: (bytes) => splitter.push(bytes),
    end() {
      splitter.end();
      reader.end();
      flush(0);
    },
  };
}
