import type { Terminal } from './command.ts';

interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A terminal over two streams: progress is one line that is replaced, and is silent where nobody watches. */
export function createTerminal(
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
  return {
    width,
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
