import { splitLines, type Line } from './lines.ts';
import { Miner, type Merge, type Template, type Variable } from './miner/index.ts';
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
  /** Names that were found to be of the same template with this line: the first goes by the second from here on. */
  readonly aliases?: readonly Alias[];
  /** Why words of its template are variables, where that was asked for; masks are not among them. */
  readonly variables?: readonly Variable[];
}

export interface Alias {
  readonly from: string;
  readonly to: string;
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

/** When lines are answered: each as soon as it is known whether an error begins there, or all when the last was read. */
export type AnswerTime = 'at once' | 'at the end';

export interface RecognizeLinesPlace extends RecognizePlace {
  readonly answers: AnswerTime;
  /** Also why words of templates are variables. */
  readonly explains?: boolean;
}

/** Lines that wait for what they belong to; beyond that they are told as they are. */
const waitingMax = 10_000;

/**
 * Tells of each line of a stream of bytes once, in their order. A line that no parser knows goes by its template: at
 * once, as it is known by then, and later lines tell what was merged since, the last one all of it; at the end, by all
 * that was read.
 */
export function recognizeLines(
  { root, answers, explains = false }: RecognizeLinesPlace,
  onLine: (line: RecognizedLine) => void,
): Recognizer {
  const waiting: Line[] = [];
  let merges: Merge[] = [];
  const miner = new Miner((merge) => answers === 'at once' && merges.push(merge));
  const tellMerges = () => {
    if (merges.length === 0) return undefined;
    const aliases = merges.map(({ from, into }) => ({ from: nameOf(from), to: nameOf(into) }));
    merges = [];
    return aliases;
  };
  const explained = (line: RecognizedLine, { template }: Known): RecognizedLine =>
    explains && template ? { ...line, variables: template.current.variables } : line;
  const held: Known[] = [];
  const found = new Map<number, RecognizedError>();
  const reader = readErrors((error) => {
    if (!found.has(error.firstLine))
      found.set(error.firstLine, { ...error, signature: signatureOf(error, root) });
  });
  const flush = (keep: number) => {
    while (waiting.length > keep) {
      const { number, text } = waiting.shift() as Line;
      const isLast = keep === 0 && waiting.length === 0;
      const error = found.size === 0 ? undefined : found.get(number);
      if (error) found.delete(number);
      const known = { line: number, error, template: isNamed(error) ? undefined : miner.learn(text) };
      if (isLast) miner.settle();
      if (answers === 'at once') onLine(explained(lineOf(known, tellMerges()), known));
      else held.push(known);
    }
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
      for (const known of held) onLine(explained(lineOf(known), known));
    },
  };
}

interface Known {
  readonly line: number;
  readonly error: RecognizedError | undefined;
  readonly template: Template | undefined;
}

/** Whether an error has a name of its own: of most entries of a log only the level is known. */
function isNamed(error: RecognizedError | undefined): boolean {
  return error !== undefined && !(error.tool === 'log' && error.code === undefined);
}

function lineOf({ line, error, template: mined }: Known, aliases?: readonly Alias[]): RecognizedLine {
  const { id = '', template = error?.signature.template ?? '' } = mined?.current ?? {};
  const signature = mined ? nameOf(id) : (error?.signature.strict ?? '');
  const answer = { line, signature, template };
  if (!error && !aliases) return answer;
  return { ...answer, ...(error ? { error } : {}), ...(aliases ? { aliases } : {}) };
}

/** Names that were made already: most lines are of a template that was there before. */
const names = new Map<string, string>();
const namesMax = 10_000;

function nameOf(id: string): string {
  let name = names.get(id);
  if (name !== undefined) return name;
  if (names.size >= namesMax) names.clear();
  names.set(id, (name = signatureOfTemplate(id)));
  return name;
}
