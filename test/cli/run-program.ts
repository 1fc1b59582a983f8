import { main, type Program } from '../../server/src/cli/index.ts';

/** One call of the command line: what it prints and exits with, on a terminal without colours that nobody answers. */
export async function runProgram(
  argv: readonly string[],
  doors: Partial<Program>,
  onPrint: (text: string) => void = () => undefined,
) {
  let out = '';
  let err = '';
  const never = () => Promise.reject(new Error('Not part of this test.'));
  const code = await main({
    argv,
    version: '0.0.0',
    terminal: {
      colour: false,
      width: 80,
      print(text) {
        out += text;
        onPrint(text);
      },
      progress: () => undefined,
      note: (text) => void (err += `${text}\n`),
    },
    signal: new AbortController().signal,
    ...{ open: never, readText: never, readBytes: never, serve: never },
    ...doors,
  });
  return { code, out, err };
}
