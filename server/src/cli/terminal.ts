import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { throwIfCancelled } from '../base/index.ts';
import type { Redactor } from '../core/secrets/index.ts';
import type { Terminal } from './command.ts';

interface Input extends Readable {
  readonly isTTY?: boolean;
}

interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A terminal over two streams: progress is one line that is replaced, and is silent where nobody watches. */
export function createTerminal(
  input: Input,
  output: Stream,
  errors: Stream,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const watched = errors.isTTY === true;
  const width = output.columns ?? 100;
  let progressShown = false;
  const clear = () => {
    if (progressShown) errors.write('\r\u001b[2K');
    progressShown = false;
  };
  const confirm = async (question: string, signal: AbortSignal) => {
    clear();
    const lines = createInterface({ input });
    try {
      errors.write(`${question} [y/N] `);
      return /^y(es)?$/iu.test((await lines.question('', { signal })).trim());
    } catch (thrown) {
      throwIfCancelled(signal);
      throw thrown;
    } finally {
      lines.close();
    }
  };
  return {
    width,
    ...(input.isTTY === true && watched ? { confirm } : {}),
    colour:
      environment['NO_COLOR'] === undefined &&
      (output.isTTY === true || environment['FORCE_COLOR'] !== undefined),
    print(text) {
      clear();
      output.write(text);
    },
    progress(text) {
      if (!watched) return;
      clear();
      errors.write(text.slice(0, Math.max(10, (errors.columns ?? width) - 1)));
      progressShown = true;
    },
    note(text) {
      clear();
      errors.write(`${text}\n`);
    },
  };
}

/** A terminal that says no secret, also not one that stands in a diff: what it prints may end up in the log of a build. */
export function quietTerminal(terminal: Terminal, { redact }: Pick<Redactor, 'redact'>): Terminal {
  const { confirm } = terminal;
  return {
    ...terminal,
    print: (text) => terminal.print(redact(text)),
    progress: (text) => terminal.progress(redact(text)),
    note: (text) => terminal.note(redact(text)),
    ...(confirm
      ? { confirm: (question: string, signal: AbortSignal) => confirm(redact(question), signal) }
      : {}),
  };
}
